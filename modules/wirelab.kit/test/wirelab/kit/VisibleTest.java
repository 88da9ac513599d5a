package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VisibleTest {
    @Test
    void oneTextIsOneLineWhateverItHolds() {
        assertEquals("line1\\nbob> please\\r* delivered\\u000bx\\u000c\\u0085\\u2028\\u2029",
                Visible.of("line1\nbob> please\r* delivered\013x\f" + (char) 0x85 + (char) 0x2028 + (char) 0x2029));
    }

    @Test
    void everyControlCharacterButTheTabIsShown() {
        for (int c = 0; c < 0xa0; c++) {
            if (c >= ' ' && c < 0x7f || c == '\t') assertEquals(Character.toString(c), Visible.of(Character.toString(c)));
            else assertTrue(Visible.of(Character.toString(c)).startsWith("\\"), "character " + c);
        }
    }

    @Test
    void whatTurnsTheWritingOrIsInvisibleIsShown() {
        int[] hidden = {0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180e, 0x200b, 0x200e, 0x200f, 0x202a, 0x202e, 0x2060,
            0x2064, 0x2066, 0x2069, 0x206f, 0x2800, 0x3164, 0xfeff, 0xffa0, 0xfff9, 0xfffb, 0xfffe, 0xfdd0, 0x1d173, 0xe0001,
            0xe0041, 0x10ffff};
        for (int c : hidden) {
            String shown = Visible.of("a" + Character.toString(c) + "b");
            String number = Integer.toHexString(c);
            assertTrue(shown.startsWith("a\\u") && shown.contains(number) && shown.endsWith("b"), shown);
        }
        assertEquals("\\u202e", Visible.of(Character.toString(0x202e)));
        assertEquals("\\u{e0041}", Visible.of(Character.toString(0xe0041)));
    }

    @Test
    void halfACharacterIsShown() {
        assertEquals("a\\ud83db", Visible.of("a" + (char) 0xd83d + "b"));
    }

    @Test
    void joinersPassInTextsAndAreShownInNames() {
        String persian = "\u0645\u06cc" + (char) 0x200c + "\u062e\u0648\u0627\u0647\u0645";
        String family = "\ud83d\udc69" + (char) 0x200d + "\ud83d\udc67";
        assertSame(persian, Visible.of(persian));
        assertSame(family, Visible.of(family));
        assertEquals("bo\\u200db", Visible.name("bo" + (char) 0x200d + "b"));
        assertEquals("bo\\u200cb", Visible.name("bo" + (char) 0x200c + "b"));
    }

    @Test
    void whatPeopleWriteStaysAsItIs() {
        for (String text : new String[] {"plain", "\ttab", "Zo\u00eb", "\u4e16\u754c", "\u2764\ufe0f", "C:\\new", "\u0600\u0661",
            "na\u0308ive"}) {
            assertSame(text, Visible.of(text));
        }
    }

    @Test
    void aHundredThousandRandomTextsAreOneLineEach() {
        var random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            var codePoints = random.ints(random.nextInt(12), 0, 0x110000).toArray();
            var text = new String(codePoints, 0, codePoints.length);
            var bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            String shown = Visible.of(text + new String(bytes, StandardCharsets.UTF_8));
            assertTrue(shown.codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\t' || c == 0x202e), shown);
            assertSame(shown, Visible.of(shown), "what is visible stays so");
        }
    }

    @Test
    void linesOfOurOwnStayLines() {
        assertEquals("one\ntwo\\u001b", Visible.lines("one\ntwo\033"));
    }
}
