package wirelab.replicaterminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.kit.UsageException;

class CommandWordsTest {
    private static List<String> words(String line) {
        return CommandWords.of(line).words().stream().map(CommandWords.Word::text).toList();
    }

    private static boolean means(String pattern, String name) {
        return CommandWords.pattern(pattern).matcher(name).matches();
    }

    @Test
    void aLineIsCutAsAShellCutsIt() {
        assertEquals(List.of("cat", "a b", "c d", "e\"f", ""), words("cat 'a b'  \"c d\" e\\\"f ''"));
        assertThrows(UsageException.class, () -> CommandWords.of("cat 'a"));
        assertEquals(List.of(), words("   "));
    }

    @Test
    void whatIsQuotedIsNoPattern() {
        var typed = CommandWords.of("ls *.txt '*.txt' \\*.txt a[bc]?");
        assertEquals(List.of(false, true, false, false, true), typed.words().stream().map(CommandWords.Word::pattern).toList());
    }

    @Test
    void anArrowSaysWhereTheAnswerGoes() {
        var typed = CommandWords.of("cat a>b");
        assertEquals("b", typed.into().text());
        assertFalse(typed.appends());
        assertEquals(List.of("cat", "a"), typed.words().stream().map(CommandWords.Word::text).toList());
        assertTrue(CommandWords.of("cat a >> 'b c'").appends());
        assertNull(CommandWords.of("echo '>' x").into());
        assertTrue(CommandWords.ofAll(List.of("echo", "hi", ">>", "x")).appends());
        for (String wrong : List.of("cat >", "cat > a b", "cat > > a", "cat > a > b")) {
            assertThrows(UsageException.class, () -> CommandWords.of(wrong), wrong);
        }
    }

    @Test
    void patternsStandForLetters() {
        assertTrue(means("*.txt", "a.txt"));
        assertFalse(means("*.txt", "atxt"));
        assertTrue(means("?", "ñ"));
        assertFalse(means("?", "ab"));
        assertTrue(means("[a-c]x", "bx"));
        assertFalse(means("[!a-c]x", "bx"));
        assertTrue(means("[]", "[]"), "no letters are no pattern");
        assertTrue(means("a.b+(c)", "a.b+(c)"));
        assertTrue(means("[]x]", "]"));
        assertThrows(UsageException.class, () -> CommandWords.pattern("[c-a]"));
    }

    @Test
    void switchesMayStandAnywhereAndOnlyThoseThatAre() {
        var flags = CommandFlags.of(CommandWords.of("head -n 5 a -3 b -- -c").words(), "", "n");
        assertEquals(3, flags.number("n", 10));
        assertEquals(List.of("a", "b", "-c"), flags.rest().stream().map(CommandWords.Word::text).toList());
        assertTrue(CommandFlags.of(CommandWords.of("ls -la").words(), "la").has('a'));
        assertThrows(UsageException.class, () -> CommandFlags.of(CommandWords.of("ls -x").words(), "la"));
        assertThrows(UsageException.class, () -> CommandFlags.of(CommandWords.of("head -n").words(), "", "n"));
        assertThrows(UsageException.class, () -> flags.words("usage", 0, 1));
    }
}
