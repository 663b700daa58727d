// Different: a deadline is an object that can make an earlier one for a nested call. Choose this if
// the deadline goes through several methods, as a parameter or in a ScopedValue.
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

    private record Deadline(Instant end, InstantSource clock) {

        static Deadline after(Duration limit, InstantSource clock) {
            return new Deadline(clock.instant().plus(limit), clock);
        }

        Deadline within(Duration limit) {
            var inner = after(limit, clock);
            return inner.end.isBefore(end) ? inner : this;
        }

        Duration left() throws TimeoutException {
            var left = Duration.between(clock.instant(), end);
            if (!left.isPositive()) {
                throw new TimeoutException("no time is left");
            }
            return left;
        }
    }

    private final InstantSource clock;

    public FirstAnswer(InstantSource clock) {
        this.clock = clock;
    }

    public String ask(List<Server> servers, Duration perServer, Duration total)
            throws IOException, TimeoutException {
        return ask(servers, perServer, Deadline.after(total, clock));
    }

    private static String ask(List<Server> servers, Duration perServer, Deadline deadline)
            throws IOException, TimeoutException {
        try {
            return servers.getFirst().ask(deadline.within(perServer).left());
        } catch (IOException e) {
            var rest = servers.subList(1, servers.size());
            if (rest.isEmpty()) {
                throw e;
            }
            return ask(rest, perServer, deadline);
        }
    }
}
