package timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PicturesTest {

    private final PrintStream out = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Timeline one = new Timeline("one");
    private final Timeline two = new Timeline("two");

    @BeforeEach
    void begin() throws Exception {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        one.run("main", () -> null);
        two.run("login", () -> null);
    }

    @AfterEach
    void end() {
        Timeline.printTo(null);
        System.setOut(out);
    }

    @Test
    void aPictureIsShownInPlaceOfText() {
        var pictures = new ArrayList<String>();

        Timeline.printTo((svg, text) -> pictures.addAll(List.of(svg, text)));
        one.print();
        Timeline.print(one, two);

        assertThat(pictures).hasSize(4);
        assertThat(pictures.getFirst()).startsWith("<svg").contains("main");
        assertThat(pictures.get(1)).as("the text of the first").contains("main",
                "running");
        assertThat(pictures.get(2)).as("both in one picture").startsWith("<svg")
                .contains("main", "login");
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void textIsPrintedAgainWhenNobodyShowsPictures() {
        var pictures = new ArrayList<String>();

        Timeline.printTo((svg, text) -> pictures.addAll(List.of(svg, text)));
        Timeline.printTo(null);
        one.print();

        assertThat(pictures).isEmpty();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("main");
    }
}
