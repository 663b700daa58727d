package grading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            jbang            | true  | jbang
            ../jbang         | false | ../jbang
            'my books/jbang' | false | 'my books/jbang'
                             | false | ./jbang
                             | true  | .\\jbang
            """)
    void commandsBeginWithWhatStartedUs(String variable, boolean windows, String word) {
        assertThat(Launcher.word(variable, windows)).isEqualTo(word);
    }
}
