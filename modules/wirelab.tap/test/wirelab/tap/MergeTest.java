package wirelab.tap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Connection;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;

/// Several programs that record the same conversations; a recorder stands for a program here, and in the last test a program
/// does.
@Tag("interop")
class MergeTest {
    @TempDir
    private Path folder;
    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

    private Recorder record(String name) throws IOException {
        return Recorder.start(Capture.to(folder.resolve(name + ".pcapng"), name, 0, new PrintStream(notes, true)));
    }

    private Path merged(String... names) throws Exception {
        Tshark.require();
        Path all = folder.resolve("all.pcapng");
        var command = new ArrayList<>(List.of("mergecap", "-w", all.toString()));
        for (String name : names) command.add(folder.resolve(name + ".pcapng").toString());
        try (var mergecap = Peer.start(command.toArray(String[]::new))) {
            assertEquals(0, mergecap.awaitExit(), mergecap.output());
        }
        Tshark.assertHealthy(all);
        return all;
    }

    private static Tap.Party party(String name) {
        return new Tap.Party(name, Tap.Words.NONE);
    }

    private static TcpServer.Options options(String name) {
        return TcpServer.Options.DEFAULTS.withParty(party(name));
    }

    private static void echo(Connection from, Connection to) throws IOException {
        var buffer = ByteBuffer.allocate(10_000);
        while (from.read(buffer.clear()) >= 0) to.write(buffer.flip());
    }

    @Test
    void aChainOfProgramsIsOneTraceWithEachHopOnce() throws Exception {
        TcpServer server;
        TcpServer forwarder;
        var recorders = new ArrayList<Recorder>();
        recorders.add(record("server"));
        server = TcpServer.start(Host.HERE.watchedBy(recorders.getLast()), options("server"),
                connection -> echo(connection, connection));
        recorders.add(record("forwarder"));
        var middle = Host.HERE.watchedBy(recorders.getLast());
        forwarder = TcpServer.start(middle, options("forwarder"), connection -> {
            try (var onwards = middle.connect(server.address(), party("forwarder"))) {
                var buffer = ByteBuffer.allocate(100);
                for (int n; (n = connection.read(buffer.clear())) >= 0; ) {
                    onwards.write(buffer.flip());
                    for (buffer.clear().limit(n); buffer.hasRemaining(); ) onwards.read(buffer);
                    connection.write(buffer.flip());
                }
            }
        });
        recorders.add(record("client"));
        var last = Host.HERE.watchedBy(recorders.getLast());
        try (server; forwarder; var client = last.connect(forwarder.address(), party("client"))) {
            for (String text : List.of("one", "two")) {
                client.write(text.getBytes());
                for (var back = ByteBuffer.allocate(3); back.hasRemaining(); ) client.read(back);
            }
        }
        for (var recorder : recorders.reversed()) recorder.close();
        Path all = merged("server", "forwarder", "client");
        int first = forwarder.address().getPort();
        int second = server.address().getPort();
        var ways = Tshark.fields(all, "tcp.len > 0", "tcp.srcport", "tcp.dstport").stream()
                .map(line -> line.replaceAll("\\b" + first + "\\b", "F").replaceAll("\\b" + second + "\\b", "S"))
                .map(line -> line.replaceAll("\\d+", "c")).toList();
        var once = List.of("c\tF", "c\tS", "S\tc", "F\tc");
        assertEquals(List.of(once, once).stream().flatMap(List::stream).toList(), ways,
                "each message of each hop once, in order");
        assertTrue(notes.toString().contains("forwarder.pcapng has what this program says to it"), notes.toString());
        assertTrue(Files.notExists(folder.resolve(".wirelab-tap")), "nothing is left behind");
    }

