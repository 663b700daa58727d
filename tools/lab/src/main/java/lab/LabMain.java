package lab;

import companion.CompanionMain;
import picocli.CommandLine.Command;

/// The lab's command. It is an alias in jbang-catalog.json: `./jbang lab` arrives here as `lab`.
@Command(synopsisSubcommandLabel = "COMMAND", usageHelpAutoWidth = true,
        description = "The workbook in the browser.", mixinStandardHelpOptions = false,
        subcommands = LabCommand.class)
public final class LabMain {

    private LabMain() {}

    /// Runs the command, and ends the JVM with its exit code.
    public static void main(String[] arguments) {
        System.exit(CompanionMain.execute(new LabMain(), arguments));
    }
}
