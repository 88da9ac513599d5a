package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b/c", "...a", "a b", "año", "日本語/x", "con2", "COMMON", "nulls.txt", ".hidden", "a.wirelab"})
    void whatEverySystemCanHoldIsAllowed(String path) {
        assertEquals(path, FolderPath.check(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/.", "a\0b", "a\nb", "a\\b", "C:", "a:b", "what?", "*",
            "a|b", "<a>", "\"", "end.", "end ", "con", "NUL.txt", "a/Aux", "com1.tar.gz", "LPT9", ".wirelab", "a/.WireLab/x", "\ud800",
            "a\u007f"})
    void whatLeadsElsewhereOrSomeSystemCannotHoldIsRefused(String path) {
        assertThrows(TreeException.class, () -> FolderPath.check(path));
    }

    @Test
    void lengthsAreThoseOfBytes() {
        FolderPath.check("x".repeat(255));
        assertThrows(TreeException.class, () -> FolderPath.check("x".repeat(256)));
        assertThrows(TreeException.class, () -> FolderPath.check("ñ".repeat(128)));
        FolderPath.check("abc/".repeat(1023) + "abcd");
        assertThrows(TreeException.class, () -> FolderPath.check("abc/".repeat(1024) + "a"));
    }

    @Test
    void namesThatSomeSystemTakesForEachOtherHaveOneKey() {
        assertEquals(FolderPath.key("Plan.TXT"), FolderPath.key("plan.txt"));
        assertEquals(FolderPath.key("an\u0303o"), FolderPath.key("a\u00f1o"));
        assertEquals(FolderPath.key("A\u00d1O"), FolderPath.key("an\u0303o"));
        assertEquals(FolderPath.key("\u212a"), FolderPath.key("k"));
        assertNotEquals(FolderPath.key("ano"), FolderPath.key("a\u00f1o"));
    }

    @Test
    void linksStayInside() {
        assertEquals("a/x", FolderPath.target("a/l", "x"));
        assertEquals("x", FolderPath.target("a/l", "../x"));
        assertEquals("", FolderPath.target("a/l", ".."));
        for (String target : new String[] {"", "/etc/passwd", "../..", "../../x", "b/../../../x", "x\0", "../.wirelab/marker"}) {
            assertThrows(TreeException.class, () -> FolderPath.target("a/l", target), target);
        }
    }

    @Test
    void whatIsShownIsHarmless() {
        var refused = assertThrows(TreeException.class, () -> FolderPath.check("a\u001b[31m"));
        assertTrue(refused.getMessage().chars().noneMatch(c -> c < ' '), refused.getMessage());
    }
}
