package wirelab.pty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.kit.ProtocolViolation;

class TerminalModesTest {
    private static final byte[] SOME = HexFormat.of()
            .parseHex("030000007f" + "3500000001" + "2600000000" + "8100009600" + "00");

    @Test
    void modesAreReadAndWritten() throws Exception {
        var modes = TerminalModes.decode(SOME);
        assertEquals(Map.of(3, 127L, 53, 1L, 38, 0L, 129, 38_400L), modes.values());
        assertEquals(List.of("erase", "0x7f", "-ixon", "echo", "ospeed", "38400"), modes.words());
        assertEquals(modes, TerminalModes.decode(modes.encode()));
        assertArrayEquals(new byte[1], TerminalModes.NONE.encode());
    }

    @Test
    void aListMayEndWithoutItsEndAndAtANumberThatNobodyKnows() throws Exception {
        assertEquals(TerminalModes.NONE, TerminalModes.decode(new byte[0]));
        assertEquals(4, TerminalModes.decode(Arrays.copyOf(SOME, SOME.length - 1)).values().size());
        var unknown = SOME.clone();
        unknown[5] = (byte) 160;
        assertEquals(Map.of(3, 127L), TerminalModes.decode(unknown).values());
    }

    @Test
    void everyCutIsReadOrRefused() throws Exception {
        for (int n = 0; n < SOME.length; n++) {
            var cut = Arrays.copyOf(SOME, n);
            if (n % 5 == 0) assertEquals(n / 5, TerminalModes.decode(cut).values().size());
            else assertThrows(ProtocolViolation.class, () -> TerminalModes.decode(cut));
        }
    }

    /// Whatever comes, the words are some of the few that stand in the table, and nothing that a shell would take apart.
    @Test
    void noModesMakeAWordThatAShellCouldMistake() {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            var bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            try {
                for (String word : TerminalModes.decode(bytes).words()) {
                    if (!word.matches("-?[a-z0-9]+")) throw new AssertionError(word);
                }
            } catch (ProtocolViolation _) {
                // Cut short.
            }
        }
    }

    @Test
    void aKindOfTerminalIsANameAndNoPath() {
        var size = new WindowSize(0, 0, 0, 0);
        assertEquals("xterm-256color", new Tty("xterm-256color", size, TerminalModes.NONE).kind());
        for (String bad : List.of("", "../../etc", "a b", "x\n", "-x", "x".repeat(65))) {
            assertEquals("dumb", new Tty(bad, size, TerminalModes.NONE).kind(), bad);
        }
    }
}
