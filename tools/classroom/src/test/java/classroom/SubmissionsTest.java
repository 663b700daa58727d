package classroom;

import static classroom.Workbooks.EXERCISES;
import static classroom.Workbooks.write;
import static classroom.Workbooks.writeSpaces;
import static classroom.Workbooks.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grading.Exercise;
import grading.WrongUsage;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is found, and what of it is copied.
class SubmissionsTest {

    @TempDir
    Path folder;
    @TempDir
    Path copies;

    private List<Submissions.Found> find(Path... paths) throws Exception {
        return Submissions.find(List.of(paths), EXERCISES);
    }

    private Submission copy(Path path) throws Exception {
        return Submissions.copy(new Submissions.Found("ada", path), EXERCISES,
                copies.resolve("ada"));
    }

    private static String text(Submission submission, String number) throws Exception {
        return Files.readString(submission.files().get(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "workbook/", "src/main/java/workbook/",
        "exercises/src/main/java/workbook/", "top/", "top/workbook/",
        "workbook-main/exercises/src/main/java/workbook/"})
    void anAnswerIsFoundInEachPlaceInAFolderAndInAZip(String place) throws Exception {
        write(folder.resolve("ada").resolve(place + "ConfigReader.java"), "answer");
        zip(folder.resolve("ada.zip"), Map.of(place + "ConfigReader.java", "answer"));

        var inFolder = copy(folder.resolve("ada"));
        assertThat(inFolder.files()).containsOnlyKeys("1");
        assertThat(text(inFolder, "1")).isEqualTo("answer");
        assertThat(inFolder.remarks()).isEmpty();

        var inZip = Submissions.copy(
                new Submissions.Found("zip", folder.resolve("ada.zip")), EXERCISES,
                copies.resolve("zip"));
        assertThat(text(inZip, "1")).isEqualTo("answer");
        assertThat(inZip.hash()).isEqualTo(inFolder.hash());
    }

    @Test
    void eachFolderAndZipInAFolderIsASubmission() throws Exception {
        write(folder.resolve("bob/ConfigReader.java"), "");
        write(folder.resolve("ada/workbook/ConfigReader.java"), "");
        zip(folder.resolve("eve.ZIP"), Map.of("ConfigReader.java", ""));
        write(folder.resolve("list.csv"), "");
        write(folder.resolve(".git/config"), "");

        assertThat(find(folder)).extracting(Submissions.Found::student)
                .containsExactly("ada", "bob", "eve");
    }

    @Test
    void aFolderThatHoldsAnswersIsOneSubmissionAndSoIsAnEmptyOne() throws Exception {
        write(folder.resolve("ada/workbook/ConfigReader.java"), "");
        Files.createDirectories(folder.resolve("bob"));

        assertThat(find(folder.resolve("ada"), folder.resolve("bob")))
                .extracting(Submissions.Found::student).containsExactly("ada", "bob");
    }

    @Test
    void whatIsNotThereOrNoFolderIsWrongUsage() throws Exception {
        var file = write(folder.resolve("ada.txt"), "");

        assertThatThrownBy(() -> find(file)).isInstanceOf(WrongUsage.class)
                .hasMessageContaining("no folder and no zip");
        assertThatThrownBy(() -> find(folder.resolve("no")))
                .isInstanceOf(WrongUsage.class).hasMessageContaining("There is no");
    }

    @Test
    void namesAreSafeAndUnique() {
        var names = new HashSet<String>();

        assertThat(List.of("Zo\u00eb M\u00fcller", "=cmd|' /C calc'!A0",
                "../../etc/passwd", "ADA", "ada", "ada.", "<script>", "CON", "...",
                "x".repeat(300), "a\u202eb\nc"))
                .extracting(name -> Submissions.unique(name, names))
                .containsExactly("Zo\u00eb M\u00fcller", "cmd C calc A0", "etc passwd",
                        "ADA", "ada-2", "ada-3", "script", "student CON", "student",
                        "x".repeat(50), "a b c");
    }

    @Test
    void helperClassesComeAlong() throws Exception {
        write(folder.resolve("ada/ConfigReader.java"), "answer");
        write(folder.resolve("ada/Helper.java"), "helper");
        write(folder.resolve("ada/notes.txt"), "notes");
        write(folder.resolve("ada/deep/Other.java"), "other");

        var copy = copy(folder.resolve("ada"));

        var beside = copy.files().get("1").getParent();
        assertThat(beside).isDirectoryRecursivelyContaining("glob:**/Helper.java");
        assertThat(beside.getFileName()).hasToString("workbook");
        try (var files = Files.walk(copies)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(2);
        }
    }

    @Test
    void theHashChangesWithEachTextAndName() throws Exception {
        write(folder.resolve("ada/ConfigReader.java"), "answer");
        write(folder.resolve("ada/Helper.java"), "helper");
        var hashes = new HashSet<String>();
        hashes.add(copyAnew().hash());
        assertThat(hashes).contains(copyAnew().hash());

        write(folder.resolve("ada/Helper.java"), "changed");
        hashes.add(copyAnew().hash());
        Files.move(folder.resolve("ada/Helper.java"),
                folder.resolve("ada/Renamed.java"));
        hashes.add(copyAnew().hash());
        Files.delete(folder.resolve("ada/Renamed.java"));
        hashes.add(copyAnew().hash());

        assertThat(hashes).hasSize(4);
    }

    private Submission copyAnew() throws Exception {
        return Submissions.copy(new Submissions.Found("ada", folder.resolve("ada")),
                EXERCISES, Files.createTempDirectory(copies, "copy").resolve("ada"));
    }

    @Test
    void ofTwoAnswersTheFirstPlaceCountsAndThatIsSaid() throws Exception {
        write(folder.resolve("ada/workbook/ConfigReader.java"), "in the package");
        write(folder.resolve("ada/ConfigReader.java"), "loose");
        write(folder.resolve("ada/workbook/WorktreeCache.java"), "the same");
        write(folder.resolve("ada/WorktreeCache.java"), "the same");

        var copy = copy(folder.resolve("ada"));

        assertThat(text(copy, "1")).isEqualTo("loose");
        assertThat(copy.remarks()).containsExactly("ConfigReader.java is there more than "
                + "once: ConfigReader.java was graded, and not workbook/ConfigReader.java.");
    }

    @Test
    void aFolderForEachExerciseIsFine() throws Exception {
        write(folder.resolve("ada/one/ConfigReader.java"), "1");
        write(folder.resolve("ada/two/WorktreeCache.java"), "2");

        var copy = copy(folder.resolve("ada"));

        assertThat(text(copy, "1") + text(copy, "2")).isEqualTo("12");
    }

    // A clone has them too.
    @Test
    void ourAnswersAreNotTheStudents() throws Exception {
        write(folder.resolve("ada/solutions/src/main/java/workbook/ConfigReader.java"),
                "ours");
        write(folder.resolve("ada/exercises/src/main/java/workbook/WorktreeCache.java"),
                "theirs");

        assertThat(copy(folder.resolve("ada")).files()).containsOnlyKeys("2");
    }

    @Test
    void aWrongNameIsSaid() throws Exception {
        write(folder.resolve("ada/configreader.java"), "answer");

        var copy = copy(folder.resolve("ada"));

        assertThat(copy.files()).isEmpty();
        assertThat(copy.remarks()).anySatisfy(remark -> assertThat(remark)
                .startsWith("configreader.java was not taken for exercise 1"))
                .anySatisfy(remark -> assertThat(remark)
                        .isEqualTo("It holds no answer, but configreader.java."));
    }

    @Test
    void aPracticeTaskIsTakenIfItIsAskedFor() throws Exception {
        write(folder.resolve("ada/workbook/practice/TotalTime.java"), "task");
        write(folder.resolve("ada/workbook/ConfigReader.java"), "answer");

        var copy = Submissions.copy(
                new Submissions.Found("ada", folder.resolve("ada")),
                List.of(Exercise.numbered(Workbooks.ROOT, "1.1")), copies.resolve("1"));

        assertThat(copy.files()).containsOnlyKeys("1.1");
        assertThat(text(copy, "1.1")).isEqualTo("task");
    }

    @Test
    void aZipAloneInAFolderIsOpened() throws Exception {
        zip(folder.resolve("ada_42_file_/handed in.zip"),
                Map.of("workbook/ConfigReader.java", "answer"));

        assertThat(text(copy(folder.resolve("ada_42_file_")), "1")).isEqualTo("answer");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Links need a right there")
    void linksAreNotFollowed() throws Exception {
        var secret = write(folder.resolve("secret/ConfigReader.java"), "secret");
        var ada = Files.createDirectories(folder.resolve("ada"));
        Files.createSymbolicLink(ada.resolve("ConfigReader.java"), secret);
        Files.createSymbolicLink(ada.resolve("workbook"), secret.getParent());

        var copy = copy(ada);

        assertThat(copy.files()).isEmpty();
        assertThat(copy.remarks()).contains(
                "ConfigReader.java is a link, which is not followed.",
                "workbook is a link, which is not followed.");
    }

    @Test
    void aSourceThatIsTooLargeIsRefusedAndTheOthersAreGraded() throws Exception {
        var large = write(folder.resolve("ada/ConfigReader.java"), "");
        try (var out = Files.newOutputStream(large)) {
            writeSpaces(out, SubmissionCopy.MOST_BYTES + 1);
        }
        write(folder.resolve("ada/WorktreeCache.java"), "answer");

        var copy = copy(folder.resolve("ada"));

        assertThat(copy.files()).containsOnlyKeys("2");
        assertThat(copy.refused()).isEqualTo(
                Map.of("1", "ConfigReader.java is larger than 1 MB."));
        assertThat(copy.remarks())
                .containsExactly("ConfigReader.java is larger than 1 MB.");
    }

    @Test
    void aZipBombIsNotUnpacked() throws Exception {
        var file = folder.resolve("bomb.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("ConfigReader.java"));
            writeSpaces(zip, 300_000_000);
            zip.putNextEntry(new ZipEntry("Helper.java"));
            writeSpaces(zip, 300_000_000);
        }

        var copy = copy(file);

        assertThat(copy.refused()).containsOnlyKeys("1");
        assertThat(copy.remarks()).contains("ConfigReader.java is larger than 1 MB.");
        assertThat(copies.resolve("ada")).doesNotExist();
    }

    @Test
    void aZipOfTooManyFilesIsRefused() throws Exception {
        var texts = new LinkedHashMap<String, String>();
        for (var i = 0; i <= Handed.MOST_FILES; i++) {
            texts.put(i + ".txt", "");
        }
        var file = zip(folder.resolve("many.zip"), texts);

        assertThatThrownBy(() -> copy(file)).isInstanceOf(Refused.class)
                .hasMessage("holds more than 20000 files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../ConfigReader.java", "a/../../ConfigReader.java",
        "/etc/ConfigReader.java", "C:\\ConfigReader.java", "..\\ConfigReader.java",
        "a/.."})
    void aZipThatNamesAPlaceOutsideIsRefused(String name) throws Exception {
        var file = zip(folder.resolve("slip.zip"),
                Map.of(name, "", "workbook/ConfigReader.java", "answer"));

        assertThatThrownBy(() -> copy(file)).isInstanceOf(Refused.class)
                .hasMessageStartingWith("names a place outside of it: ");
    }

    @Test
    void aZipWithANameTwiceIsRefused() throws Exception {
        var file = zip(folder.resolve("twice.zip"), Map.of("ConfigReader.java", "one",
                "CONFIGreader.java", "two"));

        assertThatThrownBy(() -> copy(file)).isInstanceOf(Refused.class)
                .hasMessageStartingWith("holds a name twice: ");

        // Java writes no such zip.
        var bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                .replace("CONFIGreader.java", "ConfigReader.java");
        Files.write(file, bytes.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> copy(file)).isInstanceOf(Refused.class)
                .hasMessageStartingWith("holds a name twice: ");
    }

    @Test
    void namesOfAnotherEncodingBesideOursDoNotMatter() throws Exception {
        var file = folder.resolve("old.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file),
                Charset.forName("IBM437"))) {
            zip.putNextEntry(new ZipEntry("\u00dcbung 1/ConfigReader.java"));
            zip.write("answer".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(text(copy(file), "1")).isEqualTo("answer");
    }

    @Test
    void whatIsNoZipIsRefused() throws Exception {
        var file = write(folder.resolve("ada.zip"), "no zip");

        assertThatThrownBy(() -> copy(file)).isInstanceOf(Refused.class)
                .hasMessageStartingWith("is no zip, or a damaged one (");
    }

    @Test
    void aDamagedFileInAZipIsRefusedAlone() throws Exception {
        var file = zip(folder.resolve("ada.zip"), new LinkedHashMap<>(Map.of(
                "ConfigReader.java", "a".repeat(1000))));
        var bytes = Files.readAllBytes(file);
        bytes[30 + "ConfigReader.java".length()] = (byte) 0xff;
        Files.write(file, bytes);

        assertThat(copy(file).refused().get("1"))
                .startsWith("ConfigReader.java cannot be unpacked (");
    }
}
