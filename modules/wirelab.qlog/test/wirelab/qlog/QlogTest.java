package wirelab.qlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import wirelab.impair.BadLink;
import wirelab.impair.LinkSpec;
import wirelab.kit.Host;
import wirelab.kit.Secrets;
import wirelab.rudp.RudpIdentity;
import wirelab.rudp.RudpOptions;
import wirelab.rudp.RudpPort;
import wirelab.rudp.RudpStats;

/// Traces as files, and as drawings.
class QlogTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        var file = folder.resolve("one.sqlog");
        try (var writer = QlogWriter.create(file, "a test", false)) {
            writer.sent(1_000_000, 7, 1_472, 1_400);
            writer.received(3_500_000, 9, 50);
            writer.metrics(4_000_000, new RudpStats(32, 1_000, 5, 20_000_000, 19_000_000, 1, 1, 0, 0, 1, 1, 1_472,
                    "startup"));
            writer.lost(5_000_000, 7, 1_472, true);
            writer.state(6_000_000, "moved");
            writer.state(7_000_000, "collapsed");
        }
        var read = QlogFile.read(file);
        assertEquals("a test", read.title());
        assertEquals(7, read.events().size());
        assertEquals(0, read.events().getFirst().time());
        assertEquals(2.5, read.events().get(1).time());
        assertEquals(1, read.count("recovery:packet_lost"));
        assertEquals(2, read.count("recovery:congestion_state_updated"));
        String text = Files.readString(file);
        assertTrue(text.startsWith("\u001e{\"qlog_format\":"));
        // What the drafts demand of events that are named as QUIC's.
        for (String part : List.of("\"protocol_type\":[\"QUIC\"]", "\"data\":{\"new\":\"startup\"}",
                "\"length\":1472},\"trigger\":\"time_threshold\"",
                "\"old\":\"startup\",\"new\":\"collapsed\",\"trigger\":\"persistent_congestion\"",
                "\"connectivity:migration_state_updated\",\"data\":{\"new\":\"migration_complete\"}")) {
            assertTrue(text.contains(part), part + " is not in " + text);
        }
        read.write(folder.resolve("one.svg"));
        String svg = Files.readString(folder.resolve("one.svg"));
        assertTrue(svg.contains("window") && svg.contains("round trip") && svg.contains("Mbit/s"));
    }

    @Test
    void aFullDiskIsToldAtTheEndAndNotToTheConnection() throws IOException {
        var full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "a system with /dev/full");
        var writer = QlogWriter.create(full, "a test", true);
        for (int i = 0; i < 1_000; i++) writer.sent(i, i, 1_472, 1_400);
        var e = assertThrows(IOException.class, writer::close);
        assertTrue(e.getMessage().startsWith("/dev/full: "), e.getMessage());
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("other"), "{}\n");
        assertThrows(IOException.class, () -> QlogFile.read(folder.resolve("other")));
        Files.writeString(folder.resolve("empty"), "");
        assertThrows(IOException.class, () -> QlogFile.read(folder.resolve("empty")));
    }

    @Test
    @Tag("socket")
    @Timeout(120)
    void aConnectionOverALinkThatLosesShowsItsLosses() throws Exception {
        var options = RudpOptions.DEFAULTS.withPlain(true);
        var file = folder.resolve("lossy.sqlog");
        var any = new InetSocketAddress("127.0.0.1", 0);
        try (var port = RudpPort.listen(Host.HERE, any, options, RudpIdentity.create(Secrets.RANDOM), session -> {
            try (var stream = session.accept()) {
                byte[] into = new byte[100_000];
                while (stream.read(into, 0, into.length) >= 0) {
                    // It only has to be taken.
                }
                stream.end();
            } catch (IOException _) {
                // The client sees it.
            }
        }); var link = BadLink.of(LinkSpec.parse("delay=2ms loss=5% seed=3"));
                var trace = QlogWriter.create(file, "lossy", true);
                var session = RudpPort.connect(Host.HERE.behind(link), port.address(), options, trace);
                var stream = session.open()) {
            stream.write(new byte[1_000_000]);
            stream.end();
            assertEquals(-1, stream.read(new byte[1], 0, 1));
        }
        var read = QlogFile.read(file);
        assertTrue(read.count("recovery:packet_lost") > 5);
        assertTrue(read.count("transport:packet_sent") > 700);
        assertTrue(read.window().contains("<svg"));
    }
}