    @Test
    void aDatagramIsRecordedByItsSenderAlone() throws Exception {
        byte[] payload = new byte[3000];
        try (var left = record("server"); var server = UdpServer.start(Host.HERE.watchedBy(left),
                UdpServer.Options.DEFAULTS.withParty(party("server")),
                (bytes, source, socket) -> socket.send(bytes, source));
                var right = record("client");
                var client = Host.HERE.watchedBy(right).bind(new InetSocketAddress("0.0.0.0", 0), party("client"))) {
            for (int i = 0; i < 3; i++) {
                client.send(payload, server.address());
                client.receive(ByteBuffer.allocate(5000), Duration.ofSeconds(10));
            }
        }
        Path all = merged("server", "client");
        var names = Tshark.fields(all, "udp", "frame.interface_name");
        assertEquals(List.of("client", "server", "client", "server", "client", "server"), names);
        assertEquals(3, Tshark.fields(folder.resolve("client.pcapng"), "udp", "frame.number").size());
    }

    @Test
    void capturesInDifferentFoldersAreWholeEach() throws Exception {
        Tshark.require();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        try (var left = record("server");
                var server = TcpServer.start(Host.HERE.watchedBy(left), options("server"),
                        connection -> echo(connection, connection));
                var right = Recorder.start(Capture.to(elsewhere.resolve("client.pcapng")));
                var client = Host.HERE.watchedBy(right).connect(server.address(), party("client"))) {
            client.write("hello".getBytes());
            client.read(ByteBuffer.allocate(5));
        }
        for (Path file : List.of(folder.resolve("server.pcapng"), elsewhere.resolve("client.pcapng"))) {
            Tshark.assertHealthy(file);
            assertArrayEquals(new byte[][] {"hello".getBytes(), "hello".getBytes()}, Tshark.follow(file, 0));
        }
    }

    @Test
    void twoProgramsShareTheWork() throws Exception {
        Tshark.require();
        String serverFile = folder.resolve("server.pcapng").toString();
        try (var server = Peer.script("EchoServer", "--port", "0", "--pcap", serverFile)) {
            String port = String.valueOf(server.awaitListening().getPort());
            for (String transport : List.of("--tcp", "--udp")) {
                try (var client = Peer.script("EchoClient", "--port", port, transport, "--data", "hello", "--count", "3",
                        "--pcap", folder.resolve("client" + transport + ".pcapng").toString())) {
                    assertEquals(0, client.awaitExit(), client.output());
                }
            }
            assertEquals(0, server.terminate(), server.output());
        }
        Path all = merged("server", "client--tcp", "client--udp");
        assertEquals(6, Tshark.fields(all, "tcp.len > 0", "frame.number").size());
        assertEquals(6, Tshark.fields(all, "udp", "frame.number").size());
    }

    @Test
    void aClaimOfADeadProgramIsWorthNothing() throws Exception {
        Tshark.require();
        Path port = Files.createDirectories(folder.resolve(".wirelab-tap/TCP-7"));
        Path dead = Files.writeString(port.resolve("999999999-1-1"), Network.namespace() + "\ndead.pcapng\n127.0.0.1\n");
        Path file = Files.createFile(folder.resolve("live.pcapng"));
        var claims = new Claims(file);
        assertTrue(claims.elsewhere(Tap.Transport.TCP, new InetSocketAddress("127.0.0.1", 7)).isEmpty());
        assertTrue(Files.notExists(dead));
        Files.writeString(port.resolve(ProcessHandle.current().pid() + "-0-1"),
                Network.namespace() + "\nlive.pcapng\n127.0.0.1,10.0.0.1\n");
        assertEquals("live.pcapng", claims.elsewhere(Tap.Transport.TCP, new InetSocketAddress("10.0.0.1", 7)).orElseThrow());
        assertTrue(claims.elsewhere(Tap.Transport.TCP, new InetSocketAddress("10.0.0.2", 7)).isEmpty());
        assertTrue(claims.elsewhere(Tap.Transport.UDP, new InetSocketAddress("10.0.0.1", 7)).isEmpty());
    }
}
