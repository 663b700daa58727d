package grader;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Grades whatever answer stands on the class path, without Maven: runs one test class, or one
/// test of it, and leaves its grades in `grades.directory`.
public final class Grade {

    private Grade() {}

    /// @param arguments `workbook.ConfigReaderTest`, or `workbook.ConfigReaderTest#test`
    public static void main(String[] arguments) {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(arguments[0].contains("#")
                        ? selectMethod(arguments[0])
                        : selectClass(arguments[0]))
                .build();
        LauncherFactory.create().execute(request);
        // The answer's threads may never end.
        System.exit(0);
    }
}
