package org.rapaio.jupyter.kernel.core.java;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/// Makes what runs the cells' code.
///
/// A class of ours before the kernel's own. There, an interrupt of one cell ended the pool whose
/// threads run the cells, and no later cell ever ran.
public class RapaioExecutionControlProvider implements ExecutionControlProvider {

    /// The parameter under whose value a control is found again.
    public static final String EXECUTION_ID_KEY = "execution_id";

    /// The parameter that limits a cell's time, in milliseconds; none if not positive.
    public static final String EXECUTION_TIMEOUT_KEY = "timeout";

    private final Map<String, RapaioExecutionControl> controls =
            new ConcurrentHashMap<>();

    /// The control of this execution id, or null.
    public RapaioExecutionControl getRegisteredControl(String id) {
        return controls.get(id);
    }

    @Override
    public String name() {
        return "workbook";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        var millis = Long.parseLong(parameters.getOrDefault(EXECUTION_TIMEOUT_KEY, "-1"));
        var control = new RapaioExecutionControl(millis) {
            @Override
            public void stop() {
                // Only what runs now: the pool is for the next cells, too.
                interrupt();
            }
        };
        controls.put(parameters.get(EXECUTION_ID_KEY), control);
        return control;
    }
}
