package wirelab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.hosts.Namespace;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

@Tag("socket")
class WorkbenchTest {
    private static TcpServer echo(Workbench bench) throws IOException {
        return TcpServer.start(bench.host(), TcpServer.Options.DEFAULTS.withDrain(Duration.ZERO), connection -> {
            var lines = new Lines(connection, 100);
            for (String line; (line = lines.read()) != null; ) lines.write(line);
        });
    }

    private static void talk(Workbench bench, InetSocketAddress server, String text) throws IOException {
        try (var connection = bench.host().connect(server, Tap.Party.UNKNOWN)) {
            var lines = new Lines(connection, 100);
            lines.write(text);
            assertEquals(text, lines.read());
        }
    }

    @Test
    void aCaptureBeginsAndEndsWhileTheServerStands(@TempDir Path folder) throws Exception {
        try (var bench = Workbench.on(Host.HERE); var other = Workbench.on(Host.HERE); var server = echo(bench)) {
            talk(bench, server.address(), "before");
            var capture = bench.capture(folder.resolve("x.pcapng").toString());
            assertEquals(0, capture.packets());
            talk(bench, server.address(), "recorded");
            long packets = capture.packets();
            assertTrue(packets >= 8, packets + " packets");
            bench.close();
            talk(bench, server.address(), "afterwards");
            talk(other, server.address(), "elsewhere");
            String bytes = Files.readString(folder.resolve("x.pcapng"), java.nio.charset.StandardCharsets.ISO_8859_1);
            assertTrue(bytes.contains("recorded"));
            assertFalse(bytes.contains("before") || bytes.contains("afterwards") || bytes.contains("elsewhere"));
        }
    }

    @Test
    void aLinkIsPutThereReplacedAndTakenAway() throws Exception {
        try (var bench = Workbench.on(Host.HERE); var server = UdpServer.start(bench.host(), UdpServer.Options.DEFAULTS,
                (payload, source, socket) -> socket.send(payload, source))) {
            var socket = bench.host().towards(server.address(), Tap.Party.UNKNOWN);
            assertTrue(answered(socket, server.address(), Duration.ofSeconds(5)));
            bench.link("loss=100%");
            assertFalse(answered(bench.host().towards(server.address(), Tap.Party.UNKNOWN), server.address(),
                    Duration.ofMillis(200)));
            assertTrue(bench.toString().contains("loss=100%"), bench.toString());
            bench.link("");
            assertTrue(answered(bench.host().towards(server.address(), Tap.Party.UNKNOWN), server.address(),
                    Duration.ofSeconds(5)));
            assertThrows(UsageException.class, () -> bench.link("los=1%"));
        }
    }

    private static boolean answered(UdpSocket socket, InetSocketAddress server, Duration patience) throws IOException {
        try (socket) {
            socket.send(ByteBuffer.wrap("?".getBytes()), server);
            return socket.receive(ByteBuffer.allocate(10), patience) != null;
        }
    }

    @Test
    @Tag("hosts")
    void twoHostsReachEachOtherAndAreRemoved() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace.missing());
        var before = Namespace.all();
        try (var bench = Workbench.on(Host.HERE)) {
            var pair = bench.hosts();
            assertEquals(2, pair.size());
            assertEquals(before.size() + 2, Namespace.all().size());
        }
        assertEquals(before, Namespace.all());
    }

    @Test
    void valuesAreShownFieldByFieldAndLineByLine() {
        assertEquals("null", Shown.of(null));
        assertEquals("0000  61 62                                             ab", Shown.of("ab".getBytes()));
        assertEquals("127.0.0.1:7\n1 byte \"x\"", Shown.of(List.of(new InetSocketAddress("127.0.0.1", 7), "x".getBytes())));
        assertEquals("a: [1, 2]", Shown.of(Map.of("a", new int[] {1, 2})));
        assertEquals("nothing", Shown.of(List.of()));
    }

    @Test
    void whatCanBeStartedIsFoundAndTypedAsItCompiles() {
        var lines = Startable.all();
        assertTrue(lines.contains("EchoServer.start(here.host(), EchoServer.Options.DEFAULTS)"), lines.toString());
        assertTrue(lines.contains("UdpEchoClient.open(here.host(), InetSocketAddress)"), lines.toString());
        assertTrue(lines.size() > 20, lines.toString());
    }
}
