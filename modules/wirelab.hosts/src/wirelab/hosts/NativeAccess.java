package wirelab.hosts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The right to call the C library. Java gives it with the option `--enable-native-access` alone; without it every call
/// works but prints a warning of four lines. Neither a module nor a source file can ask for it, so the process starts itself
/// again.
public final class NativeAccess {
    private NativeAccess() {}

    /// {@return whether this process may call the C library and is on Linux, so that what is only better with it need not
    /// try it without}
    public static boolean isGiven() {
        return System.getProperty("os.name").equals("Linux") && NativeAccess.class.getModule().isNativeAccessEnabled();
    }

    /// Starts this program once more with the option it lacks, lets it run to its end, and ends this process with its status
    /// if that is not zero.
    ///
    /// @return whether that was done, so that there is nothing left to do here; `false` when this process has the right, or
    ///     the system does not tell how it was started (then Java prints its warning)
    /// @throws IOException when the second process cannot be started
    /// @throws InterruptedException when the waiting thread is interrupted
    public static boolean relaunched() throws IOException, InterruptedException {
        var module = NativeAccess.class.getModule();
        var self = ProcessHandle.current().info();
        if (module.isNativeAccessEnabled() || self.arguments().isEmpty()) return false;
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED")));
        command.addAll(List.of(self.arguments().get()));
        var process = new ProcessBuilder(command).inheritIO().start();
        // Who asks this process to end means the other, which cleans up.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("relaunched-end").unstarted(() -> {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }));
        int status = process.waitFor();
        if (status != 0) System.exit(status);
        return true;
    }
}
