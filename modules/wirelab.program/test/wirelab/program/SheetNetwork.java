package wirelab.program;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A network of a sheet's own, with nothing but loopback, so that its ports are free: a namespace that a process keeps.
final class SheetNetwork implements AutoCloseable {
    private static final boolean ROOT = ProcessHandle.current().info().user().orElse("").equals("root");
    private static final String KEEP = "ip link set lo up && echo up && exec cat";

    private final Process keeper;

    private SheetNetwork(Process keeper) {
        this.keeper = keeper;
    }

    static boolean root() {
        return ROOT;
    }

    /// Makes one. Without root it takes a namespace of users as well, which a system may refuse.
    ///
    /// @throws IOException when it cannot be made, with the reason
    static SheetNetwork open() throws IOException {
        // Ends with its input, and so with this process at the latest.
        var keeper = new ProcessBuilder("unshare", ROOT ? "-n" : "-rn", "sh", "-c", KEEP).redirectErrorStream(true).start();
        String said = keeper.inputReader().readLine();
        if (!"up".equals(said)) {
            keeper.destroyForcibly();
            throw new IOException("no network namespace: " + said);
        }
        return new SheetNetwork(keeper);
    }

    /// {@return what a command begins with that runs in it}
    List<String> enter() {
        String pid = Long.toString(keeper.pid());
        return ROOT ? List.of("nsenter", "-t", pid, "-n", "--")
                : List.of("nsenter", "-t", pid, "-U", "-n", "--preserve-credentials", "--");
    }

    @Override
    public void close() throws IOException {
        keeper.destroyForcibly();
        try {
            if (!keeper.waitFor(30, TimeUnit.SECONDS)) throw new IOException("the keeper of the namespace does not end");
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
