package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;

/// Ten thousand connections that are kept open: what they cost is measured by `./build.sh bench http`; here they must work.
@Tag("socket")
class ManyConnectionsTest {
    private static final int MOST = 10_000;
    private static final byte[] GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes();

    @Test
    void tenThousandConnectionsOrAsManyAsTheSystemAllowsStayOpenAndAreAnsweredAgain() throws Exception {
        int count = (int) Math.min(MOST, (descriptors() - 1000) / 2);
        assumeTrue(count >= 1000, "too few file descriptors: raise ulimit -n");
        var options = WebServer.Options.DEFAULTS;
        var tcp = options.tcp().withMaxConnections(count + 10);
        var all = new ArrayList<SocketChannel>();
        try (var server = WebServer.start(options.withTcp(tcp.withTimeouts(Duration.ofMinutes(5), tcp.whole())),
                new Echo())) {
            for (int i = 0; i < count; i++) all.add(ask(open(server)));
            Eventually.that("all are open", () -> server.connections() == count);
            for (var channel : List.of(all.getFirst(), all.get(count / 2), all.getLast())) {
                long began = System.nanoTime();
                ask(channel);
                assertTrue(System.nanoTime() - began < 1_000_000_000L, "answered at once");
            }
            assertEquals(count, server.connections());
        } finally {
            for (var channel : all) channel.close();
        }
    }

    /// How many this process may have open.
    private static long descriptors() throws IOException {
        var limits = Path.of("/proc/self/limits");
        if (!Files.exists(limits)) return 0;
        return Files.readAllLines(limits).stream().filter(line -> line.startsWith("Max open files"))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[3])).findFirst().orElse(0);
    }

    private static SocketChannel open(WebServer server) throws IOException {
        var channel = SocketChannel.open(server.address());
        // A reset leaves no port waiting, of which there are not that many.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        return channel;
    }

    private static SocketChannel ask(SocketChannel channel) throws IOException {
        channel.write(ByteBuffer.wrap(GET));
        var buffer = ByteBuffer.allocate(1000);
        channel.read(buffer);
        assertTrue(new String(buffer.array(), 0, buffer.position()).startsWith("HTTP/1.1 200 OK"));
        return channel;
    }
}
