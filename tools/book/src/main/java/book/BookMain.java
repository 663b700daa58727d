package book;

import companion.CompanionMain;
import picocli.CommandLine.Command;

/// The book's commands. Each is an alias in jbang-catalog.json: `./jbang notebook 2` arrives here
/// as `notebook 2`.
@Command(synopsisSubcommandLabel = "COMMAND", usageHelpAutoWidth = true,
        description = "The chapters as notebooks, pages, and in JShell.",
        mixinStandardHelpOptions = false,
        subcommands = {ReplCommand.class, NotebookCommand.class, BookCommand.class,
            KernelCommand.class})
public final class BookMain {

    private BookMain() {}

    /// Runs one command, and ends the JVM with its exit code: 0; 1 where something fails; 2 for
    /// wrong usage.
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /// Runs one command.
    ///
    /// @return its exit code
    static int run(String... arguments) {
        return CompanionMain.execute(new BookMain(), arguments);
    }
}
