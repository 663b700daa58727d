package monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import monitor.Discovery.Found;
import monitor.Discovery.Visit;

/// Looks for repositories, and passes by a directory whose disk does not answer.
///
/// Such a look lasts until the disk is back, and nothing in Java ends it. So its thread is left
/// to the disk, and the look begins anew without that directory. This takes little time: what has
/// been looked at once, the system knows by heart. The next look, too, passes by the directory,
/// for as long as the disk holds that thread.
final class PatientDiscovery {

    // Time that a whole program is stopped for counts as one of these, and not as many.
    private static final int TICKS = 10;
    // The first one that does not answer is waited for in full, and each one after it half as
    // long, to here: it is probably on the same disk.
    private static final int LEAST_SHARE = 64;

    private final DiskThreads disk;
    private final Duration patience;

    /// @param patience for how long one directory may keep silent; above zero
    PatientDiscovery(DiskThreads disk, Duration patience) {
        this.disk = disk;
        this.patience = patience;
    }

    /// What a look does, from its begin.
    interface Scan {
        Found find(Visit visit) throws InterruptedException;
    }

    /// Looks. Blocks on the disk, for as long as it answers.
    ///
    /// @throws InterruptedException if interrupted; a look that a dead disk holds is left alone
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

    /// Where a look has come. Written by its thread alone.
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
