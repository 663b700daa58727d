package kernel;

import com.fasterxml.jackson.jr.ob.JSON;
import grading.AnswerCompiler;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Jupyter's Java kernel, as it is registered for one user: a folder with `kernel.json` and all
/// jars that it names. So it works on after `mvn clean`, and without the workbook's folder.
///
/// @param folder the kernel's own folder, named [#NAME]
public record Kernel(Path folder) {

    /// The name by which notebooks ask for this kernel.
    public static final String NAME = "workbook-java";

    /// The name in Jupyter's menus.
    public static final String DISPLAY_NAME = "Java (workbook)";

    private static final String SPEC = "kernel.json";
    private static final String PACKAGES = "packages.jar";

    /// The same bytes at every build, so that what has not changed is not written again.
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    /// The place for the present user, which `jupyter --paths` lists as data.
    ///
    /// @param environment looks up an environment variable
    /// @param home        the home directory, if the environment names none
    /// @param os          the system property `os.name`
    public static Kernel ofUser(UnaryOperator<String> environment, Path home, String os) {
        var windows = os.startsWith("Windows");
        var user = folder(environment, windows ? "USERPROFILE" : "HOME").orElse(home);
        var data = folder(environment, "JUPYTER_DATA_DIR").orElseGet(() -> {
            if (os.startsWith("Mac")) {
                return user.resolve("Library/Jupyter");
            } else if (windows) {
                return folder(environment, "APPDATA").map(app -> app.resolve("jupyter"))
                        .orElse(user.resolve(".jupyter/data"));
            }
            return folder(environment, "XDG_DATA_HOME")
                    .orElse(user.resolve(".local/share")).resolve("jupyter");
        });
        return new Kernel(data.toAbsolutePath().resolve("kernels").resolve(NAME));
    }

    private static Optional<Path> folder(UnaryOperator<String> environment, String name) {
        return Optional.ofNullable(environment.apply(name))
                .filter(value -> !value.isBlank()).map(Path::of);
    }

    /// Writes the kernel's folder. Files that are right already stay as they are; the others
    /// are replaced as a whole, so a kernel that is running keeps its jars.
    ///
    /// @param java     the command `java` of a JDK 25 or later, as an absolute path
    /// @param feature  that JDK's number
    /// @param jars     the jars of the kernel: our own, and the libraries that it needs
    /// @param packages the folder of the compiled packages git, playground and timeline
    /// @throws IOException if it cannot be written, or a kernel of someone else's has its name
    public void register(Path java, int feature, List<Path> jars, Path packages)
            throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !isEmpty() && !isOurs()) {
            throw new IOException(folder + " holds something else: move it away.");
        }
        Files.createDirectories(folder);
        var before = jars();
        // First, as it shows that the folder is ours: after a stop halfway, this works again.
        var names = jars.stream().map(jar -> jar.getFileName().toString()).toList();
        write(SPEC, spec(java, feature, names).getBytes(StandardCharsets.UTF_8));
        for (var jar : jars) {
            write(jar.getFileName().toString(), Files.readAllBytes(jar));
        }
        write(PACKAGES, jar(files(packages)));
        // Of another version of the workbook.
        for (var jar : before) {
            if (!names.contains(jar.getFileName().toString())
                    && !jar.endsWith(PACKAGES)) {
                Files.deleteIfExists(jar);
            }
        }
    }

    /// Deletes what [#register] has written, and the folder, if nothing else is in it.
    ///
    /// @return false if there is no such kernel
    /// @throws IOException if it cannot be deleted, or is not ours
    public boolean remove() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!isOurs()) {
            throw new IOException(folder + " is not ours: nothing was removed.");
        }
        for (var jar : jars()) {
            Files.delete(jar);
        }
        // Last, for the same reason as it is written first.
        Files.delete(folder.resolve(SPEC));
        if (isEmpty()) {
            Files.delete(folder);
        }
        return true;
    }

    /// The text of `kernel.json`. Paths are absolute: not every client knows of a
    /// placeholder for this folder.
    String spec(Path java, int feature, List<String> jars) throws IOException {
        var classPath = String.join(File.pathSeparator,
                jars.stream().map(jar -> folder.resolve(jar).toString()).toList());
        var spec = new LinkedHashMap<String, Object>();
        var argv = new ArrayList<>(List.of(java.toString(),
                // A notebook waits for processes and clocks more than it computes: start soon.
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m",
                // What the compiler no longer needs goes back to the system: half of it all.
                "-Xms8m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20",
                "-D" + KernelStart.PACKAGES + "=" + folder.resolve(PACKAGES)));
        // A kernel does not know which chapter it will run, and Step 4 uses a preview.
        if (feature == AnswerCompiler.PREVIEW_JDK) {
            argv.add("-D" + KernelStart.PREVIEW + "=true");
        }
        argv.addAll(
                List.of("-cp", classPath, KernelStart.class.getName(),
                        "{connection_file}"));
        spec.put("argv", argv);
        spec.put("display_name", DISPLAY_NAME);
        spec.put("language", "java");
        // A signal would end the JVM.
        spec.put("interrupt_mode", "message");
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(spec) + "\n";
    }

    /// The jars that the spec names, as far as they are in this folder.
    private List<Path> jars() throws IOException {
        var spec = folder.resolve(SPEC);
        if (!Files.exists(spec)) {
            return List.of();
        }
        var argv = (List<?>) JSON.std.mapFrom(Files.readString(spec)).get("argv");
        var classPath = argv.get(argv.indexOf("-cp") + 1).toString();
        return Stream.concat(Stream.of(folder.resolve(PACKAGES)),
                Stream.of(classPath.split(File.pathSeparator)).map(Path::of))
                .filter(jar -> jar.startsWith(folder) && Files.exists(jar)).toList();
    }

    private boolean isEmpty() throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private boolean isOurs() throws IOException {
        var spec = folder.resolve(SPEC);
        return Files.isRegularFile(spec)
                && Files.readString(spec).contains(KernelStart.PACKAGES);
    }

    private void write(String name, byte[] content) throws IOException {
        var file = folder.resolve(name);
        if (Files.isRegularFile(file)
                && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        var written = folder.resolve(name + "." + ProcessHandle.current().pid() + ".new");
        try {
            Files.write(written, content);
            try {
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        var found = new TreeMap<String, byte[]>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = folder.relativize(file).toString().replace('\\', '/');
                found.put(name, Files.readAllBytes(file));
            }
        }
        return found;
    }

    private static byte[] jar(Map<String, byte[]> content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var jar = new ZipOutputStream(bytes)) {
            for (var file : content.entrySet()) {
                var entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(ENTRY_TIME);
                jar.putNextEntry(entry);
                jar.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
