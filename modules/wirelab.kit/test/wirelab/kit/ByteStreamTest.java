package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ByteStreamTest {
    @Test
    void closingGentlyReadsWhatIsUnderWayUpToALimit() {
        var little = new MemoryStream(new byte[100_000], () -> 1000);
        little.closeGently();
        assertEquals(0, little.unread());
        assertTrue(little.isClosed());
        var much = new MemoryStream(new byte[1_000_000]);
        much.closeGently();
        assertEquals(1_000_000 - 256 * 1024, much.unread());
        assertTrue(much.isClosed());
    }

    @Test
    void linesStandOnAnyStream() throws Exception {
        var stream = new MemoryStream("one\r\ntwo\n".getBytes(StandardCharsets.UTF_8), () -> 2);
        var lines = new Lines(stream, 10);
        assertEquals("one", lines.read());
        assertEquals("two", lines.read());
        assertNull(lines.read());
        lines.write("three");
        assertEquals("three\n", new String(stream.written(), StandardCharsets.UTF_8));
    }
}
