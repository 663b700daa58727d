package grading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineWrapTest {

    @Test
    void aLongLineIsBrokenBetweenWordsAndKeepsItsIndent() {
        var line = "    " + "word ".repeat(12);

        assertThat(LineWrap.wrapped(line, 40).lines()).containsExactly(
                "    word word word word word word word",
                "    word word word word word");
    }

    @Test
    void aLongWordIsLeftAlone() {
        var word = "w".repeat(60);

        assertThat(LineWrap.wrapped("  " + word, 40)).isEqualTo("  " + word + "\n");
    }
}
