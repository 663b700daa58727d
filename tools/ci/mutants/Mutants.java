//JAVA 25+

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

// What ./run starts, from the workbook's folder.

static final Path WORK = Path.of("target/mutants");
static final Path ANSWERS = Path.of("solutions/src/main/java/workbook");
static final Path EQUIVALENT = Path.of("tools/ci/mutants/equivalent.txt");
static final String JAVA =
        Path.of(System.getProperty("java.home"), "bin", "java").toString();

/// What PIT made of one answer, and what became of it.
///
/// @param place  class and method
/// @param change what is different, in PIT's words
/// @param line   the number of the line
/// @param code   the line as it is in the answer
record Mutant(String place, String change, int line, String code, boolean survived) {

    /// How it is listed. Line numbers change too often.
    String key() {
        return place + " | " + change + " | " + code;
    }
}

void main(String[] arguments) throws Exception {
    var answers = arguments.length > 0 ? List.of(arguments) : answers();
    // Each line: the key, and the reason.
    var equivalent = Files.readAllLines(EQUIVALENT).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.substring(0, line.lastIndexOf(" | "))).toList();
    var used = new ArrayList<String>();
    var rows = new ArrayList<String>();
    var gaps = 0;
    for (var answer : answers) {
        var mutants = mutants(answer);
        var survivors = mutants.stream().filter(Mutant::survived).toList();
        var gapsHere = survivors.stream()
                .filter(mutant -> !equivalent.contains(mutant.key())).toList();
        survivors.forEach(mutant -> used.add(mutant.key()));
        gapsHere.forEach(mutant -> IO.println("Survives: " + answer + ".java:"
                + mutant.line() + "\n    " + mutant.key()));
        gaps += gapsHere.size();
        var listed = survivors.size() - gapsHere.size();
        var killed = mutants.size() - survivors.size();
        rows.add("%-20s %7d %7d %11d %10d %6.1f %%".formatted(answer, mutants.size(),
                killed, listed, gapsHere.size(),
                100.0 * killed / (mutants.size() - listed)));
    }
    IO.println("%-20s %7s %7s %11s %10s %8s".formatted("answer", "mutants", "killed",
            "equivalent", "surviving", "killed"));
    rows.forEach(IO::println);
    equivalent.stream().filter(key -> answers.contains(key.split("[.$]")[0]))
            .filter(key -> !used.contains(key))
            .forEach(key -> IO.println("Listed, but killed or gone: " + key));
    System.exit(gaps == 0 ? 0 : 1);
}

List<String> answers() throws Exception {
    try (var files = Files.list(ANSWERS)) {
        return files.map(file -> file.getFileName().toString().replace(".java", ""))
                .sorted().toList();
    }
}

List<Mutant> mutants(String answer) throws Exception {
    var report = WORK.resolve(answer);
    var pit = classPath(WORK.resolve("class-path"));
    // Before the stubs, whose classes have the names of the answers.
    var code = Stream.concat(
            Stream.of("solutions/target/classes", "exercises/target/test-classes",
                    "exercises/given/target/classes", "tools/grader/target/classes")
                    .map(folder -> Path.of(folder).toAbsolutePath().toString()),
            classPath(Path.of("exercises/target/class-path")).stream()
                    .filter(entry -> !entry.contains("/target/")))
            .toList();
    var process = new ProcessBuilder(JAVA, "-cp",
            Stream.concat(pit.stream(), code.stream())
                    .collect(Collectors.joining(File.pathSeparator)),
            "org.pitest.mutationtest.commandline.MutationCoverageReport",
            "--reportDir", report.toString(), "--timestampedReports=false",
            "--outputFormats", "XML",
            "--classPath", String.join(",", code),
            "--targetClasses", "workbook." + answer + ",workbook." + answer + "$*",
            "--targetTests", tests(answer),
            "--sourceDirs", "solutions/src/main/java",
            "--mutators", "STRONGER,NON_VOID_METHOD_CALLS",
            "--threads", "2",
            // A test waits for what does not come, and a hang is reported by the grader.
            "--timeoutConst", "20000",
            "--jvmPath", JAVA, "--jvmArgs", "-XX:TieredStopAtLevel=1")
            .redirectErrorStream(true)
            .redirectOutput(WORK.resolve(answer + ".log").toFile())
            .start();
    if (process.waitFor() != 0) {
        throw new IllegalStateException("see " + WORK.resolve(answer + ".log"));
    }
    var lines = Files.readAllLines(ANSWERS.resolve(answer + ".java"));
    var document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(report.resolve("mutations.xml").toFile());
    var found = document.getElementsByTagName("mutation");
    var mutants = new ArrayList<Mutant>();
    for (var i = 0; i < found.getLength(); i++) {
        var mutation = (Element) found.item(i);
        var line = Integer.parseInt(text(mutation, "lineNumber"));
        switch (mutation.getAttribute("status")) {
            case "NON_VIABLE" -> {} // no class that could be loaded
            case String status -> mutants.add(new Mutant(
                    text(mutation, "mutatedClass").replace("workbook.", "") + "."
                            + text(mutation, "mutatedMethod"),
                    text(mutation, "description"), line, lines.get(line - 1).strip(),
                    status.equals("SURVIVED") || status.equals("NO_COVERAGE")));
        }
    }
    return mutants;
}

/// The classes that grade it, with commas between.
String tests(String answer) throws Exception {
    var index = new Properties();
    try (var reader = Files.newBufferedReader(Path.of("exercises/index.properties"))) {
        index.load(reader);
    }
    return index.stringPropertyNames().stream()
            .filter(key -> key.endsWith(".class")
                    && index.getProperty(key).equals("workbook." + answer))
            .map(key -> index.getProperty(key.replace(".class", ".tests")))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no exercise: " + answer))
            .replace(" ", "");
}

List<String> classPath(Path file) throws Exception {
    return List.of(Files.readString(file).strip().split(File.pathSeparator));
}

String text(Element mutation, String name) {
    return mutation.getElementsByTagName(name).item(0).getTextContent();
}
