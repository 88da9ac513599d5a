package wirelab.multicast;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A network namespace of Linux for a test: a host of its own inside this machine. One thread of this process has entered it
/// (`setns(2)`); sockets that are made there, and threads that are started there, belong to that host.
final class Host implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;

    final String name;
    private final ExecutorService inside;

    private Host(String name) {
        this.name = name;
        inside = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    }

    /// Skips the test where no namespaces can be made.
    static void require() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "network namespaces exist on Linux alone");
        assumeTrue("root".equals(System.getProperty("user.name")), "making network namespaces needs root");
        assumeTrue(Files.isExecutable(Path.of("/sbin/ip")) || Files.isExecutable(Path.of("/usr/sbin/ip"))
                || Files.isExecutable(Path.of("/bin/ip")), "ip is missing: apt-get install iproute2");
    }

    /// Makes a host on which only loopback is up.
    static Host create(String name) throws Exception {
        execute("", "ip", "netns", "add", name);
        var host = new Host(name);
        host.call(() -> {
            enter(Path.of("/run/netns", name));
            return null;
        });
        host.ip("link set lo up");
        return host;
    }

    @SuppressWarnings("restricted")
    private static void enter(Path namespace) {
        try (var arena = Arena.ofConfined()) {
            int file = (int) function("open", ADDRESS, JAVA_INT).invokeExact(arena.allocateFrom(namespace.toString()), 0);
            int entered = (int) function("setns", JAVA_INT, JAVA_INT).invokeExact(file, CLONE_NEWNET);
            int _ = (int) function("close", JAVA_INT).invokeExact(file);
            if (entered != 0) throw new IllegalStateException("cannot enter " + namespace);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /// Runs code on a thread of this host.
    <T> T call(Callable<T> code) throws Exception {
        try {
            return inside.submit(code).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) throw cause;
            throw e;
        }
    }

    /// Commands of the program `ip` on this host, one a line.
    void ip(String lines) throws IOException {
        execute(lines, "ip", "-n", name, "-batch", "-");
    }

    /// Changes settings of the kernel on this host.
    void settings(String... keysAndValues) throws Exception {
        call(() -> {
            for (String each : keysAndValues) Files.writeString(Path.of("/proc/sys/net", each.split("=")[0]),
                    each.split("=")[1]);
            return null;
        });
    }

    /// What starts a program on this host.
    String[] command(String... command) {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(List.of(command));
        return whole.toArray(String[]::new);
    }

    static String execute(String input, String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return said;
    }

    @Override
    public void close() throws IOException {
        inside.shutdownNow();
        execute("", "ip", "netns", "del", name);
    }
}
