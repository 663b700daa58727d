package workbook.practice;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeoutException;

public class FirstAnswer {

    public interface Server {
        String ask(Duration limit) throws IOException;
    }

    private final InstantSource clock;

    public FirstAnswer(InstantSource clock) {
        this.clock = clock;
    }

    public String ask(List<Server> servers, Duration perServer, Duration total)
            throws IOException, TimeoutException {
        // Why a point in time: what is left can be computed from it at any moment, and nobody has
        // to add up what each question took.
        var deadline = clock.instant().plus(total);
        IOException failure = null;
        for (var server : servers) {
            var left = left(deadline);
            try {
                return server.ask(left.compareTo(perServer) < 0 ? left : perServer);
            } catch (IOException e) {
                failure = e;
            }
        }
        left(deadline);
        throw failure;
    }

    private Duration left(Instant deadline) throws TimeoutException {
        var left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) {
            throw new TimeoutException("no time is left");
        }
        return left;
    }
}
