package wirelab.measure;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A [Contender] in a process of its own, on a free port of loopback; closing it ends it and all that it has started.
public final class ServerProcess implements AutoCloseable {
    private static final long START_LIMIT = 20_000_000_000L;
    private static final long POLL = 20_000_000;

    /// How to see that a server is there.
    @FunctionalInterface
    public interface Ready {
        /// @throws IOException when it is not there yet, as `false`
        boolean isReady(ServerProcess server) throws IOException;
    }

    /// Somebody takes TCP connections on the port.
    public static final Ready CONNECTS = server -> {
        try (var _ = new Socket(server.address.getAddress(), server.address.getPort())) {
            return true;
        }
    };
    /// The kernel says that somebody listens on the TCP port.
    public static final Ready LISTENS = server -> Proc.listens(server.address.getPort());

    private final Process process;
    private final InetSocketAddress address;
    private final Path folder;

    private ServerProcess(Process process, InetSocketAddress address, Path folder) {
        this.process = process;
        this.address = address;
        this.folder = folder;
    }

    /// Starts a server and waits until it is there.
    ///
    /// @param words what else to replace in its command and its files
    /// @throws IOException when it does not come up, with the last line that it said
    public static ServerProcess start(Contender contender, Map<String, String> words, Ready ready) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        var folder = Files.createTempDirectory("bench-");
        // A daemon may give up its rights before it reads its files.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var file : contender.files().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), filled(file.getValue(), address, folder, words));
        }
        var command = contender.command().stream().map(word -> filled(word, address, folder, words)).toList();
        var log = folder.resolve("log");
        var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        var server = new ServerProcess(process, address, folder);
        for (long began = System.nanoTime(); !server.isReady(ready); LockSupport.parkNanos(POLL)) {
            if (process.isAlive() && System.nanoTime() - began < START_LIMIT) continue;
            String last = Files.readString(log).strip();
            server.close();
            throw new IOException(contender.name() + " did not start: " + last.substring(last.lastIndexOf('\n') + 1));
        }
        return server;
    }

    /// A port that is free for TCP and UDP alike.
    public static int freePort() throws IOException {
        for (int tries = 20; ; tries--) {
            try (var tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var _ = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
                return tcp.getLocalPort();
            } catch (IOException e) {
                if (tries == 0) throw e;
            }
        }
    }

    static String filled(String text, InetSocketAddress address, Path folder, Map<String, String> words) {
        String filled = text.replace("PORT", Integer.toString(address.getPort())).replace("FOLDER", folder.toString());
        for (var word : words.entrySet()) filled = filled.replace(word.getKey(), word.getValue());
        return filled;
    }

    private boolean isReady(Ready ready) {
        try {
            return ready.isReady(this);
        } catch (IOException _) {
            return false;
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    public Process process() {
        return process;
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    /// {@return processor time of all its processes, in nanoseconds}
    public long cpu() throws IOException {
        long cpu = 0;
        for (var one : processes()) cpu += Proc.cpu(one.pid());
        return cpu;
    }

    /// {@return memory of all its processes, what they share counted once, in bytes}
    public long memory() throws IOException {
        long bytes = 0;
        for (var one : processes()) bytes += Proc.memory(one.pid());
        return bytes;
    }

    /// Ends the first process before those that it has started, which it might start again.
    @Override
    public void close() throws IOException {
        var all = processes();
        for (var one : all) one.destroyForcibly();
        process.onExit().join();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
