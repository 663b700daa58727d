package timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What is left of a name that is too long.
class CellsTest {

    @Test
    void aTextIsCutAtItsEndAndAPathInFront() {
        assertThat(Cells.cut("Round cents to even", 8, "…")).isEqualTo("Round c…");
        assertThat(Cells.cutInFront("customers/billing", 10, "…"))
                .isEqualTo("…s/billing");
        assertThat(Cells.cutInFront("billing", 7, "…")).isEqualTo("billing");
        assertThat(Cells.cutInFront("billing", 1, "…")).isEqualTo("…");
    }

    @Test
    void aWideCharacterIsKeptWholeOrNotAtAll() {
        assertThat(Cells.cutInFront("日本語", 5, "…")).isEqualTo("…本語");
        assertThat(Cells.cutInFront("日本語", 4, "…")).isEqualTo("…語");
        assertThat(Cells.cutInFront("a\uD83D\uDE00bc", 3, "…")).isEqualTo("…bc");
    }

    @Test
    void aMarkGoesWithItsLetter() {
        assertThat(Cells.cutInFront("xe\u0301nd", 3, "…")).isEqualTo("…nd");
        assertThat(Cells.cutInFront("yxe\u0301nd", 4, "…")).isEqualTo("…e\u0301nd");
    }

    @Test
    void neverIsMoreLeftThanThereIsSpace() {
        for (var text : List.of("plain/text", "日本語/日本語", "e\u0301e\u0301e\u0301e\u0301",
                "👩‍👩‍👧/family")) {
            for (int width = 1; width < 12; width++) {
                assertThat(Cells.width(Cells.cutInFront(text, width, "…"))).as(text)
                        .isLessThanOrEqualTo(width);
            }
        }
    }
}
