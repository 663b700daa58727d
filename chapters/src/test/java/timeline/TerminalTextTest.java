package timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What is left of a name that is too long.
class TerminalTextTest {

    @Test
    void aTextIsCutAtItsEnd() {
        assertThat(TerminalText.cut("Round cents to even", 8, "…")).isEqualTo("Round c…");
        assertThat(TerminalText.cut("billing", 7, "…")).isEqualTo("billing");
        assertThat(TerminalText.cut("billing", 1, "…")).isEqualTo("…");
    }

    @Test
    void aWideCharacterIsKeptWholeOrNotAtAll() {
        assertThat(TerminalText.cut("日本語", 5, "…")).isEqualTo("日本…");
        assertThat(TerminalText.cut("日本語", 4, "…")).isEqualTo("日…");
    }

    @Test
    void neverIsMoreLeftThanThereIsSpace() {
        for (var text : List.of("plain/text", "日本語/日本語", "e\u0301e\u0301e\u0301e\u0301",
                "👩‍👩‍👧/family")) {
            for (int width = 1; width < 12; width++) {
                assertThat(TerminalText.width(TerminalText.cut(text, width, "…")))
                        .as(text)
                        .isLessThanOrEqualTo(width);
            }
        }
    }
}
