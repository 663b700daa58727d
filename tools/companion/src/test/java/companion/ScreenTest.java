package companion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {

    @Test
    void noColorCountsIfItIsNotEmpty() {
        assertThat(Screen.takesColours(Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Screen.takesColours(Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Screen.takesColours(Map.of())).isTrue();
    }

    @Test
    void twoTextsStandSideBySideWhereThereIsRoom() {
        assertThat(Screen.beside("Yours", "a\nbbbbbb", "Ours", "cc\ndd\nee", 20))
                .isEqualTo("""
                Yours    Ours
                ------   --
                a        cc
                bbbbbb   dd
                         ee
                """);
    }

    @Test
    void elseOneStandsBelowTheOther() {
        assertThat(Screen.beside("Yours", "a\nbbbbbb", "Ours", "cc\ndd", 10).lines())
                .containsExactly("-- Yours ---", "a", "bbbbbb", "", "-- Ours ---", "cc",
                        "dd");
    }

    @Test
    void aLongLineIsBrokenBetweenWordsAndKeepsItsIndent() {
        var line = "    " + "word ".repeat(12);

        assertThat(Screen.wrapped(line, 40).lines()).containsExactly(
                "    word word word word word word word",
                "    word word word word word");
    }

    @Test
    void aLongWordIsLeftAlone() {
        var word = "w".repeat(60);

        assertThat(Screen.wrapped("  " + word, 40)).isEqualTo("  " + word + "\n");
    }
}
