package wirelab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {
    @Test
    void aNumberIsFoundByItsName() {
        String json = "{\"a\": {\"min\": -1.5e3, \"max\":7}, \"mean\": null}";
        assertEquals(-1_500, Json.number(json, "min"));
        assertEquals(7, Json.number(json, "max"));
        assertEquals(Double.NaN, Json.number(json, "mean"));
        assertThrows(IllegalArgumentException.class, () -> Json.number(json, "median"));
    }

    @Test
    void jsonEscapesWhatAStringMayNotHold() {
        assertEquals("\"a \\\"b\\\" \\\\ c\"", Json.quoted("a \"b\" \\ c"));
        assertEquals("\"\\n\\r\\t\\u0000\\u001f\"", Json.quoted("\n\r\t\0\u001f"));
        assertEquals("\"µs ± é 😀\"", Json.quoted("µs ± é 😀"));
    }

    @Test
    void jsonHasALineForEachRowAndNoneForWhatIsInIt() {
        var rows = List.of(Json.object("a", 1, "b", List.of(1, 2)), Json.object("a", "x", "b", null));
        assertEquals("""
                {
                  "rounds": 5,
                  "ok": true,
                  "inner": {"x": 1.5},
                  "rows": [
                    {"a": 1, "b": [1, 2]},
                    {"a": "x", "b": null}
                  ]
                }
                """, Json.text(Json.object("rounds", 5, "ok", true, "inner", Map.of("x", 1.5), "rows", rows)));
        assertEquals("[]\n", Json.text(List.of()));
        assertEquals("{}\n", Json.text(Map.of()));
    }

    @Test
    void jsonHasNoNumberForWhatIsNone() {
        assertNull(Json.rounded(Double.NaN, 2));
        assertNull(Json.rounded(Double.POSITIVE_INFINITY, 2));
        assertEquals("[\n  null,\n  1.235,\n  12345678901\n]\n",
                Json.text(Arrays.asList(Double.NaN, Json.rounded(1.23456, 3), Json.rounded(1.2345678901e10, 0))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            plain        | plain
            two words    | two words
            a,b          | "a,b"
            say "hello"  | "say ""hello\"""
            """)
    void csvQuotesWhatWouldEndAField(String field, String quoted) {
        assertEquals(quoted, Table.quoted(field));
    }

    @Test
    void csvQuotesLineEnds() {
        assertEquals("\"a\nb\"", Table.quoted("a\nb"));
        assertEquals("\"\r\"", Table.quoted("\r"));
    }

    private static Table table() {
        var table = new Table().number("conns", "connections", 5, 0).text("server", "server", 7)
                .number("per second", "perSecond", 10, 0).time("p99", "p99ns", 8).share("lost", "lost", 5, 1)
                .ratio("ours/it", null, 7).column(null, "more", 0, String::valueOf, 0);
        table.add(64, "wirelab", 12_345.6, 61_000.4, 0.0, 1.0, 1);
        table.add(1000, "a,b", 5.4, 2_000_000L, 0.125, Double.NaN, 2);
        return table;
    }

    @Test
    void aTableIsForTheEyeWithFiguresAtTheRight() {
        assertEquals("""
                conns  server  per second      p99  lost ours/it
                   64  wirelab     12,346  61.0 µs  0.0%    1.00
                 1000  a,b              5  2.00 ms 12.5%     NaN""", table().text());
    }

    @Test
    void theDelayOfWhatWasLostIsInfinite() {
        assertEquals("infinite", new Table().time("p99", null, 0).add(Double.POSITIVE_INFINITY));
    }

    @Test
    void theSameRowsAreStoredAsJsonAndAsCsv() {
        assertEquals("""
                [
                  {"connections": 64, "server": "wirelab", "perSecond": 12346, "p99ns": 61000, "lost": 0.0000, "more": 1},
                  {"connections": 1000, "server": "a,b", "perSecond": 5, "p99ns": 2000000, "lost": 0.1250, "more": 2}
                ]
                """, Json.text(table().rows()));
        assertEquals("connections,server,perSecond,p99ns,lost,more\r\n64,wirelab,12346,61000,0.0000,1\r\n"
                + "1000,\"a,b\",5,2000000,0.1250,2\r\n", table().csv());
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThrows(IllegalArgumentException.class, () -> table().add(1, 2));
    }
}
