package classroom;

import grading.Exercise;
import java.math.BigDecimal;
import java.util.List;

/// What is the same for all students of one grading.
///
/// @param exercises those that were asked for, in the order of their numbers
/// @param graders   which graders: [grading.Graders#version]
/// @param sandbox   how the answers were kept apart, for people
public record GradingRun(List<Exercise> exercises, Weights weights, String graders,
        String sandbox) {

    /// The most marks that a student can have.
    public BigDecimal most() {
        return weights.most(exercises);
    }
}
