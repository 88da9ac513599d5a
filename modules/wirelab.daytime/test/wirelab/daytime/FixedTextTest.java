package wirelab.daytime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

class FixedTextTest {
    @Test
    void aTextThatFitsStaysWhole() {
        assertEquals("añb", FixedText.cut("añb", 4));
        assertEquals("", FixedText.cut("", 0));
    }

    @Test
    void aCutIsNeverInsideOfACharacterAsReadersSeeIt() {
        assertEquals("a", FixedText.cut("añb", 2), "ñ has two bytes");
        assertEquals("a", FixedText.cut("an\u0303b", 3), "n and its tilde belong together");
        assertEquals("a", FixedText.cut("a\uD83D\uDE00b", 4), "an emoji has four bytes");
        assertEquals("x", FixedText.cut("x\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67", 18),
                "a family is one character");
        assertEquals("ไทย", FixedText.cut("ไทยนี้", 9 + 6), "the marks above stay with their letter, or go with it");
        assertEquals("", FixedText.cut("\uD83D\uDE00", 3));
    }

    @Test
    void theFillingIsZeroAndNothingElse() throws Exception {
        var field = ByteBuffer.allocate(4);
        FixedText.put(new FieldWriter(field), "ab", 4);
        assertEquals("ab", FixedText.read(new FieldReader(field.flip()), "name", 4));
        field.put(3, (byte) 'x');
        var e = assertThrows(ProtocolViolation.class, () -> FixedText.read(new FieldReader(field), "name", 4));
        assertEquals(3, e.offset());
        field.put(0, (byte) 0xff).put(3, (byte) 0);
        assertThrows(ProtocolViolation.class, () -> FixedText.read(new FieldReader(field), "name", 4));
        assertThrows(IllegalArgumentException.class, () -> FixedText.put(new FieldWriter(), "abcde", 4));
    }
}
