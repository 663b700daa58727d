package lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cells.Chapter;
import chapters.Transcript;
import companion.House;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every chapter's cells, all of them in the lab, print what the script prints.
@Execution(ExecutionMode.CONCURRENT) // a chapter mostly waits
@Tag("slow")
class LabTranscriptIT {

    private static final Path WORKBOOK = Path.of("../..").toAbsolutePath().normalize();

    static List<Integer> chapters() {
        return new House(WORKBOOK).chapters();
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void theCellsOfAChapterPrintItsTranscript(int number) throws Exception {
        var house = new House(WORKBOOK);
        var chapter = Chapter.read(WORKBOOK, house.chapter(number));
        assumeTrue(chapter.runsHere(), "Step 4 needs exactly JDK 25");
        var all = IntStream.range(0, chapter.cells().size())
                .filter(i -> chapter.cells().get(i).isExecuted()).boxed().toList();

        var outputs = outputs(house, chapter, all);

        assertThat(outputs).noneMatch(output -> List.of("failure", "error", "cut")
                .contains(output.get("kind")));
        var printed = outputs.stream().map(output -> output.get("text").toString())
                .collect(Collectors.joining()).lines().filter(line -> !line.isBlank())
                .collect(Collectors.joining("\n"));
        var transcript = Transcript.parse(Files.readString(WORKBOOK.resolve(
                "chapters/src/test/resources/transcripts/Step" + number + ".txt")));
        assertThat(transcript.ofCells().firstDifference(printed)).isEmpty();
    }

    /// What a page that is opened now would show.
    private static List<Map<String, Object>> outputs(House house, Chapter chapter,
            List<Integer> cells) throws Exception {
        var log = new ChapterLog();
        var ended = new LinkedBlockingQueue<Object>();
        try (var room = new ChapterRoom(chapter, house.packages(), event -> {
            synchronized (log) {
                log.add(event);
            }
            if (List.of("ended", "failed", "stopped", "idle")
                    .contains(event.getOrDefault("state", ""))) {
                ended.add(event.get("cell"));
            }
        })) {
            room.run(cells, new ChapterRoom.Desk(Map.of(), Map.of(),
                    new ChapterRoom.Use(OptionalInt.empty(), OptionalInt.empty())));
            for (var cell : cells) {
                assertThat(ended.take()).isEqualTo(cell);
            }
            synchronized (log) {
                return log.events().stream()
                        .filter(event -> event.get("type").equals("output")).toList();
            }
        }
    }
}
