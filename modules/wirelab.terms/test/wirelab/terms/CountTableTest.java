package wirelab.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import wirelab.kit.ProtocolViolation;

/// The engine that counts, beside an oracle that shares nothing with it.
class CountTableTest {
    private static String lines(SortedRecords records) throws IOException {
        var lines = new StringBuilder();
        while (records.next()) {
            lines.append(new String(records.key(),
                    StandardCharsets.UTF_8)).append('\t').append(records.value()).append('\n');
        }
        return lines.toString();
    }

    private static String counted(byte[] text) throws IOException {
        var table = new CountTable(Long::sum);
        table.count(text, 0, text.length);
        return lines(table.sorted());
    }

    @Test
    void termsOfEveryScriptAreCountedAsTheOracleDoes() throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            byte[] text = Texts.mixed(seed, 20_000, seed % 2 == 1);
            assertEquals(Oracle.table(text), counted(text), "seed " + seed);
        }
    }

    @Test
    void anyBytesAreCountedAsTheOracleDoes() throws IOException {
        var random = new Random(7);
        for (int i = 0; i < 300; i++) {
            var text = new byte[random.nextInt(400)];
            random.nextBytes(text);
            assertEquals(Oracle.table(text), counted(text), "text " + i);
        }
    }

    @Test
    void lowerCaseIsThatOfTheCodePoint() throws IOException {
        assertEquals("i\t1\nstraße\t1\nσισυφοσ\t1\n",
                counted("İ Straße ΣΙΣΥΦΟΣ".getBytes(StandardCharsets.UTF_8)));
        assertEquals("ⱥⱥⱥ\t1\n", counted("ȺȺȺ".getBytes(StandardCharsets.UTF_8)), "grows from two bytes to three");
    }

    @Test
    void aTextMayBeCutAtEveryBorderThatIsFound() throws IOException {
        byte[] text = Texts.mixed(3, 1 << 16, true);
        String whole = counted(text);
        var cuts = new TreeSet<Integer>();
        for (int at = 0; at <= text.length; at++) {
            int first = Terms.firstBorder(text, at, text.length);
            if (first >= 0) cuts.add(first);
            int last = Terms.lastBorder(text, 0, at);
            if (last >= 0) cuts.add(last);
        }
        assertTrue(cuts.size() > 5_000, cuts.size() + " borders");
        var table = new CountTable(Long::sum);
        int from = 0;
        for (int cut : cuts) {
            table.count(text, from, cut);
            from = cut;
        }
        table.count(text, from, text.length);
        assertEquals(whole, lines(table.sorted()));
    }

    @Test
    void blocksThatEndAtEveryOffsetGiveTheSameTable() throws IOException {
        byte[] text = Texts.mixed(4, 1 << 16, true);
        String whole = Oracle.table(text);
        var random = new Random(1);
        for (int offset = 0; offset <= text.length; offset += offset < 2000 ? 1 : 97) {
            assertEquals(whole, inBlocks(text, offset, 1 + random.nextInt(60_000)), "first block of " + offset);
        }
    }

    private static String inBlocks(byte[] text, int first, int size) throws IOException {
        var table = new CountTable(Long::sum);
        var cutter = new TextCutter(false, piece -> table.count(piece.text(), 0, piece.length()));
        cutter.add("text", 0, text, 0, first);
        for (int at = first; at < text.length; at += size) {
            cutter.add("text", at, text, at, Math.min(size, text.length - at));
        }
        cutter.end();
        return lines(table.sorted());
    }

    @Test
    void aTermOfOneMegabyteIsCountedAndOneThatIsTooLongIsRefused() throws IOException {
        String term = "é".repeat(500_000);
        assertEquals(term + "\t2\n", counted((term + " " + term.toUpperCase()).getBytes(StandardCharsets.UTF_8)));
        byte[] tooLong = "a".repeat(Terms.MAX_BYTES + 1).getBytes(StandardCharsets.UTF_8);
        assertThrows(ProtocolViolation.class, () -> counted(tooLong));
    }

    @Test
    void keysAreSortedByTheirBytesHoweverManyShareAPrefix() throws IOException {
        var random = new Random(11);
        var keys = new TreeSet<String>();
        var table = new CountTable(Long::sum);
        for (int i = 0; i < 20_000; i++) {
            String key = "x".repeat(random.nextInt(3) * 5) + Integer.toString(random.nextInt(5000), 2 + random.nextInt(30));
            keys.add(key);
            table.add(Terms.utf8(key), 1);
        }
        var found = new ArrayList<String>();
        for (var records = table.sorted(); records.next(); ) found.add(new String(records.key(), StandardCharsets.UTF_8));
        assertEquals(List.copyOf(keys), found);
    }
}
