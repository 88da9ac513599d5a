package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.http.ResponseRows.Row;

/// Reads every row of [ResponseRows], in one piece and in every cut.
class ResponseTest {
    static Stream<Row> rows() {
        return ResponseRows.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aClientReadsAsTheRowSays(Row row) throws IOException {
        int length = row.bytes().length;
        assertEquals(row.expected(), outcome(row, length), "in one piece");
        int least = length > 2000 ? length / 20 : 1;
        for (int piece = least; piece < length; piece += least) {
            assertEquals(row.expected(), outcome(row, piece), "in pieces of " + piece);
        }
    }

    private static String outcome(Row row, int piece) throws IOException {
        var outcome = new ArrayList<String>();
        var reader = new MessageReader(new Pieces(row.bytes(), piece), Limits.CLIENT);
        try {
            var head = reader.readResponse(row.method());
            for (; head.interim(); head = reader.readResponse(row.method())) outcome.add(Integer.toString(head.status()));
            String body = new String(reader.body().stream().readAllBytes(), StandardCharsets.ISO_8859_1);
            String field = head.headers().first("A");
            outcome.add(head.status() + " [" + body + "]" + (field == null ? "" : " A=" + field));
            // What a client asks before it uses a connection again: the body was
            // read, nothing else came, both sides want it.
            boolean clean = reader.body().ended() && reader.buffered() == 0 && extra(reader) < 0;
            outcome.add(clean && head.persistent() && reader.body().framing() != Framing.UNTIL_CLOSE ? "open" : "closed");
        } catch (BadMessageException _) {
            return "refused";
        } catch (EOFException _) {
            return "cut short";
        }
        return String.join(", ", outcome);
    }

    private static int extra(MessageReader reader) throws IOException {
        return reader.read(java.nio.ByteBuffer.allocate(1));
    }

    @Test
    void everyRowNamesItsParagraphAndNoneIsThereTwice() {
        for (var row : ResponseRows.ALL) assertTrue(row.rule().matches("(9112|9110)-[\\d.]+ .+"), row.rule());
        assertEquals(ResponseRows.ALL.size(), ResponseRows.ALL.stream().map(Row::rule).distinct().count(), "no row twice");
    }
}
