package monitor;

import git.Git;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs everything that a usual start needs, so that the JVM puts it into the AOT cache.
/// Monitor.java runs it once after a build.
final class CacheTraining {

    private CacheTraining() {}

    /// @param arguments an empty directory for its repositories
    public static void main(String[] arguments) throws Exception {
        var ground = Path.of(arguments[0]);
        var git = Git.find();
        for (var name : new String[] {"clean", "dirty"}) {
            var repository = Files.createDirectories(ground.resolve(name));
            git.run(repository, "init", "--quiet");
            git.run(repository, "-c", "user.name=A", "-c", "user.email=a@example.org",
                    "commit",
                    "--quiet", "--allow-empty", "--message=Begin");
        }
        Files.writeString(ground.resolve("dirty/file"), "");
        // So many that several are checked together.
        for (var i = 0; i < 2 * Survey.usualLimit() * 2; i++) {
            git.run(ground.resolve("clean"), "worktree", "add", "--quiet", "--detach",
                    ground.resolve("worktree " + i).toString());
        }
        var out = new PrintWriter(System.out);
        MonitorMain.run(out, out, "status", ground.toString());
        MonitorMain.run(out, out, "status", ground.toString(),
                ground.resolve("missing").toString(),
                "--json",
                "--dirty", "--sort=age", "--timeout=1s", "--limit=2", "--exclude=x",
                "--depth=1");
    }
}
