package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class SealTest {
    /// Both ends of a link with the nonces of Appendix A.
    static Seal[] ends(String key) {
        var dialler = new byte[Seal.NONCE];
        var acceptor = new byte[Seal.NONCE];
        for (int i = 0; i < Seal.NONCE; i++) {
            dialler[i] = (byte) i;
            acceptor[i] = (byte) (i + Seal.NONCE);
        }
        return new Seal[] {new Seal(key.getBytes(), dialler, acceptor, true), new Seal(key.getBytes(), dialler, acceptor,
                false)};
    }

    private static RingFrame frame(int n) {
        return Signal.of(SignalKind.ALIVE, n, 1, Mark.NONE, n, 0).frame();
    }

    @Test
    @DisplayName("R45: a frame that was changed, repeated, left out, sent back, or made without the key is refused")
    void refused() throws IOException {
        var ends = ends("secret");
        var first = ends[0].seal(frame(1));
        var second = ends[0].seal(frame(2));
        assertArrayEquals(frame(1).data(), ends[1].open(first).data());
        assertThrows(ProtocolViolation.class, () -> ends[1].open(first), "repeated");
        var left = ends("secret");
        assertThrows(ProtocolViolation.class, () -> left[1].open(second), "one was left out");
        assertThrows(ProtocolViolation.class, () -> ends("secret")[0].open(first), "sent back to its sender");
        assertThrows(ProtocolViolation.class, () -> ends("guess")[1].open(first), "another key");
        assertThrows(ProtocolViolation.class, () -> ends("secret")[1].open(frame(1)), "no tag");
        Fuzz.mutations(45, 10_000, first.encode()).forEach(bytes -> {
            try {
                var mutant = RingFrame.decode(bytes);
                if (!Arrays.equals(bytes, first.encode())) {
                    assertThrows(ProtocolViolation.class, () -> ends("secret")[1].open(mutant));
                }
            } catch (ProtocolViolation _) {
                // No frame any more.
            }
        });
    }
}
