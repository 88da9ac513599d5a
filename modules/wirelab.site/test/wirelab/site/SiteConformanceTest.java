package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.http.ConformanceRows;
import wirelab.http.ConformanceRows.Row;
import wirelab.http.Limits;
import wirelab.http.Raw;
import wirelab.http.WebServer;

/// Sends every row of [ConformanceRows] to the server of a folder.
@Tag("socket")
class SiteConformanceTest {
    @TempDir
    private static Path folder;
    private static WebServer site;

    @BeforeAll
    static void start() throws IOException {
        var options = WebServer.Options.DEFAULTS.withLimits(Limits.SERVER.withBody(1000));
        site = WebServer.start(options, new Site(folder, Site.Options.DEFAULTS));
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    static Stream<Row> rows() {
        return ConformanceRows.ALL.stream();
    }

    /// The server of a folder asks for no body, and yet must notice what is wrong with one, and where it ends.
    @ParameterizedTest
    @MethodSource("rows")
    void aServerOfAFolderRefusesTheSame(Row row) throws IOException {
        if (row.expected().startsWith("100")) return;
        try (var raw = new Raw(site.address())) {
            try {
                raw.send(row.bytes());
            } catch (IOException _) {
                // The server has seen enough and hung up; what it said is still to be read.
            }
            if (row.ends()) raw.endOutput();
            for (String expected : row.expected().replaceAll("\\[[^]]*]", "").split(", ")) {
                if (expected.equals("closed")) {
                    assertTrue(raw.closed());
                } else if (expected.equals("open")) {
                    assertEquals(404, raw.send("GET /probe HTTP/1.1\r\nHost: x\r\n\r\n").response().status());
                } else {
                    int status = raw.response(expected.contains("GET") ? "GET" : row.method()).status();
                    boolean answered = Set.of(200, 204, 400, 404, 405, 501).contains(status);
                    if (expected.startsWith("200")) assertTrue(answered, "" + status);
                    else assertEquals(expected, Integer.toString(status));
                }
            }
        }
    }
}
