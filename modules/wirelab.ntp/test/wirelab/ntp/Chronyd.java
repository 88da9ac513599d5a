package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import wirelab.kit.Peer;

/// A chronyd on a free port of loopback that touches nothing of this machine: no clock, no command socket, a folder of its
/// own.
public final class Chronyd implements AutoCloseable {
    private final Path folder;
    private final Peer peer;
    private final InetSocketAddress address;

    private Chronyd(Path folder, Peer peer, int port) {
        this.folder = folder;
        this.peer = peer;
        address = new InetSocketAddress("127.0.0.1", port);
    }

    /// Starts a server and waits until it answers.
    ///
    /// @param wrapper a command that shall start it, may be empty
    /// @return the running server
    /// @throws IOException when it cannot be started
    public static Chronyd serve(String... wrapper) throws IOException {
        String chronyd = Peer.require("chronyd", "chrony");
        // A chronyd whose port was taken in the meantime says nothing of it and never answers: then it gets another.
        for (int tries = 0; tries < 5; tries++) {
            var server = start(chronyd, wrapper);
            if (server.answers()) return server;
            server.close();
        }
        return fail("five chronyds did not answer");
    }

    private static Chronyd start(String chronyd, String... wrapper) throws IOException {
        var folder = Files.createTempDirectory("chronyd");
        int port = Peer.freePort();
        var config = Files.writeString(folder.resolve("chrony.conf"), """
                port %d
                bindaddress 127.0.0.1
                allow 127.0.0.1
                local stratum 10
                cmdport 0
                pidfile %s/pid
                """.formatted(port, folder));
        var command = new ArrayList<>(List.of(wrapper));
        command.addAll(List.of(chronyd, "-x", "-U", "-d", "-f", config.toString()));
        return new Chronyd(folder, Peer.start(command.toArray(String[]::new)), port);
    }

    private boolean answers() throws IOException {
        try (var client = NtpClient.open(address, LocalClock.free(),
                NtpClient.Options.DEFAULTS.withTimeout(Duration.ofMillis(100)))) {
            for (int i = 0; i < 50 && peer.process().isAlive(); i++) if (client.ask() instanceof Sample) return true;
            return false;
        }
    }

    /// Lets chronyd ask a server, as a client that changes nothing, and ends when it has an answer.
    ///
    /// @return what it printed
    static String query(InetSocketAddress server) throws IOException {
        String chronyd = Peer.require("chronyd", "chrony");
        var folder = Files.createTempDirectory("chronyd");
        try (var peer = Peer.start(chronyd, "-Q", "-U", "-t", "10",
                "server 127.0.0.1 port " + server.getPort() + " iburst minpoll -6 maxpoll -6", "cmdport 0",
                "pidfile " + folder + "/pid")) {
            peer.awaitExit();
            return peer.output();
        } finally {
            delete(folder);
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        peer.close();
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
