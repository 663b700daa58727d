package kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.zip.ZipFile;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelTest {

    @TempDir
    private Path temp;
    private Path java;
    private Path protocol;
    private Path start;
    private Path packages;
    private Kernel kernel;

    @BeforeEach
    void build() throws Exception {
        java = temp.resolve("jdk-25/bin/java");
        protocol = Files.writeString(temp.resolve("protocol.jar"), "the protocol");
        start = Files.writeString(temp.resolve("start.jar"), "our start");
        packages = temp.resolve("classes");
        Files.createDirectories(packages.resolve("git"));
        Files.writeString(packages.resolve("git/Git.class"), "a class");
        kernel = new Kernel(temp.resolve("data/kernels").resolve(Kernel.NAME));
    }

    @Test
    void theSpecNamesFilesOfItsOwnFolderAndTheGivenJava() throws Exception {
        register();

        var spec = JSON.std
                .mapFrom(Files.readString(kernel.folder().resolve("kernel.json")));
        assertThat(spec).containsEntry("display_name", "Java (workbook)")
                .containsEntry("language", "java")
                .containsEntry("interrupt_mode", "message");
        assertThat(spec.get("argv")).asInstanceOf(
                InstanceOfAssertFactories.list(String.class))
                .startsWith(java.toString())
                .contains("-Dworkbook.preview=true",
                        "-Dworkbook.packages=" + kernel.folder().resolve("packages.jar"))
                .endsWith("-cp", kernel.folder().resolve("start.jar")
                        + System.getProperty("path.separator")
                        + kernel.folder().resolve("protocol.jar"),
                        "kernel.KernelStart", "{connection_file}");
    }

    @Test
    void aLaterJdkIsUsedWithoutItsPreviews() throws Exception {
        var spec = kernel.spec(java, 26, List.of("start.jar"));

        assertThat(spec).contains(java.toString()).doesNotContain("preview");
    }

    @Test
    void theFolderHoldsAllThatTheKernelNeeds() throws Exception {
        register();

        assertThat(kernel.folder().resolve("protocol.jar"))
                .hasContent("the protocol");
        assertThat(kernel.folder().resolve("start.jar")).hasContent("our start");
        try (var jar = new ZipFile(kernel.folder().resolve("packages.jar").toFile())) {
            assertThat(jar.getInputStream(jar.getEntry("git/Git.class")))
                    .hasContent("a class");
        }
        assertThat(files()).containsExactly("kernel.json", "packages.jar",
                "protocol.jar", "start.jar");
    }

    @Test
    void aJarOfAnEarlierVersionGoes() throws Exception {
        register();
        Files.writeString(kernel.folder().resolve("mine.jar"), "of somebody else");

        kernel.register(java, 25, List.of(start), packages);

        assertThat(files()).containsExactly("kernel.json", "mine.jar", "packages.jar",
                "start.jar");
    }

    @Test
    void registeringAgainWritesOnlyWhatHasChanged() throws Exception {
        register();
        var before = Files.getLastModifiedTime(kernel.folder().resolve("packages.jar"));
        Files.setLastModifiedTime(kernel.folder().resolve("packages.jar"),
                FileTime.fromMillis(1_000));
        Files.writeString(start, "our better start");

        register();

        assertThat(Files.getLastModifiedTime(kernel.folder().resolve("packages.jar")))
                .as("a file that is right is not touched").isLessThan(before);
        assertThat(kernel.folder().resolve("start.jar")).hasContent("our better start");
        assertThat(files()).hasSize(4);
    }

    @Test
    void aRegistrationThatWasStoppedHalfWayIsDoneAgain() throws Exception {
        Files.delete(protocol);
        assertThatThrownBy(this::register).isInstanceOf(IOException.class);
        Files.writeString(protocol, "the protocol");

        register();

        assertThat(files()).hasSize(4);
    }

    @Test
    void removingLeavesTheOtherKernels() throws Exception {
        register();
        var other = Files.createDirectories(kernel.folder().resolveSibling("python3"));

        assertThat(kernel.remove()).isTrue();

        assertThat(kernel.folder()).doesNotExist();
        assertThat(other).exists();
        assertThat(kernel.remove()).as("there is nothing left to remove").isFalse();
    }

    @Test
    void removingLeavesFilesThatSomeoneElseHasPutThere() throws Exception {
        register();
        Files.writeString(kernel.folder().resolve("notes.jar"), "mine");

        assertThat(kernel.remove()).isTrue();

        assertThat(files()).containsExactly("notes.jar");
    }

    @Test
    void aKernelOfSomeoneElseIsNeitherReplacedNorRemoved() throws Exception {
        Files.createDirectories(kernel.folder());
        var theirs = Files.writeString(kernel.folder().resolve("kernel.json"), "{}");

        assertThatThrownBy(this::register).isInstanceOf(IOException.class)
                .hasMessageContaining("move it away");
        assertThatThrownBy(kernel::remove).isInstanceOf(IOException.class)
                .hasMessageContaining("is not ours");

        assertThat(theirs).hasContent("{}");
        assertThat(files()).containsExactly("kernel.json");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            Linux,      HOME=/h,                         /h/.local/share/jupyter
            Linux,      HOME=/h XDG_DATA_HOME=/x,        /x/jupyter
            Linux,      HOME=/h JUPYTER_DATA_DIR=/d,     /d
            Linux,      HOME=/h JUPYTER_DATA_DIR=,       /h/.local/share/jupyter
            Mac OS X,   HOME=/h XDG_DATA_HOME=/x,        /h/Library/Jupyter
            Mac OS X,   HOME=/h JUPYTER_DATA_DIR=/d,     /d
            Windows 11, USERPROFILE=/u APPDATA=/u/roam,  /u/roam/jupyter
            Windows 11, USERPROFILE=/u,                  /u/.jupyter/data
            Linux,      A=b,                             /user.home/.local/share/jupyter
            """)
    void itIsWhereJupyterLooksForAUsersKernels(String os, String environment,
            String data) {
        var variables = new HashMap<String, String>();
        for (var variable : environment.split(" ")) {
            var parts = variable.split("=", 2);
            variables.put(parts[0], parts[1]);
        }

        assertThat(Kernel.ofUser(variables::get, Path.of("/user.home"), os).folder())
                .isEqualTo(Path.of(data, "kernels", "workbook-java").toAbsolutePath());
    }

    private void register() throws IOException {
        kernel.register(java, 25, List.of(start, protocol), packages);
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(kernel.folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
