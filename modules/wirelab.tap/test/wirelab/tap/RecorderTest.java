package wirelab.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;

@Tag("socket")
class RecorderTest {
    private static final Tap.Party CLIENT = new Tap.Party("client", (_, bytes) ->
            StandardCharsets.UTF_8.decode(bytes).toString());

    /// A ladder in memory.
    private static final class Paper {
        final ByteArrayOutputStream text = new ByteArrayOutputStream();
        final Recorder recorder = Recorder.start(Ladder.print(new PrintStream(text, true, StandardCharsets.UTF_8), false));
        final Host host = Host.HERE.watchedBy(recorder);

        boolean shows(String word) {
            return text.toString(StandardCharsets.UTF_8).contains(word);
        }
    }

    private static void say(Host host, UdpServer server, String word) throws IOException {
        try (var client = host.towards(server.address(), CLIENT)) {
            client.send(word.getBytes(), server.address());
            client.receive(ByteBuffer.allocate(100), Duration.ofSeconds(10));
        }
    }

    private static UdpServer echo() throws IOException {
        return UdpServer.start(UdpServer.Options.DEFAULTS, (payload, source, socket) -> socket.send(payload, source));
    }

    @Test
    void twoRecordersInOneProcessEachSeeTheirOwnHost() throws Exception {
        var left = new Paper();
        var right = new Paper();
        try (var server = echo()) {
            say(left.host, server, "apple");
            say(right.host, server, "banana");
            say(Host.HERE, server, "cherry");
        }
        left.recorder.close();
        right.recorder.close();
        assertTrue(left.shows("apple") && !left.shows("banana") && !left.shows("cherry"));
        assertTrue(right.shows("banana") && !right.shows("apple") && !right.shows("cherry"));
    }

    @Test
    void recordersMayBeClosedInAnyOrderAndWhatIsClosedSeesNothingMore() throws Exception {
        for (boolean firstGoesFirst : new boolean[] {true, false}) {
            var first = new Paper();
            var second = new Paper();
            var both = first.host.watchedBy(second.recorder);
            try (var server = echo()) {
                say(both, server, "apple");
                var gone = firstGoesFirst ? first : second;
                var stays = firstGoesFirst ? second : first;
                gone.recorder.close();
                gone.recorder.close();
                String seen = gone.text.toString(StandardCharsets.UTF_8);
                say(both, server, "banana");
                stays.recorder.close();
                say(both, server, "cherry");
                assertTrue(stays.shows("apple") && stays.shows("banana") && !stays.shows("cherry"));
                assertTrue(gone.shows("apple"));
                assertFalse(gone.shows("banana"));
                assertEquals(seen, gone.text.toString(StandardCharsets.UTF_8));
            }
        }
    }
}
