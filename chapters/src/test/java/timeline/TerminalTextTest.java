package timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What is left of a name that is too long.
class TerminalTextTest {

    @Test
    void aTextIsCutAtItsEndAndAPathInFront() {
        assertThat(TerminalText.cut("Round cents to even", 8, "…")).isEqualTo("Round c…");
        assertThat(TerminalText.cutInFront("customers/billing", 10, "…"))
                .isEqualTo("…s/billing");
        assertThat(TerminalText.cutInFront("billing", 7, "…")).isEqualTo("billing");
        assertThat(TerminalText.cutInFront("billing", 1, "…")).isEqualTo("…");
    }

    @Test
    void aWideCharacterIsKeptWholeOrNotAtAll() {
        assertThat(TerminalText.cutInFront("日本語", 5, "…")).isEqualTo("…本語");
        assertThat(TerminalText.cutInFront("日本語", 4, "…")).isEqualTo("…語");
        assertThat(TerminalText.cutInFront("a\uD83D\uDE00bc", 3, "…")).isEqualTo("…bc");
    }

    @Test
    void aMarkGoesWithItsLetter() {
        assertThat(TerminalText.cutInFront("xe\u0301nd", 3, "…")).isEqualTo("…nd");
        assertThat(TerminalText.cutInFront("yxe\u0301nd", 4, "…"))
                .isEqualTo("…e\u0301nd");
    }

    @Test
    void neverIsMoreLeftThanThereIsSpace() {
        for (var text : List.of("plain/text", "日本語/日本語", "e\u0301e\u0301e\u0301e\u0301",
                "👩‍👩‍👧/family")) {
            for (int width = 1; width < 12; width++) {
                assertThat(TerminalText.width(TerminalText.cutInFront(text, width, "…")))
                        .as(text)
                        .isLessThanOrEqualTo(width);
            }
        }
    }
}
