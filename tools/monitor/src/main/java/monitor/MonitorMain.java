package monitor;

import git.GitException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// The commands of the repo monitor: `./jbang status` arrives here as `status`, and
/// `./jbang monitor` as `monitor`.
public final class MonitorMain {

    private static final int CTRL_C = 130;
    // Longer than a command takes to end, unless nothing can end it: for example, a command of
    // --on-change when the disk of our working directory is dead.
    private static final Duration ENDING = Duration.ofSeconds(5);

    private MonitorMain() {}

    /// Runs one command, and ends the JVM with its exit code.
    ///
    /// Ctrl+C and `kill` interrupt the command, and the JVM waits until it has ended, so that it
    /// leaves no process behind. If it has not ended after 5 s, the JVM ends all the same.
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
            // The JVM is ending already, and has an exit code for that.
            return;
        }
        // halt, because all is written and there is nothing else to clean up.
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
    /// @return its exit code: 0; 1 if git gave no status for a repository; 2 for wrong usage, and
    ///         if there is no git; 130 if it was interrupted
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        var all = List.of(arguments);
        var name = all.isEmpty() ? "" : all.getFirst();
        // Before picocli sees them: what follows belongs to the command, options included.
        var end = name.equals("status") && all.contains("--")
                ? all.indexOf("--")
                : all.size();
        if (end == all.size() - 1) {
            err.println(
                    "Name a command after --, like: " + typed(name) + " -- git fetch");
            return CommandLine.ExitCode.USAGE;
        }
        var command = switch (name) {
            case "status" -> new StatusCommand(Optional.of(all)
                    .filter(known -> end < known.size())
                    .map(known -> known.subList(end + 1, known.size()))).spec();
            case "monitor" -> new MonitorCommand(all).spec();
            default -> null;
        };
        if (command == null) {
            err.println("There is no such command: say status or monitor.");
            return CommandLine.ExitCode.USAGE;
        }
        var help = OptionSpec.builder("-h", "--help").type(boolean.class).usageHelp(true)
                .description("Prints this help.").build();
        return new CommandLine(command.addOption(help)).setOut(out).setErr(err)
                .setCommandName(typed(name))
                .setCaseInsensitiveEnumValuesAllowed(true)
                // In `--on-change curl -d @file`, curl gets @file as it was typed.
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler((e, _, _) -> failure(e, err))
                .setParameterExceptionHandler((e, _) -> wrongUsage(e, err))
                .execute(all.subList(1, end).toArray(String[]::new));
    }

    private static String typed(String command) {
        return typed(command, System.getenv("WORKBOOK_LAUNCHER"),
                System.getProperty("monitor.link", ""));
    }

    /// A command as it can be typed again.
    ///
    /// @param launcher what `jbang` and `jbang.cmd` export; null if they have not started us
    /// @param link     what our start script was called by, if it was a link; else empty
    static String typed(String command, String launcher, String link) {
        if (!link.isEmpty()) {
            return link;
        }
        return (launcher == null ? "./jbang" : launcher) + " " + command;
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
