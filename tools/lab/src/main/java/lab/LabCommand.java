package lab;

import companion.House;
import grading.WrongUsage;
import java.awt.Desktop;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "lab", description = {
    "Opens the workbook in your browser: read, run, change and predict on one page.",
    "Only this computer, and only the link that it prints, can reach it.",
    "Ends by Ctrl+C."})
final class LabCommand implements Callable<Integer> {

    private static final int LAST_PORT = 65_535;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    /// What a reader has changed is kept by the browser, for this host and port.
    private static final int USUAL_PORT = 7025;

    @Option(names = "--port", paramLabel = "N",
            description = "The port to listen on; if not given, " + USUAL_PORT
                    + ", or any that is free.")
    private Integer port;

    @Option(names = "--no-open", description = "Only print the link.")
    private boolean noOpen;

    @Override
    public Integer call() throws Exception {
        var server = server();
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            ended.countDown();
        }));
        System.out.println("The lab: " + server.link());
        System.out.println("Ctrl+C ends it.");
        if (!noOpen) {
            open(URI.create(server.link()));
        }
        ended.await();
        return 0;
    }

    private LabServer server() throws IOException {
        if (port == null) {
            try {
                return new LabServer(House.here(), USUAL_PORT);
            } catch (BindException e) {
                return new LabServer(House.here(), 0);
            }
        }
        if (port < 0 || port > LAST_PORT) {
            throw new WrongUsage("--port is a number from 0 to " + LAST_PORT + "; it was "
                    + port + ".");
        }
        try {
            return new LabServer(House.here(), port);
        } catch (BindException e) {
            throw new WrongUsage("The lab cannot listen on port " + port + ": "
                    + e.getMessage() + ". Leave --port out, and it takes a free one.");
        }
    }

    /// Where there is no browser, the link was printed.
    private static void open(URI link) {
        try {
            if (Desktop.isDesktopSupported()
                    && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
                Desktop.getDesktop().browse(link);
            }
        } catch (IOException | UnsupportedOperationException e) {
            System.out.println("Open this link in your browser.");
        }
    }
}
