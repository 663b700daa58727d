package monitor;

import git.GitException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/// The commands of the repo monitor: `jbang status` arrives here as `status`.
@Command(name = "jbang", synopsisSubcommandLabel = "COMMAND",
        description = "How all your git repositories stand.",
        subcommands = {StatusCommand.class, MonitorCommand.class})
public final class Main {

    private static final int CTRL_C = 130;

    private Main() {}

    /// Runs one command, and ends the JVM with its exit code.
    ///
    /// Ctrl+C and `kill` interrupt the command, and the JVM lives until it has ended: so no
    /// process of it is left behind.
    public static void main(String[] arguments) {
        var command = Thread.currentThread();
        var ending = new Thread(() -> {
            command.interrupt();
            try {
                command.join();
            } catch (InterruptedException e) {
                // Nobody interrupts a hook.
            }
        });
        Runtime.getRuntime().addShutdownHook(ending);
        var exitCode = run(arguments);
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and has a code of its own for that.
            return;
        }
        // halt, after all is written: the JVM has nothing else to clean up.
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(exitCode);
    }

    /// Runs one command.
    ///
    /// @return its exit code: 0; 1 if something could not be asked; 2 for wrong usage, and
    ///         where there is no git; 130 if it was interrupted
    static int run(String... arguments) {
        var noColour = System.getenv("NO_COLOR");
        var ansi = noColour == null || noColour.isEmpty() ? Ansi.AUTO : Ansi.OFF;
        return new CommandLine(new Main())
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, _) -> switch (e) {
                    case InterruptedException _ -> CTRL_C;
                    case GitException.NoGit _ -> {
                        command.getErr().println(e.getMessage());
                        yield CommandLine.ExitCode.USAGE;
                    }
                    default -> throw e;
                })
                .execute(arguments);
    }
}
