package classroom;

import companion.CompanionMain;
import picocli.CommandLine.Command;

/// The commands for teachers. Each is an alias in jbang-catalog.json: `./jbang grade class -o out`
/// arrives here as `grade class -o out`.
@Command(synopsisSubcommandLabel = "COMMAND", usageHelpAutoWidth = true,
        description = "Grades a class.",
        mixinStandardHelpOptions = false,
        subcommands = {GradeCommand.class})
public final class ClassroomMain {

    private ClassroomMain() {}

    /// Runs one command, and ends the JVM with its exit code: 0; 1 where some submissions could not
    /// be graded; 2 for wrong usage.
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /// Runs one command.
    ///
    /// @return its exit code
    static int run(String... arguments) {
        return CompanionMain.execute(new ClassroomMain(), arguments);
    }
}
