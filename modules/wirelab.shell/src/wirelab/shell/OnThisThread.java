package wirelab.shell;

import java.util.Map;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/// Runs each snippet on the thread that asks for it, in this process, so that values can be handed over. The JDK's own local
/// engine starts a thread for a snippet and then waits for all threads that it finds beside it, also for those of a server
/// that the snippet has just started, and those do not end.
public final class OnThisThread implements ExecutionControlProvider {
    static final String NAME = "onThisThread";

    /// For the service loader.
    public OnThisThread() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        return new DirectExecutionControl();
    }
}
