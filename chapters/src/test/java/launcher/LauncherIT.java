package launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Starts the real `./jbang` in small checkouts of its own, as a learner's terminal would, on
/// machines that have or lack a JDK and Maven: a machine is an environment, with a `PATH` of just
/// the tools it has.
///
/// One checkout is shared: its first start has fetched jbang.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has jbang.cmd")
@Timeout(value = 3, unit = TimeUnit.MINUTES) // only against a hang
@Tag("slow")
class LauncherIT {

    /// Tells what reached it: a line for its process, a line for each argument.
    private static final String PROBE = """
            //JAVA 25+
            //SOURCES words/*.java

            void main(String[] args) throws Exception {
                IO.println("pid " + ProcessHandle.current().pid());
                for (var arg : args) {
                    IO.println(words.Codes.of(arg));
                }
                var input = new String(System.in.readAllBytes());
                if (!input.isEmpty()) {
                    IO.println("stdin " + words.Codes.of(input));
                }
                System.exit(args.length);
            }
            """;

    /// As numbers, so that no terminal or locale can change them on their way back.
    private static final String CODES = """
            package words;

            public class Codes {
                public static String of(String text) {
                    return text.codePoints().mapToObj(Integer::toHexString).toList().toString();
                }
            }
            """;

    private static final String CATALOG = """
            {
              "catalogs": {},
              "aliases": {
                "probe": {
                  "script-ref": "chapters/Probe.java",
                  "description": "Tells what reached it",
                  "arguments": [
                    "given"
                  ]
                },
                "exact": {
                  "script-ref": "chapters/Exact.java",
                  "description": "Needs exactly JDK 25"
                }
              }
            }
            """;

    private static final Path REPOSITORY = repository();
    private static final AtomicInteger number = new AtomicInteger();

    @TempDir
    static Path temp;

    /// Has what every system has, and neither Maven nor Java nor jbang.
    private static Path tools;
    private static Path checkout;
    private static String version;
    private static LauncherRun firstStart;

    private record LauncherRun(long pid, int exitCode, String out, String err) {

        String[] outLines() {
            return out.lines().toArray(String[]::new);
        }
    }

    @BeforeAll
    static void startForTheFirstTime() throws Exception {
        tools = Files.createDirectory(temp.resolve("tools"));
        for (var tool : List.of("sh", "cat", "cp", "find", "grep", "locale", "mkdir",
                "mv", "printf",
                "readlink", "rm", "sed")) {
            executable(tools.resolve(tool),
                    "exec '" + onPath(tool).orElseThrow() + "' \"$@\"");
        }
        checkout = newCheckout("the workbook");
        version = Files.readString(checkout.resolve("pom.xml")).lines()
                .filter(line -> line.contains("<jbang.version>"))
                .map(line -> line.replaceAll("<.*?>", "").strip())
                .findFirst().orElseThrow();

        // Maven needs its own environment.
        var environment = new HashMap<>(System.getenv());
        environment.putAll(machine(Path.of(System.getProperty("java.home"))));
        environment.put("PATH", System.getenv("PATH"));
        firstStart =
                run(checkout, environment, "", "./jbang", "chapters/Probe.java", "one");
    }

    @Test
    void theFirstStartFetchesJbangAndRunsTheChapter() throws Exception {
        assertThat(firstStart.err())
                .as("what the first start says while the learner waits")
                .contains("Fetching jbang " + version + " through Maven, once ...")
                .contains("Building jar for Probe.java");
        assertThat(firstStart.outLines())
                .as("the chapter's own output, and no one else's")
                .containsExactly("pid " + firstStart.pid(), codes("one"));
        assertThat(firstStart.exitCode()).as("the chapter's exit code").isEqualTo(1);
        assertThat(kept(checkout)).as("a whole jar, and no work left over")
                .containsExactly("jbang-cli-" + version + "-all.jar");
    }

