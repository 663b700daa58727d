package book;

import companion.House;
import grading.Launcher;
import grading.WrongUsage;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import kernel.Kernel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "kernel", description = {
    "Registers the Java kernel for Jupyter, for you alone, with the packages git,",
    "playground and timeline, and on JDK 25 with its previews.",
    "Do it again after a change of these packages, or of the JDK."})
final class KernelCommand implements Callable<Integer> {

    private static final boolean WINDOWS = File.separatorChar == '\\';

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
        kernel.register(
                Path.of(System.getProperty("java.home"), "bin",
                        WINDOWS ? "java.exe" : "java"),
                Runtime.version().feature(),
                built(house), house.packages());
        System.out.printf("""
                Jupyter now knows the kernel "%s". It is in
                  %s

                Make the notebooks:  %s
                Open one:            jupyter lab, jupyter notebook, or VS Code
                and if it asks for a kernel, choose "%s".
                More about each: chapters/NOTEBOOKS.md

                To remove the kernel:  %s
                """, Kernel.DISPLAY_NAME, kernel.folder(),
                Launcher.command("notebook"), Kernel.DISPLAY_NAME,
                Launcher.command("kernel --remove"));
    }

    /// Ours first: the agent of the cells' JVM gets it alone.
    private static List<Path> built(House house) throws IOException {
        var folder = house.root().resolve("tools/book/target/kernel");
        if (!Files.isDirectory(folder)) {
            throw new WrongUsage("The kernel is not registered: there is no " + folder
                    + ". Run mvn clean, then this again, which builds it.");
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted()
                    .toList();
        }
    }

    /// The message of most of these exceptions is a path, and their class says what is wrong.
    private static String reason(IOException problem) {
        if (problem instanceof FileSystemException e) {
            var what =
                    e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            return e.getFile() + ": " + what
                    + ". Make it a folder that you may write to, or"
                    + " name another one for Jupyter with JUPYTER_DATA_DIR.";
        }
        return problem.getMessage();
    }
}
