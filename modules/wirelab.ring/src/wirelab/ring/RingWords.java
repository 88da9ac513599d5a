package wirelab.ring;

import java.nio.ByteBuffer;
import wirelab.kit.Text;
import wirelab.kit.Visible;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;

/// Frames in words, for ladders.
final class RingWords {
    private RingWords() {}

    /// The first frame in some bytes, and how many bytes follow it.
    static String describe(Tap.Direction direction, ByteBuffer bytes) {
        if (bytes.remaining() < RingFrame.HEADER) return null;
        long length = bytes.getInt(bytes.position() + 9) & 0xffff_ffffL;
        int size = (int) Math.min(bytes.remaining(), RingFrame.HEADER + length);
        var one = new byte[size];
        bytes.duplicate().get(one);
        try {
            String more = bytes.remaining() > size ? ", and " + Text.count(bytes.remaining() - size, "byte") : "";
            return Visible.of(Signal.of(RingFrame.decode(one)).toString()) + more;
        } catch (ProtocolViolation _) {
            // Sealed, of the simple dialect, or part of a frame: the bytes speak for themselves.
            return null;
        }
    }
}
