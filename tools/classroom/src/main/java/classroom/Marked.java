package classroom;

import grading.Sheet;
import java.math.BigDecimal;
import java.util.List;

/// One student's grades: all outputs are made of a list of these.
///
/// @param student as [Submission#student]
/// @param key     what the grades depend on: the same key, the same grades
/// @param remarks what a teacher should know
/// @param sheets  one for each exercise that was asked for, in the order of their numbers; none if
///                the submission could not be graded, and then a remark says why
public record Marked(String student, String key, List<String> remarks,
        List<Sheet> sheets) {

    public boolean isGraded() {
        return !sheets.isEmpty();
    }

    /// The sum of the marks.
    public BigDecimal marks(Weights weights) {
        return sheets.stream().map(weights::marks).reduce(BigDecimal.ZERO,
                BigDecimal::add);
    }
}
