package wirelab.rudp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import wirelab.congestion.ControlName;
import wirelab.kit.FieldWriter;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.Secrets;
import wirelab.tap.Capture;
import wirelab.tap.Recorder;

/// The text of the specification: a parser in Python that was written from it alone, and Wireshark with our script.
@Tag("interop")
@Timeout(180)
class SpecificationTest {
    private static final Path PARSER = Path.of("modules/wirelab.rudp/test/python/rudp.py").toAbsolutePath();

    private static String run(String input, String... command) throws Exception {
        // Both packages have the name of their program.
        Peer.require(command[0], command[0]);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var writer = Thread.startVirtualThread(() -> {
            try (var out = process.getOutputStream()) {
                out.write(input.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                // It has ended before it had read everything, which its answer shows.
            }
        });
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        writer.join();
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    /// One packet of each kind, and what a transfer over a bad link has.
    private static List<byte[]> packets() {
        var packets = new ArrayList<byte[]>();
        PacketsTest.handshakes().forEach(message -> packets.add(Handshake.packet(message, -2, 5)));
        for (var frame : PacketsTest.frames()) {
            var out = new FieldWriter();
            new RudpPacket(RudpPacket.Kind.DATA, -1, 7, 0x80000001, true, false, false, -3).write(out);
            frame.write(out);
            int length = out.offset();
            byte[] packet = out.zeros(Checksum.SIZE).done();
            new Checksum().seal(packet, length, 0);
            packets.add(packet);
        }
        var link = new Bottleneck("delay=10ms up:rate=50mbit up:queue=20 loss=2%", 3);
        link.flow(ControlName.TOLERANT, 0, 300_000);
        link.recorded = packets;
        link.run(5);
        return packets;
    }

    @Test
    void aParserWrittenFromTheTextReadsEveryPacket() throws Exception {
        var packets = packets();
        assertTrue(packets.size() > 300, packets.size() + " packets");
        var hex = new StringBuilder();
        var expected = new StringBuilder();
        for (byte[] packet : packets) {
            hex.append(HexFormat.of().formatHex(packet)).append('\n');
            expected.append(PacketText.of(ByteBuffer.wrap(packet))).append('\n');
        }
        assertEquals(expected.toString(), run(hex.toString(), "python3", PARSER.toString()));
    }

    @Test
    void tsharkUnderstandsACaptureWithOurScript(@TempDir Path folder) throws Exception {
        var options = RudpOptions.DEFAULTS.withPlain(true);
        var capture = folder.resolve("rudp.pcapng");
        var script = folder.resolve("rudp.lua");
        try (var tap = Recorder.start(Capture.to(capture));
                var server = RudpPort.listen(Host.HERE, new InetSocketAddress("127.0.0.1", 0), options,
                        RudpIdentity.create(new Random(1)), SpecificationTest::swallow);
                var session = RudpPort.connect(Host.HERE.watchedBy(tap), server.address(), options, RudpTrace.NONE);
                var stream = session.open()) {
            Files.writeString(script, RudpDissector.lua(server.address().getPort()));
            stream.write(Secrets.bytes(10_000));
            stream.end();
            assertEquals(-1, stream.read(new byte[1], 0, 1));
        }
        String said = run("", "tshark", "-r", capture.toString(), "-X", "lua_script:" + script,
                "-Y", "wrudp", "-T", "fields", "-e", "wrudp.kind", "-e", "wrudp.frame", "-e", "wrudp.offset");
        assertTrue(said.contains("STREAM") && said.contains("ACK"), said);
        assertTrue(said.lines().anyMatch(line -> line.contains("1")), said);
        assertTrue(!said.contains("Lua Error"), said);
    }

    private static void swallow(RudpSession session) {
        try (var stream = session.accept()) {
            byte[] into = new byte[100_000];
            while (stream.read(into, 0, into.length) >= 0) {
                // It only has to be taken.
            }
            stream.end();
        } catch (IOException _) {
            // The client sees it.
        }
    }
}