    @Test
    void aLaterStartNeedsNeitherMavenNorTheNetwork() throws Exception {
        var environment = machine(jdk25());
        // A proxy that nobody answers at: whatever looked for the network would complain.
        environment.put("JBANG_JAVA_OPTIONS",
                "-Dhttp.proxyHost=localhost -Dhttp.proxyPort=1"
                        + " -Dhttps.proxyHost=localhost -Dhttps.proxyPort=1");

        var run = run(checkout, environment, "", "./jbang", "chapters/Probe.java");

        assertThat(run.err()).as("a later start has nothing to fetch or build")
                .isEmpty();
        assertThat(run.outLines())
                .as("if a shell stood between, Ctrl+C and kill would reach it and not the chapter")
                .containsExactly("pid " + run.pid());
        assertThat(run.exitCode()).as("its exit code").isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "busybox", "ksh", "mksh"})
    void everyArgumentReachesTheChapterUnharmed(String shell) throws Exception {
        var file = onPath(shell);
        assumeTrue(file.isPresent(), "there is no " + shell + " here");
        Files.writeString(checkout.resolve("a-file"), "not to be read\n");
        var arguments = List.of("two words", "", "\"", "'", "*", "$HOME", "`pwd`",
                "$(pwd)",
                "back\\slash\\\\", "%PATH%", "!", "!!", "&", ";", "|", "<", ">", "~", "#",
                "line one\nline two\n", "\ttab", "--help", "-", "--", "@a-file",
                "%http://localhost:1/", "%{deps:a:b:1}", "");
        var command = new ArrayList<>(List.of(file.get().toString()));
        if (shell.equals("busybox")) {
            command.add("sh");
        }
        command.addAll(List.of("./jbang", "chapters/Probe.java"));
        command.addAll(arguments);

        var run = run(checkout, machine(jdk25()), "", command.toArray(String[]::new));

        assertThat(run.out().lines().skip(1))
                .as("the arguments that the chapter got, under %s; %s", shell, run.err())
                .containsExactly(
                        arguments.stream().map(LauncherIT::codes).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "LANG=C", "LC_ALL=POSIX", "LC_CTYPE=C",
        "LANG=xx_YY.UTF-8", "LC_ALL=xx_YY.UTF-8"})
    void lettersBeyondAsciiNeedNoLocale(String setting) throws Exception {
        var environment = machine(jdk25());
        if (!setting.isEmpty()) {
            environment.put(setting.split("=")[0], setting.split("=")[1]);
        }

        // The shell writes the letter: our own JVM might have no way to hand it over.
        var run = run(checkout, environment, "", "sh", "-c",
                "exec ./jbang chapters/Probe.java \"$(printf '\\303\\251')\"");

        assertThat(run.outLines()).as("one letter, as one letter, with '%s'", setting)
                .contains(codes("\u00e9"));
    }

    @Test
    void theChapterReadsWhatIsPipedIn() throws Exception {
        var run = run(checkout, machine(jdk25()), "one\ntwo", "./jbang", "run",
                "chapters/Probe.java", "a", "b");

        assertThat(run.outLines()).as("stdin, after `run` as without it")
                .containsExactly("pid " + run.pid(), codes("a"), codes("b"),
                        "stdin " + codes("one\ntwo"));
        assertThat(run.exitCode()).as("the chapter's exit code").isEqualTo(2);
    }

    @Test
    void jbangsOwnCommandsWork() throws Exception {
        var list = run(checkout, machine(jdk25()), "", "./jbang", "alias", "list");
        var wrong = run(checkout, machine(jdk25()), "", "./jbang", "alias", "nonsense");
        var help = run(checkout, machine(jdk25()), "", "./jbang", "--quiet", "--help");

        assertThat(list.out()).as("jbang's own output, on stdout").contains("probe");
        assertThat(list.exitCode()).as("its exit code").isZero();
        assertThat(wrong.out()).as("an error of jbang is no output").isEmpty();
        assertThat(wrong.err()).as("it is reported on stderr").contains("nonsense");
        assertThat(wrong.exitCode()).as("jbang's exit code for it").isEqualTo(2);
        var launcher = Files.readString(checkout.resolve("jbang"));
        assertThat(Pattern.compile("(?m)^  (\\w+)  +[A-Z]").matcher(help.err()).results()
                .map(command -> command.group(1)))
                .as("the launcher knows all of jbang's commands").isNotEmpty()
                .allMatch(command -> launcher.matches("(?s).* " + command + "[ )].*"));
    }

    @Test
    void aCommandGetsItsArgumentsAndIsTheProcess() throws Exception {
        var arguments =
                List.of("it's \"$HOME\" `pwd` *\\", "", "@a-file", "%{deps:a:b:1}");
        var command = new ArrayList<>(List.of("./jbang", "probe"));
        command.addAll(arguments);

        var run = run(checkout, machine(jdk25()), "", command.toArray(String[]::new));

        assertThat(run.outLines()[0]).as("its process").isEqualTo("pid " + run.pid());
        assertThat(run.out().lines().skip(1))
                .as("the catalog's arguments, then its own; %s", run.err())
                .containsExactly(Stream.concat(Stream.of("given"), arguments.stream())
                        .map(LauncherIT::codes).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "-h"})
    void withoutACommandItListsThem(String argument) throws Exception {
        var place = newCheckout("list " + argument);

        var run = argument.isEmpty()
                ? run(place, machine(jdk25()), "", "./jbang")
                : run(place, machine(jdk25()), "", "./jbang", argument);

        assertThat(run.out()).as("all that the catalog has, and how to go on")
                .contains("  probe         Tells what reached it\n")
                .contains("  exact         Needs exactly JDK 25\n")
                .contains("./jbang COMMAND --help");
        assertThat(run.err()).as("no complaint, and nothing to fetch").isEmpty();
        assertThat(run.exitCode()).as("help is what was asked for").isZero();
    }

    @ParameterizedTest
    @CsvSource({"prob, probe", "porbe, probe", "Probes, probe", "exacct, exact"})
    void aMisspeltCommandIsMetWithTheNearest(String word, String meant) throws Exception {
        var run = run(checkout, machine(jdk25()), "", "./jbang", word, "more");

        assertThat(run.err()).as("the list, and last what was meant")
                .contains("  probe         Tells what reached it\n")
                .endsWith("There is no command '%s'. Did you mean '%s'?%n"
                        .formatted(word, meant));
        assertThat(run.out()).as("nothing on stdout").isEmpty();
        assertThat(run.exitCode()).as("wrong usage").isEqualTo(2);
    }

    @Test
    void aWordThatIsLikeNoCommandIsOnlyNamed() throws Exception {
        var run = run(checkout, machine(jdk25()), "", "./jbang", "nonsense");

        assertThat(run.err()).contains("  probe  ")
                .endsWith("There is no command 'nonsense'.\n");
        assertThat(run.exitCode()).as("wrong usage").isEqualTo(2);
    }

    @Test
    void programsSeeHowTheyWereStarted() throws Exception {
        var place = newCheckout("how it is called");
        copyFetched(place);
        var environment = machine(fakeJdk(temp.resolve("tells the launcher"), "25",
                "echo \"$WORKBOOK_LAUNCHER\""));
        var path = place + ":" + tools;

        var typed = run(place, environment, "", "./jbang", "version");
        var byShell = run(place, environment, "", "sh", "jbang", "version");
        var below =
                run(place.resolve("chapters"), environment, "", "../jbang", "version");
        var apart = run(temp, environment, "", place + "/jbang", "version");
        environment.put("PATH", path);
        var onPath = run(temp, environment, "", "jbang", "version");
        var besideOne = run(place, environment, "", "./jbang", "version");

        assertThat(List.of(typed, byShell, below, apart, onPath, besideOne))
                .extracting(LauncherRun::out)
                .as("what can be typed again, just there")
                .containsExactly("./jbang\n", "./jbang\n", "../jbang\n",
                        "'" + place + "/jbang'\n", "jbang\n", "./jbang\n");
    }

    @Test
    void itCanBeCalledFromAnywhereAndThroughLinks() throws Exception {
        var elsewhere = Files.createDirectories(temp.resolve("elsewhere/deep"));
        Files.createSymbolicLink(temp.resolve("elsewhere/first"),
                Path.of("../the workbook/jbang"));
        Files.createSymbolicLink(elsewhere.resolve("jb"), Path.of("../first"));
        var environment = machine(jdk25());
        // cd would follow it, and print where to.
        environment.put("CDPATH", temp.toString());

        var run = run(temp, environment, "", "elsewhere/deep/jb",
                "the workbook/chapters/Probe.java", "x");

        assertThat(run.outLines())
                .as("the path is the caller's, the jar is the checkout's")
                .containsExactly("pid " + run.pid(), codes("x"));
        assertThat(run.err()).as("nothing was fetched again").isEmpty();
    }

    @Test
    void itIsFoundOnThePathToo() throws Exception {
        var links = Files.createDirectories(temp.resolve("links"));
        Files.createSymbolicLink(links.resolve("jbang"), checkout.resolve("jbang"));
        var environment = machine(jdk25());
        environment.put("PATH",
                links + ":" + fakeTool("jbang", "echo installed") + ":" + tools);

        var run = run(checkout, environment, "", "jbang", "chapters/Probe.java", "once");

        assertThat(run.outLines())
                .as("by the jbang whose version pom.xml names, whatever else is installed")
                .containsExactly("pid " + run.pid(), codes("once"));
    }

    @Test
    void aJdk25IsFoundInTheUsualPlaces() throws Exception {
        var place = newCheckout("any place");
        copyFetched(place);
        var root = moveUsualPlaces(place);
        fakeJdk(root.resolve("usr/lib/jvm/a-17"), "17.0.15");
        fakeJdk(root.resolve("usr/lib/jvm/b-26"), "26");
        fakeJdk(root.resolve("usr/lib/jvm/c-25-early"), "2.25");
        Files.createDirectories(root.resolve("usr/lib/jvm/d-25-without-anything"));
        var right = fakeJdk(root.resolve("usr/lib/jvm/e-25"), "25.0.3");
        fakeJdk(root.resolve("usr/lib/jvm/f-27"), "27");
        var environment = machine(fakeJdk(temp.resolve("twenty-six"), "26.0.1"));

        var run = run(place, environment, "", "./jbang", "version");

        assertThat(run.out().strip()).as("25 before all others, whatever JAVA_HOME says")
                .isEqualTo(right.toString());
    }

    @Test
    void withoutAJdk25TheNewestLaterOneIsTaken() throws Exception {
        var place = newCheckout("later ones");
        copyFetched(place);
        var root = moveUsualPlaces(place);
        fakeJdk(root.resolve("usr/lib/jvm/a-26"), "26.0.2");
        var newest = fakeJdk(root.resolve("usr/lib/jvm/b-27"), "27");
        fakeJdk(root.resolve("usr/lib/jvm/c-8"), "1.8.0_400");
        var environment = machine(fakeJdk(temp.resolve("twenty-six too"), "26.0.1"));

        var file = run(place, environment, "", "./jbang", "chapters/Probe.java");
        var command = run(place, environment, "", "./jbang", "probe");

        assertThat(List.of(file, command)).extracting(run -> run.out().strip())
                .containsOnly(newest.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"chapters/Exact.java", "exact"})
    void aScriptThatNeedsExactlyJdk25SaysSo(String script) throws Exception {
        var place = newCheckout("exactly 25 " + script.length());
        copyFetched(place);
        moveUsualPlaces(place);
        var later = machine(fakeJdk(temp.resolve("later" + script.length()), "26.0.1"));

        var run = run(place, later, "", "./jbang", script);
        var right = run(place, machine(jdk25()), "", "./jbang", script);

        assertThat(run.err().lines()).as("one clear sentence").singleElement().asString()
                .contains("Exact.java needs exactly JDK 25", "JDK 26", "https://");
        assertThat(run.out()).as("nothing on stdout").isEmpty();
        assertThat(run.exitCode()).as("wrong usage").isEqualTo(2);
        assertThat(right.out()).as("on JDK 25 it runs; %s", right.err())
                .isEqualTo("exact\n");
    }

    @Test
    void aJdk25IsFoundInVariablesOnThePathAndInTheHome() throws Exception {
        var place = newCheckout("any other place");
        copyFetched(place);
        moveUsualPlaces(place);
        var home = Files.createDirectories(temp.resolve("a home"));
        var inHome = fakeJdk(home.resolve(".jdks/temurin-25.0.1"), "25.0.1");
        var onPath = fakeJdk(temp.resolve("on path"), "25");
        var inVariable = fakeJdk(temp.resolve("in variable"), "25.0.2");
        var environment = machine(temp.resolve("no such JAVA_HOME"));
        environment.put("HOME", home.toString());

        var first = run(place, environment, "", "./jbang", "version");
        Files.createSymbolicLink(
                Files.createDirectories(temp.resolve("bin")).resolve("javac"),
                onPath.resolve("bin/javac"));
        environment.put("PATH", temp.resolve("bin") + ":" + tools);
        var second = run(place, environment, "", "./jbang", "version");
        environment.put("JAVA_HOME_25_X64", inVariable.toString());
        var third = run(place, environment, "", "./jbang", "version");

        assertThat(first.out().strip()).as("the one in the home")
                .isEqualTo(inHome.toString());
        assertThat(second.out().strip()).as("the one whose javac is linked from the PATH")
                .isEqualTo(onPath.toRealPath().toString());
        assertThat(third.out().strip()).as("the one that a variable names")
                .isEqualTo(inVariable.toString());
    }

    @Test
    void withoutAJdkItSaysHowToGetOne() throws Exception {
        var place = newCheckout("no JDK");
        moveUsualPlaces(place);
        var environment = machine(fakeJdk(temp.resolve("only 24"), "24.0.2"));

        var run = run(place, environment, "", "./jbang", "chapters/Probe.java");

        assertThat(run.err().lines()).as("one clear sentence").singleElement().asString()
                .contains("JDK 25 or later").contains("https://");
        assertThat(run.out()).as("nothing on stdout").isEmpty();
        assertThat(run.exitCode()).as("wrong usage, not a chapter's failure")
                .isEqualTo(2);
    }

    @Test
    void withoutMavenItSaysWhatToInstall() throws Exception {
        var place = newCheckout("no Maven");

        var run = run(place, machine(jdk25()), "", "./jbang", "chapters/Probe.java");

        assertThat(run.err().lines()).as("one clear sentence").singleElement().asString()
                .contains("Maven");
        assertThat(run.exitCode()).as("wrong usage").isEqualTo(2);
        assertThat(place.resolve(".jbang")).as("nothing is left behind").doesNotExist();
    }

    @Test
    void whatMavenComplainsAboutIsShown() throws Exception {
        var place = newCheckout("Maven fails");
        var environment = machine(jdk25());
        environment.put("PATH",
                fakeTool("mvn", "echo '[ERROR] the proxy says no'; exit 1") + ":"
                        + tools);

        var run = run(place, environment, "", "./jbang", "chapters/Probe.java");

        assertThat(run.err()).as("Maven's message, and what to do")
                .contains("the proxy says no").contains("start again");
        assertThat(run.out()).as("Maven talks on stdout; that is the chapter's")
                .isEmpty();
        assertThat(run.exitCode()).as("wrong usage").isEqualTo(2);
        assertThat(kept(place)).as("nothing is left behind").isEmpty();
    }

    @Test
    void mavenDoesNotReadWhatIsMeantForTheChapter() throws Exception {
        var place = newCheckout("piped");
        copyFetched(place);
        Files.delete(place.resolve(".jbang/jbang-cli-" + version + "-all.jar"));
        var environment = machine(jdk25());
        environment.put("PATH",
                fakeMaven("cat >/dev/null; cp \"$FETCHED\" \"$jar\"") + ":" + tools);

        var run =
                run(place, environment, "typed ahead", "./jbang", "chapters/Probe.java");

        assertThat(run.outLines())
                .as("the input is the chapter's, on a first start as well")
                .contains("stdin " + codes("typed ahead"));
    }

    @Test
    void aFetchThatIsEndedLeavesNoHalfJar() throws Exception {
        var place = newCheckout("ended");
        var environment = machine(jdk25());
        // TERM rather than Ctrl+C's INT, which a build in the background may have to ignore.
        environment.put("PATH",
                fakeMaven("echo half >\"$jar\"; kill -TERM $PPID") + ":" + tools);

        var run = run(place, environment, "", "./jbang", "chapters/Probe.java");

        assertThat(run.exitCode()).as("it ended, as it was told to").isEqualTo(143);
        assertThat(kept(place)).as("the half jar is gone").isEmpty();
    }

    @Test
    void twoFirstStartsAtOnceBothWork() throws Exception {
        var place = newCheckout("twice");
        var environment = machine(jdk25());
        environment.put("PATH", fakeMaven("cp \"$FETCHED\" \"$jar\"") + ":" + tools);
        var both = new ProcessBuilder("sh", "-c",
                "./jbang --version & one=$!; ./jbang --version && wait $one")
                .directory(place.toFile());
        both.environment().clear();
        both.environment().putAll(environment);

        var exitCode = both.redirectErrorStream(true)
                .redirectOutput(temp.resolve("both.txt").toFile()).start().waitFor();

        assertThat(exitCode)
                .as("both ended well: %s", Files.readString(temp.resolve("both.txt")))
                .isZero();
        assertThat(kept(place)).as("one jar, and no work left over")
                .containsExactly("jbang-cli-" + version + "-all.jar");
    }

    @Test
    void aNewVersionInThePomIsFetched() throws Exception {
        var place = newCheckout("new version");
        copyFetched(place);
        var pom = place.resolve("pom.xml");
        Files.writeString(pom, Files.readString(pom).replace(
                "<jbang.version>" + version + "<", "<jbang.version>99.9<"));
        var environment = machine(jdk25());
        environment.put("PATH", fakeMaven("cp \"$FETCHED\" \"$jar\"") + ":" + tools);

        var run = run(place, environment, "", "./jbang", "--version");

        assertThat(run.err()).as("the new one is fetched")
                .contains("Fetching jbang 99.9");
        assertThat(run.exitCode()).as("and works").isZero();
        assertThat(kept(place)).contains("jbang-cli-99.9-all.jar");
    }

    @Test
    void aReadOnlyCheckoutIsNoTrouble() throws Exception {
        var place = newCheckout("read-only");
        copyFetched(place);
        var folder = place.resolve(".jbang");
        folder.toFile().setWritable(false);
        assumeTrue(!Files.isWritable(folder), "root may write anywhere");

        var run = run(place, machine(jdk25()), "", "./jbang", "chapters/Probe.java");
        folder.toFile().setWritable(true);

        assertThat(run.outLines()).as("the chapter ran")
                .containsExactly("pid " + run.pid());
        assertThat(run.err()).doesNotContain("denied");
    }

    @Test
    void aToolThatIsBuiltStartsWithoutJbang() throws Exception {
        var place = newTool("it's built");

        var run = run(place, machine(jdk25()), "", "./jbang", "oracle", "@pom.xml", "",
                "a  b");

        assertThat(run.outLines()).as("its process, options and arguments")
                .containsExactly("pid " + run.pid(), place.toString(), "script, catalog",
                        codes("ask"), codes("@pom.xml"), codes(""), codes("a  b"));
        assertThat(place.resolve(".jbang")).as("jbang").doesNotExist();
    }

    @Test
    void aToolIsBuiltAgainAfterAChange() throws Exception {
        var place = newTool("changed");
        copyFetched(place);
        for (var changed : List.of("pom.xml", "tools/Start.java",
                "exercises/given/A.java",
                "tools/oracle/src/main/A.java")) {
            var file = place.resolve(changed);
            var before = Files.exists(file)
                    ? Files.getLastModifiedTime(file)
                    : FileTime.fromMillis(0);
            Files.writeString(file, "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);

            var run = run(place, machine(jdk25()), "", "./jbang", "oracle");

            assertThat(run.out()).as("after a change of " + changed)
                    .isEqualTo("through jbang: [oracle, ask]\n");
            Files.setLastModifiedTime(file, before);
            for (var folder = file.getParent(); folder.startsWith(place); folder =
                    folder.getParent()) {
                Files.setLastModifiedTime(folder, FileTime.fromMillis(0));
            }
        }
        assertThat(run(place, machine(jdk25()), "", "./jbang", "oracle").outLines())
                .as("without a change").contains("script, catalog");
    }

    @Test
    void aToolOfAWorkbookThatWasMovedIsBuiltAgain() throws Exception {
        var place = newTool("to be moved");
        copyFetched(place);
        var moved = Files.move(place, temp.resolve("moved"));

        assertThat(run(moved, machine(jdk25()), "", "./jbang", "oracle").out())
                .isEqualTo("through jbang: [oracle, ask]\n");
    }

    /// A checkout with the tool `oracle`, as Start.java leaves it.
    private static Path newTool(String name) throws IOException {
        var place = newCheckout(name).toRealPath();
        Files.writeString(place.resolve("jbang-catalog.json"), CATALOG.replace(
                "  \"aliases\": {\n", """
                          "aliases": {
                            "oracle": {
                              "script-ref": "tools/Start.java",
                              "description": "Is a tool",
                              "arguments": [
                                "oracle",
                                "ask"
                              ],
                              "runtime-options": [
                                "-Dof.catalog=catalog"
                              ]
                            },
                        """));
        Files.writeString(place.resolve("tools/Start.java"), """
                //JAVA 25+

                //JAVA_OPTIONS -Dof.script=script -XX:TieredStopAtLevel=1
                void main(String[] args) {
                    IO.println("through jbang: " + List.of(args));
                }
                """);
        Files.createDirectories(place.resolve("exercises/given"));
        Files.createDirectories(place.resolve("tools/oracle/src/main"));
        Files.createFile(place.resolve("tools/oracle/pom.xml"));
        var target = Files.createDirectory(place.resolve("tools/oracle/target"));
        Files.writeString(target.resolve("Oracle.java"), """
                void main(String[] args) {
                    IO.println("pid " + ProcessHandle.current().pid());
                    IO.println(System.getProperty("workbook.root"));
                    IO.println(System.getProperty("of.script") + ", "
                            + System.getProperty("of.catalog"));
                    for (var arg : args) {
                        IO.println(
                            arg.codePoints().mapToObj(Integer::toHexString).toList());
                    }
                }
                """);
        Files.write(target.resolve("start"),
                Stream.of("-Dworkbook.root=" + place, target.resolve("Oracle.java"))
                        .map(word -> '"' + word.toString().replace("\\", "\\\\")
                                .replace("\"", "\\\"") + '"')
                        .toList());
        return place;
    }

    /// The launcher and the version it reads are the real ones; the chapter is ours.
    private static Path newCheckout(String name) throws IOException {
        var place = Files.createDirectory(temp.resolve(name));
        Files.copy(REPOSITORY.resolve("jbang"), place.resolve("jbang"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(REPOSITORY.resolve("pom.xml"), place.resolve("pom.xml"));
        Files.createDirectories(place.resolve("chapters/words"));
        Files.writeString(place.resolve("chapters/Probe.java"), PROBE);
        Files.writeString(place.resolve("chapters/words/Codes.java"), CODES);
        Files.writeString(place.resolve("chapters/Exact.java"),
                "//JAVA 25\nvoid main() { IO.println(\"exact\"); }\n");
        Files.writeString(place.resolve("jbang-catalog.json"), CATALOG);
        var commands = Path.of("tools/Commands.java");
        Files.createDirectories(place.resolve(commands).getParent());
        Files.copy(REPOSITORY.resolve(commands), place.resolve(commands));
        return place;
    }

    private static void copyFetched(Path place) throws IOException {
        Files.createDirectories(place.resolve(".jbang"));
        for (var name : kept(checkout)) {
            Files.copy(checkout.resolve(".jbang").resolve(name),
                    place.resolve(".jbang").resolve(name),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /// Edits the checkout's launcher so that it looks for a JDK below the returned folder,
    /// where there is none, instead of below `/`.
    private static Path moveUsualPlaces(Path place) throws IOException {
        var root =
                Files.createDirectories(temp.resolve("root " + number.incrementAndGet()));
        var launcher = place.resolve("jbang");
        var text = Files.readString(launcher);
        var moved = text.replaceAll("(?m)^    \"/", "    \"" + root + "/")
                .replaceAll("(?m)^    (/.* \\\\)$", "    \"" + root + "\"$1");
        assertThat(moved).as("the launcher's list of places has one place a line")
                .isNotEqualTo(text);
        Files.writeString(launcher, moved);
        return root;
    }

    /// Enough of a JDK to be found. As jbang, it prints where it is.
    private static Path fakeJdk(Path home, String version) throws IOException {
        return fakeJdk(home, version, "echo \"$JAVA_HOME\"");
    }

    private static Path fakeJdk(Path home, String version, String java)
            throws IOException {
        Files.createDirectories(home.resolve("bin"));
        executable(home.resolve("bin/javac"), "exit 1");
        executable(home.resolve("bin/java"), java);
        Files.writeString(home.resolve("release"),
                "IMPLEMENTOR=\"Nobody\"\nJAVA_RUNTIME_VERSION=\"25\"\nJAVA_VERSION=\""
                        + version + "\"\n");
        return home;
    }

    /// A folder for the PATH, with one tool in it.
    private static Path fakeTool(String name, String script) throws IOException {
        var folder =
                Files.createDirectories(temp.resolve("fake" + number.incrementAndGet()));
        executable(folder.resolve(name), script);
        return folder;
    }

    /// A Maven which does this instead of a download; `$jar` is what it is asked for, and
    /// `$FETCHED` the jar that was really fetched.
    private static Path fakeMaven(String script) throws IOException {
        return fakeTool("mvn", """
                for argument; do
                    case $argument in
                        -Djbang.directory=*) folder=${argument#*=} ;;
                        *pom.xml) pom=$argument ;;
                    esac
                done
                version=$(sed -n 's:.*<jbang.version>\\(.*\\)</.*:\\1:p' "$pom")
                jar=$folder/jbang-cli-$version-all.jar
                FETCHED='%s'
                %s""".formatted(
                checkout.resolve(".jbang/jbang-cli-" + version + "-all.jar"), script));
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        file.toFile().setExecutable(true);
    }

    /// A machine without Maven, jbang or a locale, and with one Java.
    private static Map<String, String> machine(Path javaHome) {
        return new HashMap<>(Map.of(
                "PATH", tools.toString(),
                "HOME", temp.resolve("home").toString(),
                "JBANG_DIR", temp.resolve("jbang dir").toString(),
                "JAVA_HOME", javaHome.toString()));
    }

    private static Path jdk25() {
        return Path.of(System.getProperty("java.home"));
    }

    private static LauncherRun run(Path directory, Map<String, String> environment,
            String input,
            String... command)
            throws IOException, InterruptedException {
        var files = Files.createTempDirectory(temp, "run");
        var in = Files.writeString(files.resolve("in"), input);
        // Found on the machine's own PATH, not on ours.
        if (!command[0].contains("/")) {
            for (var folder : environment.get("PATH").split(":")) {
                if (!folder.isEmpty()
                        && Files.isExecutable(Path.of(folder, command[0]))) {
                    command[0] = Path.of(folder, command[0]).toString();
                    break;
                }
            }
        }
        var builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(files.resolve("out").toFile())
                .redirectError(files.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            var exitCode = process.waitFor();
            return new LauncherRun(process.pid(), exitCode,
                    Files.readString(files.resolve("out")),
                    Files.readString(files.resolve("err")));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static List<String> kept(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place.resolve(".jbang"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String codes(String text) {
        return text.codePoints().mapToObj(Integer::toHexString).toList().toString();
    }

    private static Optional<Path> onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path repository() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("jbang.cmd")) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder;
    }
}
