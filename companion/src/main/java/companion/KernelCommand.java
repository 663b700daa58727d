package companion;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import kernel.Kernel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "kernel", description = {
    "Registers the Java kernel for Jupyter, for you alone: preview features on, and the",
    "packages git, playground and timeline at hand. Do it again after a change of these, or",
    "of the JDK."})
final class KernelCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = "--remove", description = "Remove it again.")
    private boolean remove;

    @Override
    public Integer call() throws Exception {
        var kernel =
                Kernel.ofUser(System::getenv, Path.of(System.getProperty("user.home")),
                        System.getProperty("os.name"));
        try {
            if (remove) {
                remove(kernel);
            } else {
                register(kernel);
            }
        } catch (IOException e) {
            throw new WrongUsage(
                    "The kernel is not " + (remove ? "removed" : "registered")
                            + ": " + reason(e));
        }
        return 0;
    }

    private static void remove(Kernel kernel) throws IOException {
        System.out.println(kernel.remove()
                ? "Removed from Jupyter: " + kernel.folder()
                : "There is nothing to remove: no " + kernel.folder());
    }

    private static void register(Kernel kernel) throws IOException {
        var house = House.here();
        var built = house.root().resolve("companion/target/kernel");
        var launcher = File.separatorChar == '\\' ? ".\\jbang" : "./jbang";
        kernel.register(
                Path.of(System.getProperty("java.home"), "bin",
                        File.separatorChar == '\\' ? "java.exe" : "java"),
                built.resolve("rapaio-jupyter-kernel.jar"),
                built.resolve("companion-1-start.jar"),
                ReplCommand.packages(house));
        System.out.printf("""
                Jupyter now knows the kernel "%s". It is in
                  %s

                Make the notebooks:  %s notebook
                Open one:            jupyter lab, or jupyter notebook, or VS Code
                and if it asks for a kernel, choose "%s".
                More, also for VS Code: chapters/NOTEBOOKS.md

                To remove the kernel:  %s kernel --remove
                """, Kernel.DISPLAY_NAME, kernel.folder(), launcher,
                Kernel.DISPLAY_NAME, launcher);
    }

    /// A message that is only a path, as of AccessDeniedException, does not say what is wrong.
    private static String reason(IOException problem) {
        return problem instanceof FileSystemException e && e.getReason() == null
                ? e.getFile() + " (" + e.getClass().getSimpleName() + "). Jupyter's data "
                        + "folder must be one that you may write; JUPYTER_DATA_DIR names it."
                : problem.getMessage();
    }
}
