package classroom;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What one student has handed in, as a copy of our own: regular files, of limited size.
///
/// @param student the name of the folder or zip, made safe for file names; no other submission of
///                this run has it
/// @param files   from the number of an exercise to our copy of its answer; beside it lie the
///                answer's helper classes
/// @param refused from the number of an exercise to the reason why its file was not taken
/// @param remarks what a teacher should know
/// @param hash    changes with any file that was taken, its name or its text
public record Submission(String student, Map<String, Path> files,
        Map<String, String> refused, List<String> remarks, String hash) {}
