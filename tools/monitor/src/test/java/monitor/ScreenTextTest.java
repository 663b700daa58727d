package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTextTest {

    @Test
    void aNameThatIsTooLongKeepsItsBeginningAndMoreOfItsEnd() {
        assertThat(ScreenText.cutInMiddle("customers/billing", 10))
                .isEqualTo("cus…illing");
        assertThat(ScreenText.cutInMiddle("billing", 7)).isEqualTo("billing");
        assertThat(ScreenText.cutInMiddle("billing", 2)).isEqualTo("…g");
        assertThat(ScreenText.cutInMiddle("billing", 0)).isEmpty();
    }

    @Test
    void aWideCharacterIsKeptWholeOrNotAtAll() {
        assertThat(ScreenText.cutInMiddle("日本語", 5)).isEqualTo("…語");
        assertThat(ScreenText.cutInMiddle("日本語日本語", 9)).isEqualTo("日…日本語");
        assertThat(ScreenText.cutInMiddle("日本語日本語", 8)).isEqualTo("日…本語");
    }

    @Test
    void aMarkGoesWithItsLetter() {
        assertThat(ScreenText.cutInMiddle("axe\u0301nd", 3)).isEqualTo("…nd");
        assertThat(ScreenText.cutInMiddle("xxxe\u0301nd", 5)).isEqualTo("x…e\u0301nd");
    }

    @Test
    void aSentenceIsCutBetweenWords() {
        assertThat(ScreenText.cutAfterWord("Round cents to even", 13))
                .isEqualTo("Round cents…");
        assertThat(ScreenText.cutAfterWord("Round cents to even", 12))
                .isEqualTo("Round cents…");
        assertThat(ScreenText.cutAfterWord("Round cents to even", 11))
                .isEqualTo("Round cent…");
        assertThat(ScreenText.cutAfterWord("Rounding", 4)).isEqualTo("Rou…");
    }

    @Test
    void aParagraphBreaksBetweenWordsAndALongerWordOnlyIfItMay() {
        var text = "one two-and-three four";

        assertThat(ScreenText.wrapped(text, 8, 1, false))
                .containsExactly("one", " two-and-three", " four");
        assertThat(ScreenText.wrapped(text, 8, 1, true))
                .containsExactly("one", " two-and", "-three", " four");
    }

    // Terminals disagree on the cells of what is left out here.
    @Test
    void whatChangesOnlyTheLookOfASignIsLeftOut() {
        assertThat(ScreenText.visible("❤\uFE0F 👍🏽")).isEqualTo("❤ 👍");
        assertThat(ScreenText.width("❤ 👍")).isEqualTo(4);
    }

    @Test
    void neverIsMoreLeftThanThereIsSpace() {
        for (var text : List.of("plain/text", "日本語/日本語", "e\u0301e\u0301e\u0301e\u0301",
                "👩‍👩‍👧/family", "한글 한글")) {
            for (var width = 1; width < 12; width++) {
                assertThat(ScreenText.width(ScreenText.cutInMiddle(text, width)))
                        .isLessThanOrEqualTo(width);
                assertThat(ScreenText.width(ScreenText.cutAfterWord(text, width)))
                        .isLessThanOrEqualTo(width);
            }
        }
    }
}
