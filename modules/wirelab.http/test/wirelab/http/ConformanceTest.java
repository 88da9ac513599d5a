package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.http.ConformanceRows.Row;

/// Sends every row of [ConformanceRows] to a live server, in one piece and cut into pieces, and to the reader alone
/// in every cut.
@Tag("socket")
class ConformanceTest {
    private static WebServer server;

    @BeforeAll
    static void start() throws IOException {
        var options = WebServer.Options.DEFAULTS.withLimits(Limits.SERVER.withBody(1000));
        server = WebServer.start(options, new Echo());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Row> rows() {
        return ConformanceRows.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aLiveServerAnswersAsTheRowSays(Row row) throws IOException {
        assertEquals(row.expected(), outcome(row, row.bytes().length), "in one piece");
        assertEquals(row.expected(), outcome(row, Math.max(1, row.bytes().length / 7)), "in pieces");
    }

    /// The statuses in order, then whether the connection stays open; bodies are shown where the row names them.
    private static String outcome(Row row, int piece) throws IOException {
        var outcome = new ArrayList<String>();
        try (var raw = new Raw(server.address())) {
            try {
                for (int at = 0; at < row.bytes().length; at += piece) {
                    raw.send(Arrays.copyOfRange(row.bytes(), at, Math.min(row.bytes().length, at + piece)));
                }
            } catch (IOException _) {
                // The server has seen enough and hung up; what it said is still to be read.
            }
            if (row.ends()) raw.endOutput();
            for (int i = 0; i < row.responses(); i++) {
                var response = raw.response(i == 0 ? row.method() : "GET");
                String body = response.status() == 200 && row.expected().contains("[") ? " " + response.body() : "";
                outcome.add(response.status() + body);
            }
            boolean open = false;
            if (!row.expected().endsWith("closed")) {
                raw.send("GET /probe HTTP/1.1\r\nHost: x\r\n\r\n");
                open = raw.response().body().equals("GET /probe []");
            } else {
                assertTrue(raw.closed(), "the connection is closed and nothing more is said");
            }
            outcome.add(open ? "open" : "closed");
        } catch (EOFException e) {
            outcome.add("closed");
        }
        return String.join(", ", outcome);
    }

    @Test
    void theSameBytesInEveryCutGiveTheSameResult() {
        for (var row : ConformanceRows.ALL) {
            String whole = Replay.requests(row.bytes(), row.bytes().length);
            int least = row.bytes().length > 2000 ? 500 : 1;
            for (int piece = least; piece < Math.min(row.bytes().length, 2000); piece += least) {
                assertEquals(whole, Replay.requests(row.bytes(), piece), row + " in pieces of " + piece);
            }
        }
    }

    @Test
    void everyRowNamesItsParagraph() {
        for (var row : ConformanceRows.ALL) assertTrue(row.rule().matches("(9112|9110|6585|3986)-[\\d.]+ .+"), row.rule());
        assertEquals(ConformanceRows.ALL.size(),
                ConformanceRows.ALL.stream().map(Row::rule).distinct().count(), "no row twice");
        assertTrue(ConformanceRows.ALL.size() > 550, "rows: " + ConformanceRows.ALL.size());
        assertTrue(List.of("2.2", "2.3", "3", "3.2", "5.1", "5.2", "6.1", "6.3", "7.1", "7.1.1", "7.1.2", "9.3", "9.6")
                .stream()
                .allMatch(section -> ConformanceRows.ALL.stream()
                .anyMatch(row -> row.rule().startsWith("9112-" + section + " "))));
    }
}
