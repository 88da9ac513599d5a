package wirelab.multicast;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.kit.Visible;

/// A datagram of somebody who does not know us: a line from `socat`, for instance. It has no number, so nothing can be said
/// about loss.
///
/// @param text its first bytes as text, control characters replaced by dots
public record Foreign(String text, int size) implements Payload {
    /// Bytes that are shown of it.
    public static final int SHOWN = 200;

    /// Looks at a datagram.
    ///
    /// @param datagram from position to limit; its position does not move
    static Foreign of(ByteBuffer datagram) {
        var head = new byte[Math.min(SHOWN, datagram.remaining())];
        datagram.duplicate().get(head);
        return new Foreign(printable(new String(head, StandardCharsets.UTF_8).stripTrailing()), datagram.remaining());
    }

    /// Makes a text of a stranger fit for a terminal.
    ///
    /// @return the same with escapes for what a terminal would obey
    public static String printable(String text) {
        return Visible.of(text);
    }
}
