package wirelab.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.kit.Visible;

/// The line being typed, without a terminal: keys in, what the terminal is sent out.
class LineEditorTest {
    private final LineEditor editor = new LineEditor("> ", 20, 40);

    private LineEditor.Typed type(String keys) {
        return editor.type(keys.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMessageArrivesAboveTheLineThatIsBeingTyped() {
        type("hel");
        assertEquals("\r\033[K17 <#1> hello\n\r\033[K> hel", editor.message("17 <#1> hello"));
        var typed = type("lo\n");
        assertEquals(List.of("hello"), typed.lines());
        assertEquals("\r\033[K> hello\n\r\033[K> ", typed.output());
    }

    @Test
    void whatTheServerSendsCannotCommandTheTerminal() {
        assertTrue(editor.message("\033[2Jgone").contains("\\u001b[2Jgone"));
    }

    @Test
    void keysEditTheLine() {
        type("hello world");
        type("\u0017");
        assertEquals("hello ", editor.text());
        type("\u0001>> \u0005!");
        assertEquals(">> hello !", editor.text());
        type("\033[D\033[D\177\033[3~");
        assertEquals(">> hell!", editor.text());
        type("\033[H\033[3~\033[F?\033OD\033OC.");
        assertEquals("> hell!?.", editor.text());
        type("\u0015");
        assertEquals("", editor.text());
    }

    @Test
    void charactersOfSeveralBytesAreEditedWholeEvenIfTheyComeInPieces() {
        for (byte b : "Zoë 🙂世".getBytes(StandardCharsets.UTF_8)) editor.type(new byte[] {b});
        assertEquals("Zoë 🙂世", editor.text());
        type("\177\177");
        assertEquals("Zoë ", editor.text());
        type("\033[D\033[D\177");
        assertEquals("Zë ", editor.text());
    }

    @Test
    void earlierLinesComeBack() {
        type("one\ntwo\n");
        type("\033[A");
        assertEquals("two", editor.text());
        type("\033[A\033[A\033[A");
        assertEquals("one", editor.text());
        type("\033[B\033[B\033[B");
        assertEquals("", editor.text());
    }

    @Test
    void aLineWiderThanTheTerminalIsShownAroundTheCursor() {
        String output = type("0123456789abcdefghijklmno").output();
        assertEquals("\r\033[K> 89abcdefghijklmno", output);
        assertEquals("\r\033[K> 0123456789abcdefg\033[17D", type("\u0001").output());
        type("\u0015\u0005\u0015");
        assertEquals("\r\033[K> 界界界界界界界界", type("世世世世世界界界界界界界界").output());
    }

    @Test
    void aLineIsNeverLongerThanTheLimitOfTheServer() {
        type("x".repeat(100));
        assertEquals(40, editor.text().length());
    }

    @Test
    void controlDLeavesOnAnEmptyLineOnly() {
        assertFalse(type("x\u0004").end());
        assertTrue(type("\177\u0004").end());
    }

    @Test
    void whatPeopleSeeAsOneCharacterIsEditedAsOne() {
        for (String one : List.of("e\u0301", "\ud83d\udc69\u200d\ud83d\udc67", "\ud83c\uddea\ud83c\uddf8", "\u1112\u1161\u11ab")) {
            type("a" + one + "b");
            type("\033[D\033[D");
            String back = Cells.isCertain(one) ? "\033[" + (Cells.of(one) + 1) + "D" : "\r> a";
            assertEquals("\r\033[K> a" + one + "b" + back, editor.draw());
            type("\033[3~");
            assertEquals("ab", editor.text());
            type("\005\u0015" + one + "\177");
            assertEquals("", editor.text());
        }
    }

    @Test
    void cellsAreCountedAsTerminalsDo() {
        assertEquals(4, Cells.of("日本"));
        assertEquals(1, Cells.of("e\u0301"));
        assertEquals(2, Cells.of("\ud83d\ude00"));
        assertEquals(2, Cells.of("\u2705"), "an emoji beyond the block of emoji");
        assertEquals(1, Cells.of("\ud83d\udee0"), "a sign within it that is no emoji by itself");
        assertEquals(2, Cells.of("\ud83c\uddea\ud83c\uddf8"), "a flag");
        assertEquals(2, Cells.of("\u1112\u1161\u11ab"), "a syllable of three letters");
    }

    @Test
    void aKeyThatIsNotTakenIsHeard() {
        assertFalse(type("x".repeat(40)).output().contains("\007"));
        assertTrue(type("yyy").output().contains("\007"));
        assertFalse(type("\177").output().contains("\007"));
    }

    @Test
    void theLineFitsATerminalThatChangesItsWidth() {
        type("0123456789abcdef");
        assertEquals("\r\033[K> 9abcdef", editor.resize(10));
        assertEquals("\r\033[K> 0123456789abcdef", editor.resize(80));
    }

    @Test
    void tabPutsInWhatAllWordsHaveInCommonAndShowsThemWhereThatIsNoMore() {
        var wide = new LineEditor("> ", 80, 60);
        wide.completes(line -> line.startsWith("cat ") ? List.of("docs/", "docs2", "dove", "evil\033[2J") : List.of("cat", "cd"));
        var tab = "\t".getBytes(StandardCharsets.UTF_8);
        wide.type("ca".getBytes(StandardCharsets.UTF_8));
        wide.type(tab);
        assertEquals("cat ", wide.text());
        wide.type("d".getBytes(StandardCharsets.UTF_8));
        wide.type(tab);
        assertEquals("cat do", wide.text());
        assertTrue(wide.type(tab).output().contains("docs/  docs2  dove\n"), "and nothing that commands the terminal");
        wide.type("c".getBytes(StandardCharsets.UTF_8));
        wide.type(tab);
        assertEquals("cat docs", wide.text());
        wide.type("/".getBytes(StandardCharsets.UTF_8));
        wide.type(tab);
        assertEquals("cat docs/", wide.text());
        wide.type("zz".getBytes(StandardCharsets.UTF_8));
        assertTrue(wide.type(tab).output().startsWith("\007"));
        type("a\tb");
        assertEquals("a\tb", editor.text(), "where nobody knows any words it is a letter");
    }

    @Test
    void noKeysBreakIt() {
        var random = new Random(17);
        for (int i = 0; i < 2000; i++) {
            byte[] keys = new byte[random.nextInt(30)];
            random.nextBytes(keys);
            for (int k = 0; k < keys.length; k++) {
                if (random.nextInt(3) == 0) keys[k] = (byte) "\033[ABCD\u007f\u0017é".charAt(random.nextInt(8));
            }
            editor.type(keys);
            assertEquals(editor.text(), Visible.of(editor.text()));
        }
        type("\033[A\n");
        type("\n\u0015ok");
        assertTrue(editor.text().endsWith("ok"), editor.text());
    }

    @Test
    void aTerminalThatCanOnlyPrintGetsWholeLines() {
        assertFalse(Visible.obeys("dumb"));
        assertFalse(Visible.obeys("unknown"));
        assertTrue(Visible.obeys("xterm-256color"));
        assertTrue(Visible.obeys(null), "as it was: many start a terminal without a word about its kind");
    }
}
