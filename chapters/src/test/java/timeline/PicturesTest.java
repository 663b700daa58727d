package timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

        Timeline.printTo(pictures::add);
        one.print();
        Timeline.print(one, two);

        assertThat(pictures).hasSize(2);
        assertThat(pictures.getFirst()).startsWith("<svg").contains("main");
        assertThat(pictures.getLast()).as("both in one picture").contains("main",
                "login");
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void textIsPrintedAgainWhenNobodyShowsPictures() {
        var pictures = new ArrayList<String>();

        Timeline.printTo(pictures::add);
        Timeline.printTo(null);
        one.print();

        assertThat(pictures).isEmpty();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("main");
    }
}
