package companion;

import grader.JvmEnd;
import grading.Launcher;
import grading.WrongUsage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/// The companion's commands. Each is an alias in jbang-catalog.json: `./jbang check 2` arrives
/// here as `check 2`.
@Command(synopsisSubcommandLabel = "COMMAND", usageHelpAutoWidth = true,
        description = "The companion of the exercises.",
        mixinStandardHelpOptions = false,
        subcommands = {ProgressCommand.class, NextCommand.class, CheckCommand.class,
            WatchCommand.class,
            HintCommand.class, ResetCommand.class, SolutionCommand.class,
            MistakesCommand.class})
public final class CompanionMain {

    private static final int CTRL_C = 130;

    private CompanionMain() {}

    /// Runs one command, and ends the JVM with its exit code: 0; 1 where something fails; 2 for
    /// wrong usage.
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /// Runs one command.
    ///
    /// @return its exit code
    static int run(String... arguments) {
        return execute(new CompanionMain(), arguments);
    }

    /// Runs one command of a program with picocli's annotations.
    ///
    /// @return its exit code
    public static int execute(Object program, String... arguments) {
        var ansi = Columns.takesColours(System.getenv()) ? Ansi.AUTO : Ansi.OFF;
        return new CommandLine(program)
                .setCommandName(Launcher.word())
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setCaseInsensitiveEnumValuesAllowed(true)
                // An argument is what was typed, as everywhere else.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, _) -> {
                    // The whole help would push the message off the screen.
                    var err = e.getCommandLine().getErr();
                    err.println(e.getMessage());
                    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
                    err.println(
                            "Try: " + e.getCommandLine().getCommandSpec().qualifiedName()
                                    + " --help");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((e, command, _) -> {
                    if (e instanceof WrongUsage) {
                        command.getErr().println(e.getMessage());
                        return CommandLine.ExitCode.USAGE;
                    }
                    // Whose JVM or file has gone by Ctrl+C need not complain of that.
                    if (JvmEnd.hasBegun()) {
                        return CTRL_C;
                    }
                    throw e;
                })
                .execute(arguments);
    }
}
