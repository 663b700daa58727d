package grading;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import workbook.NotStarted;

/// The class path of this JVM.
public final class Libraries {

    private Libraries() {}

    /// All of it.
    public static List<Path> all() {
        if (Libraries.class.getClassLoader() instanceof URLClassLoader loader) {
            return Stream.of(loader.getURLs()).map(Libraries::path).toList();
        }
        return Stream.of(System.getProperty("surefire.test.class.path",
                System.getProperty("java.class.path")).split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty()).map(Path::of).toList();
    }

    /// What a JVM that grades needs: all but what has answers or graders. Of the package `workbook` it
    /// knows the given types only, so that no other answer can take the place of the one that is
    /// graded.
    static List<Path> forGrading() throws IOException {
        var libraries = new ArrayList<Path>();
        for (var entry : all()) {
            if (entry.equals(givenTypes())
                    || !(has("workbook", entry) || has("graders", entry))) {
                libraries.add(entry);
            }
        }
        return libraries;
    }

    /// The types that are given with the stubs: all that an answer is compiled against.
    public static Path givenTypes() {
        return path(NotStarted.class.getProtectionDomain().getCodeSource().getLocation());
    }

    /// Whether a class file is given, or one of ours or of a library, which an answer cannot replace.
    ///
    /// @param name like `workbook/StatusLoader.class`
    static boolean isGiven(String name) throws IOException {
        if (name.startsWith("workbook/")) {
            return has(name, givenTypes());
        }
        for (var entry : forGrading()) {
            if (has(name, entry)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(String name, Path entry) throws IOException {
        if (!Files.isRegularFile(entry)) {
            return Files.exists(entry.resolve(name));
        }
        try (var jar = new JarFile(entry.toFile())) {
            return jar.getEntry(name) != null;
        }
    }

    private static Path path(URL location) {
        try {
            return Path.of(location.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
