// Different: a budget that shrinks by what each question took. The clock is read around each
// question, and time between the questions would be free.
package workbook.practice;

import java.io.IOException;
import java.time.Duration;
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
        var budget = total;
        IOException failure = null;
        for (var server : servers) {
            var begin = clock.instant();
            try {
                return server.ask(budget.compareTo(perServer) < 0 ? budget : perServer);
            } catch (IOException e) {
                failure = e;
            }
            budget = budget.minus(Duration.between(begin, clock.instant()));
            if (!budget.isPositive()) {
                throw new TimeoutException("no time is left");
            }
        }
        throw failure;
    }
}
