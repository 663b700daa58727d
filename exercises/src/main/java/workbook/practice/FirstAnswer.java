package workbook.practice;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeoutException;
import workbook.NotStarted;

/// Write this. Ask servers, one after another, until one answers. There is a time limit for each
/// question, and one for all of them together.
///
/// 1. The first answer is returned, and no other server is asked. A server that fails is passed over.
/// 2. Each question gets `perServer`, or what is left of `total` if that is less, by the clock.
/// 3. If nothing is left, no other server is asked: a TimeoutException is thrown.
/// 4. If all have failed and time is left, the last IOException is thrown.
public class FirstAnswer {

    /// Throws a `SocketTimeoutException`, which is an IOException, when its limit has passed.
    public interface Server {
        String ask(Duration limit) throws IOException;
    }

    private final InstantSource clock;

    public FirstAnswer(InstantSource clock) {
        this.clock = clock;
    }

    /// @param servers   one or more
    /// @param perServer longer than zero
    /// @param total     longer than zero, from now on
    public String ask(List<Server> servers, Duration perServer, Duration total)
            throws IOException, TimeoutException {
        throw new NotStarted("one deadline for all questions, and a limit for each");
    }
}
