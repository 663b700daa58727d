package companion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnsTest {

    @Test
    void noColorCountsIfItIsNotEmpty() {
        assertThat(Columns.takesColours(Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Columns.takesColours(Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Columns.takesColours(Map.of())).isTrue();
    }

    @Test
    void twoTextsStandSideBySideWhereThereIsRoom() {
        assertThat(Columns.beside("Yours", "a\nbbbbbb", "Ours", "cc\ndd\nee", 20))
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
        assertThat(Columns.beside("Yours", "a\nbbbbbb", "Ours", "cc\ndd", 10).lines())
                .containsExactly("-- Yours ---", "a", "bbbbbb", "", "-- Ours ---", "cc",
                        "dd");
    }
}
