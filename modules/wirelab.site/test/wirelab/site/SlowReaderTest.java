package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Limits;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;

/// What happens to a client that asks for a file and does not read it.
@Tag("socket")
class SlowReaderTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final Duration SHORT = Duration.ofMillis(200);

    private static WebServer.Options times(Duration idle, Duration head, Duration body) {
        var options = WebServer.Options.DEFAULTS;
        return options.withTcp(options.tcp().withTimeouts(idle, Duration.ofHours(1)))
                .withLimits(Limits.SERVER.withTimes(head, body));
    }

    @Test
    void aClientThatDoesNotReadIsCutOffAndCostsNobodyElse(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("large.bin");
        try (var large = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(64L * 1024 * 1024);
        }
        var site = new Site(folder, Site.Options.DEFAULTS);
        try (var server = WebServer.start(times(Duration.ofMillis(500), SHORT, SHORT), site);
                var raw = new Raw(server.address()).send("GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")) {
            assertEquals(200, Raw.get(server.address(), GET).status());
            Eventually.that("the connection is cut",
                    () -> server.counters().get("timed out") == 1 && server.connections() == 0);
            var failure = new AtomicReference<IOException>();
            try {
                raw.response();
            } catch (IOException e) {
                failure.set(e);
            }
            assertTrue(failure.get() != null, "a part is not taken for the whole");
        }
    }
}
