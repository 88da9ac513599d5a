package wirelab.nat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// A Linux network namespace: a host of its own, with its own interfaces, routes and ports, inside this machine (as root).
///
/// A socket belongs for life to the namespace of the thread that made it, and any thread may then use it. So one process can
/// stand on several hosts at once: [#call(Task)] runs a piece of code on a thread that has entered the namespace
/// (`setns(2)`).
///
/// **Make sockets in there, and do nothing else.** Platform threads and processes that are started inside inherit the
/// namespace, which is well. A virtual thread started inside may make the scheduler start a carrier thread, which inherits
/// it too and carries other virtual threads later: their sockets then belong to the wrong host. Start virtual threads
/// outside.
public final class Namespace implements AutoCloseable {
    /// A piece of code that gives a value or throws.
    ///
    /// @param <T> what it gives
    /// @param <E> what it throws
    @FunctionalInterface
    public interface Task<T, E extends Exception> {
        /// Runs the code.
        ///
        /// @return its value
        /// @throws E when it fails
        T run() throws E;
    }

    private static final Path FOLDER = Path.of("/run/netns");
    /// How long a program may take that is run to its end.
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /// The exit status of a program that got SIGKILL.
    private static final int KILLED = 137;

    private final String name;
    /// The one thread that has entered the namespace.
    private final ExecutorService inside;

    private Namespace(String name) {
        this.name = name;
        inside = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    }

    /// Makes a namespace in which nothing but loopback is up.
    ///
    /// @param name its name, which `ip netns` shows
    /// @return the namespace
    /// @throws IOException when the system refuses: not root, or the name is taken
    public static Namespace create(String name) throws IOException {
        execute("", List.of("ip", "netns", "add", name));
        var namespace = new Namespace(name);
        try {
            namespace.<Void, RuntimeException>call(() -> {
                Setns.enter(FOLDER.resolve(name));
                return null;
            });
            namespace.ip("link set lo up");
            return namespace;
        } catch (IOException | RuntimeException e) {
            namespace.close();
            throw e;
        }
    }

    /// Its name, as `ip netns` shows it.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// Runs code on a thread inside; one call at a time, so it must be short.
    ///
    /// @param <T> what it gives
    /// @param <E> what it throws
    /// @param task the code
    /// @return its value
    /// @throws E when the code throws it
    public <T, E extends Exception> T call(Task<T, E> task) throws E {
        try {
            return inside.submit(task::run).get();
        } catch (ExecutionException e) {
            Namespace.<E>rethrow(e.getCause());
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while code ran in " + name, e);
        }
    }

    /// The compiler has seen to it that the cause is an `E` or unchecked.
    @SuppressWarnings("unchecked")
    private static <E extends Exception> void rethrow(Throwable cause) throws E {
        if (cause instanceof Error error) throw error;
        throw (E) cause;
    }

    /// Opens a UDP socket on this host; any thread may use it.
    ///
    /// @param bind address and port; port 0 takes a free one
    /// @param party who speaks there, for a tap
    /// @return the socket
    /// @throws IOException when the address cannot be had
    public UdpSocket udp(InetSocketAddress bind, Tap.Party party) throws IOException {
        return this.<UdpSocket, IOException>call(() -> UdpSocket.bind(bind, party));
    }

    /// Runs a program on this host to its end.
    ///
    /// @param command program and arguments
    /// @return what it printed, errors included
    /// @throws IOException when it cannot be started, fails or takes longer than 20 s
    public String run(String... command) throws IOException {
        return feed("", command);
    }

    /// Runs a program on this host to its end, with something to read.
    ///
    /// @param input what it reads from standard input
    /// @param command program and arguments
    /// @return what it printed, errors included
    /// @throws IOException when it cannot be started, fails or takes longer than 20 s
    public String feed(String input, String... command) throws IOException {
        return this.<String, IOException>call(() -> execute(input, List.of(command)));
    }

    /// Configures this host.
    ///
    /// @param lines commands of the `ip` program, one a line, without the word `ip`
    /// @throws IOException when one is refused
    void ip(String lines) throws IOException {
        feed(lines, "ip", "-batch", "-");
    }

    /// Changes a kernel setting of this host.
    ///
    /// @param key its path below `/proc/sys/net`; one that this kernel does not have is passed over
    /// @param value the value
    /// @throws IOException when the system refuses
    void setting(String key, long value) throws IOException {
        Path file = Path.of("/proc/sys/net", key);
        this.<Void, IOException>call(() -> {
            if (Files.exists(file)) Files.writeString(file, Long.toString(value));
            return null;
        });
    }

    /// What to type, or to start as a process, so that a program runs on this host.
    ///
    /// @param command program and arguments
    /// @return the same behind `ip netns exec`
    public String[] command(String... command) {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(List.of(command));
        return whole.toArray(String[]::new);
    }

    /// Removes the namespace; sockets and programs that still live in it keep its network until they end.
    @Override
    public void close() {
        inside.shutdown();
        remove(name);
    }

    /// All namespaces that exist.
    ///
    /// @return their names
    /// @throws IOException when the folder cannot be read
    static List<String> all() throws IOException {
        if (!Files.isDirectory(FOLDER)) return List.of();
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /// The threads of this process that stand in some namespace; when all labs are closed there should be none, or what
    /// they do next happens on a host that no longer exists.
    ///
    /// @return their names as the kernel knows them
    /// @throws IOException when the kernel does not tell
    static List<String> strays() throws IOException {
        Path self = Path.of("/proc/self/task");
        Path home = Files.readSymbolicLink(self.resolve(Long.toString(ProcessHandle.current().pid())).resolve("ns/net"));
        var strays = new ArrayList<String>();
        try (var threads = Files.list(self)) {
            for (var thread : threads.toList()) {
                try {
                    if (home.equals(Files.readSymbolicLink(thread.resolve("ns/net")))) continue;
                    strays.add(Files.readString(thread.resolve("comm")).strip());
                } catch (NoSuchFileException _) {
                    // The thread has ended meanwhile.
                }
            }
        }
        return strays;
    }

    /// Removes a namespace by name, whoever made it; nothing happens when there is none.
    static void remove(String name) {
        try {
            execute("", List.of("ip", "netns", "del", name));
        } catch (IOException e) {
            System.getLogger(Namespace.class.getName()).log(System.Logger.Level.DEBUG, "removing " + name, e);
        }
    }

    private static String execute(String input, List<String> command) throws IOException {
        String what = String.join(" ", command);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var limit = CompletableFuture.runAsync(process::destroyForcibly,
                CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // The program has ended without reading; its output says why.
        }
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int status = process.waitFor();
            if (status != 0) throw new IOException(what + (status == KILLED ? ": too slow, " : ": ") + output);
            return output;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(what + ": interrupted", e);
        } finally {
            limit.cancel(false);
        }
    }
}
