package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {
    private static Bytes text(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void textIsShownInQuotes() {
        assertEquals("6 bytes \"hello\\n\"", text("hello\n").toString());
        assertEquals("1 byte \"a\"", text("a").toString());
        assertEquals("11 bytes \"\\\"\\\\\\t\\r grüß\"", text("\"\\\t\r grüß").toString());
        assertEquals("0 bytes", Bytes.of().toString());
    }

    @Test
    void whatIsNoTextIsShownAsNumbers() {
        assertEquals("4 bytes 21 12 a4 42", Bytes.of((byte) 0x21, (byte) 0x12, (byte) 0xa4, (byte) 0x42).toString());
        assertEquals("1 byte 00", Bytes.of((byte) 0).toString());
        assertEquals("3 bytes e2 80 ae", text("\u202e").toString(), "a character that turns the line around");
    }

    @ParameterizedTest
    @CsvSource({"49, a, 49 bytes \"", "20, \u0090, 40 bytes c2 90"})
    void ofManyTheFirstAreShown(int count, String one, String begins) {
        String shown = text(one.repeat(count)).toString();
        assertTrue(shown.startsWith(begins), shown);
        assertTrue(shown.contains("…"), shown);
        assertTrue(shown.length() < 80, shown);
    }

    @Test
    void bytesAreAValue() {
        byte[] array = {1, 2};
        var bytes = Bytes.of(array);
        array[0] = 9;
        assertEquals(Bytes.of((byte) 1, (byte) 2), bytes);
        assertEquals(bytes.hashCode(), Bytes.of((byte) 1, (byte) 2).hashCode());
        assertNotEquals(Bytes.of((byte) 1), bytes);
        assertNotSame(bytes.array(), bytes.array());
        assertEquals(2, bytes.length());
        assertEquals("hé", text("hé").text());
    }
}
