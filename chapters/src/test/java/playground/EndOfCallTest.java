package playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class EndOfCallTest {

    @Test
    void aValueIsReturned() {
        assertThat(EndOfCall.of(() -> "main")).isEqualTo("returns main");
    }

    @Test
    void anExceptionIsNamedWithItsCause() {
        assertThat(EndOfCall.of(() -> {
            throw new ExecutionException(new IllegalStateException());
        })).isEqualTo("ExecutionException of IllegalStateException");
    }

    @Test
    void anInterruptIsKeptForTheNextWait() {
        assertThat(EndOfCall.of(() -> {
            throw new InterruptedException();
        })).isEqualTo("InterruptedException");
        assertThat(Thread.interrupted()).isTrue();
    }
}
