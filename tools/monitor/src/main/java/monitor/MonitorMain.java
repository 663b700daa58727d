package monitor;

import git.GitException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// The commands of the repo monitor: `jbang status` arrives here as `status`, and
/// `jbang monitor` as `monitor`.
public final class MonitorMain {

    private static final int CTRL_C = 130;
    // Longer than a command takes, unless something holds it that nothing ends: a command of
    // --on-change, say, when the disk that we were started on is dead.
    private static final Duration ENDING = Duration.ofSeconds(5);

    private MonitorMain() {}

    /// Runs one command, and ends the JVM with its exit code.
    ///
    /// Ctrl+C and `kill` interrupt the command, and the JVM lives until it has ended: so no
    /// process of it is left behind. Should it not end within 5 s, the JVM ends all the same.
    public static void main(String[] arguments) {
        var command = Thread.currentThread();
        var hook = new Thread(() -> end(command));
        Runtime.getRuntime().addShutdownHook(hook);
        var out = new PrintWriter(System.out);
        var err = new PrintWriter(System.err);
        var exitCode = run(out, err, arguments);
        out.flush();
        err.flush();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and has a code of its own for that.
            return;
        }
        // halt, after all is written: the JVM has nothing else to clean up.
        Runtime.getRuntime().halt(exitCode);
    }

    private static void end(Thread command) {
        command.interrupt();
        try {
            command.join(ENDING);
        } catch (InterruptedException e) {
            // Nobody interrupts a hook.
        }
    }

    /// Runs one command.
    ///
    /// @return its exit code: 0; 1 if something could not be asked; 2 for wrong usage, and
    ///         where there is no git; 130 if it was interrupted
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        var command = switch (arguments.length == 0 ? "" : arguments[0]) {
            case "status" -> new StatusCommand().spec();
            case "monitor" -> new MonitorCommand(List.of(arguments)).spec();
            default -> null;
        };
        if (command == null) {
            err.println("There is no such command: say status or monitor.");
            return CommandLine.ExitCode.USAGE;
        }
        var help = OptionSpec.builder("-h", "--help").type(boolean.class).usageHelp(true)
                .description("Prints this help.").build();
        return new CommandLine(command.addOption(help)).setOut(out).setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                // `--on-change curl -d @file` is told curl as it was typed.
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler((e, _, _) -> failure(e, err))
                .setParameterExceptionHandler((e, _) -> wrongUsage(e, err))
                .execute(Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    // The whole help would push the message off the screen.
    private static int wrongUsage(ParameterException e, PrintWriter err) {
        err.println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName()
                + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failure(Exception e, PrintWriter err) throws Exception {
        if (e instanceof InterruptedException) {
            return CTRL_C;
        }
        if (e instanceof GitException.NoGit) {
            err.println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        throw e;
    }
}
