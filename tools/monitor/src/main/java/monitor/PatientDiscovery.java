package monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import monitor.Discovery.Found;
import monitor.Discovery.Visit;

/// Searches for repositories, and skips a directory whose disk does not respond.
///
/// Such a scan hangs until the disk is back, and nothing in Java ends it. So its thread is left to
/// the disk, and the scan starts again without that directory. This is quick, because the system
/// has cached what the first scan has read. Later scans skip the directory too, for as long as the
/// disk holds that thread.
final class PatientDiscovery {

    // If the whole program is stopped for a while, this counts as one tick only.
    private static final int TICKS = 10;
    // The first directory that does not respond gets the whole patience, each further one half as
    // much, down to this share: it is probably on the same disk.
    private static final int LEAST_SHARE = 64;

    private final DiskThreads disk;
    private final Duration patience;

    /// @param patience how long one directory may take to respond; above zero
    PatientDiscovery(DiskThreads disk, Duration patience) {
        this.disk = disk;
        this.patience = patience;
    }

    /// A scan from its start.
    interface Scan {
        Found find(Visit visit) throws InterruptedException;
    }

    /// Scans. Blocks for as long as the disk responds.
    ///
    /// @throws InterruptedException if interrupted; a scan that a dead disk holds is left alone
    Found find(Scan scan) throws InterruptedException {
        var passed = new HashSet<Path>();
        for (var share = 1;; share = Math.min(share * 2, LEAST_SHARE)) {
            var progress = new ScanProgress(Set.copyOf(passed));
            var task = disk.begin(() -> scan.find(progress));
            try {
                return await(task, progress,
                        Math.max(1, patience.toNanos() / share / TICKS));
            } catch (TimeoutException e) {
                var place = progress.place;
                passed.add(place);
                disk.leave(place, task);
            } catch (InterruptedException e) {
                task.cancel();
                throw e;
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e); // there are no others
            }
        }
    }

    private static Found await(DiskThreads.Task<Found> task, ScanProgress progress,
            long tick)
            throws Exception {
        var known = -1;
        var quiet = 0;
        while (true) {
            try {
                return task.await(tick);
            } catch (TimeoutException e) {
                var count = progress.count;
                quiet = count == known ? quiet + 1 : 0;
                known = count;
                if (quiet == TICKS) {
                    throw e;
                }
            }
        }
    }

    /// How far a scan is. Only its thread writes this.
    private final class ScanProgress implements Visit {
        private final Set<Path> passed;
        private volatile Path place;
        private volatile int count;

        ScanProgress(Set<Path> passed) {
            this.passed = passed;
        }

        @Override
        public boolean at(Path directory) {
            if (passed.contains(directory) || disk.holds(directory)) {
                return false;
            }
            place = directory;
            count++;
            return true;
        }
    }
}
