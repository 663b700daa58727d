// Different: a platform thread for each URI, one monitor, and a watchdog for each attempt, which
// interrupts the thread that is late. The body is read as a stream, by hand. Everything is built
// from Thread, synchronized, wait and notifyAll.
// Choose it to see what the other ones are made of: the hard part is to tell the watchdog's
// interrupt from the caller's.
package workbook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

public class ParallelDownloader {

    private final HttpClient client;
    private final DownloadPolicy policy;
    private final Sleeper sleeper;

    public ParallelDownloader(HttpClient client, DownloadPolicy policy, Sleeper sleeper) {
        this.client = client;
        this.policy = policy;
        this.sleeper = sleeper;
    }

    public Map<URI, Download> downloadAll(List<URI> uris) throws InterruptedException {
        return new Run().downloadAll(uris);
    }

    private final class Run {
        private final Map<URI, Download> downloads = new LinkedHashMap<>();
        private final List<Thread> threads = new ArrayList<>();
        private int inFlight;
        private int missing;
        private boolean ended;

        Map<URI, Download> downloadAll(List<URI> uris) throws InterruptedException {
            try {
                return await(uris);
            } finally {
                // Not under the monitor, which a thread needs to come to its end.
                threads.forEach(Thread::interrupt);
                joinAll(threads);
            }
        }

        private synchronized Map<URI, Download> await(List<URI> uris)
                throws InterruptedException {
            uris.forEach(uri -> downloads.put(uri, null));
            missing = downloads.size();
            try {
                for (var uri : downloads.keySet()) {
                    var thread = new Thread(() -> download(uri), "download " + uri);
                    thread.setDaemon(true);
                    threads.add(thread);
                    thread.start();
                }
                while (missing > 0) {
                    wait();
                }
                return downloads;
            } finally {
                ended = true;
            }
        }

        private void download(URI uri) {
            try {
                for (var attempts = 1;; attempts++) {
                    var download = attempt(uri, attempts);
                    if (!(download instanceof Download.Failure(Again _, _))
                            || attempts > policy.maxRetries()) {
                        end(uri, download);
                        return;
                    }
                    sleeper.sleep(policy.backoff().delay(attempts));
                }
            } catch (InterruptedException e) {
                // The caller has been interrupted, and waits no more.
            }
        }

        private synchronized void end(URI uri, Download download) {
            downloads.put(uri, download);
            missing--;
            notifyAll();
        }

        private Download attempt(URI uri, int attempts) throws InterruptedException {
            takeSlot();
            var watchdog = new Watchdog(Thread.currentThread());
            try {
                var response = client.send(HttpRequest.newBuilder(uri).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                // Closing a body that was not read to its end cancels the request.
                try (var body = response.body()) {
                    var status = response.statusCode();
                    if (status / 100 == 2) {
                        return new Download.Success(body.readAllBytes(), attempts);
                    }
                    var message = "answered " + status;
                    return new Download.Failure(status == 429 || status / 100 == 5
                            ? new Again(message, null)
                            : new IOException(message), attempts);
                }
            } catch (RuntimeException e) {
                return new Download.Failure(e, 0); // refused: the client has sent nothing
            } catch (IOException e) {
                return new Download.Failure(new Again(e.toString(), e), attempts);
            } catch (InterruptedException e) {
                if (!watchdog.hasBarked() || hasEnded()) {
                    throw e;
                }
                return new Download.Failure(
                        new Again("late", new HttpTimeoutException("late")), attempts);
            } finally {
                watchdog.dismiss();
                giveSlotBack();
            }
        }

        private synchronized boolean hasEnded() {
            return ended;
        }

        private synchronized void takeSlot() throws InterruptedException {
            while (inFlight == policy.maxConcurrent()) {
                wait();
            }
            if (ended) {
                throw new InterruptedException();
            }
            inFlight++;
        }

        private synchronized void giveSlotBack() throws InterruptedException {
            inFlight--;
            notifyAll();
            if (ended) {
                throw new InterruptedException();
            }
        }
    }

    /// Interrupts a thread when an attempt's time is over.
    private final class Watchdog {
        private final Thread late;
        private boolean dismissed;
        private boolean barked;

        Watchdog(Thread late) {
            this.late = late;
            Thread.ofPlatform().daemon().start(this::watch);
        }

        private synchronized void watch() {
            // convert gives its greatest number where toNanos would overflow. A sum that
            // overflows does no harm: only differences of such times are compared.
            var deadline = System.nanoTime()
                    + TimeUnit.NANOSECONDS.convert(policy.attemptTimeout());
            try {
                while (!dismissed && deadline - System.nanoTime() > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
                }
            } catch (InterruptedException e) {
                // Nobody interrupts it.
            }
            if (!dismissed) {
                barked = true;
                late.interrupt();
            }
        }

        synchronized boolean hasBarked() {
            return barked;
        }

        /// After this it does not interrupt any more; and what it has done is undone.
        synchronized void dismiss() {
            dismissed = true;
            notifyAll();
            if (barked) {
                Thread.interrupted();
            }
        }
    }

    /// The call does not end before they have ended; another interrupt is passed on after that.
    private static void joinAll(List<Thread> threads) {
        var interrupted = false;
        for (var thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Again extends IOException {
        private static final long serialVersionUID = 1;

        Again(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
