package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.UsageException;

class SaslPrepTest {
    /// RFC 4013, section 3, examples 1 to 5.
    @ParameterizedTest
    @CsvSource({"I\u00adX, IX", "user, user", "USER, USER", "\u00aa, a", "\u2168, IX"})
    void theExamplesOfRfc4013Hold(String input, String output) {
        assertEquals(output, SaslPrep.query(input));
        assertEquals(output, SaslPrep.stored(input));
    }

    /// RFC 4013, section 3, examples 6 and 7, and one code point of each table that prohibits some.
    @ParameterizedTest
    @ValueSource(strings = {"\u0007", "\u06271", "a\nb", "\u007f", "\u0085", "\u2028", "\ue000", "\ufdd0", "\uffff",
        "\ud800", "\ufffd", "\u2ff0", "\u202a", "\udb40\udc41", "\u0627a\u0628", "1\u0627", "a\u200e"})
    void whatIsProhibitedIsRefused(String input) {
        assertThrows(UsageException.class, () -> SaslPrep.query(input));
    }

    @Test
    void spacesOfAnyKindBecomeOne() {
        assertEquals("a b c", SaslPrep.query("a\u00a0b\u3000c"));
    }

    @Test
    void differentWaysToTypeALetterAreTheSame() {
        assertEquals(SaslPrep.query("caf\u00e9"), SaslPrep.query("cafe\u0301"));
        assertEquals("user", SaslPrep.query("\uff55\uff53\uff45\uff52"));
    }

    @Test
    void rightToLeftTextMayHoldDigitsInside() {
        assertEquals("\u06271\u0628", SaslPrep.query("\u06271\u0628"));
    }

    @Test
    void nothingIsNotAName() {
        assertThrows(UsageException.class, () -> SaslPrep.query(""));
        assertThrows(UsageException.class, () -> SaslPrep.query("\u00ad\u200b"));
    }

    @Test
    void unassignedCodePointsMayBeAskedForButNotStored() {
        assertTrue(!Character.isDefined(0x378));
        assertEquals("\u0378", SaslPrep.query("\u0378"));
        var e = assertThrows(UsageException.class, () -> SaslPrep.stored("\u0378"));
        assertTrue(e.getMessage().contains("U+0378"), e.getMessage());
    }
}
