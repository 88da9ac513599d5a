package wirelab.multicast;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A datagram of somebody who does not know us: a line from `socat`, for instance. It has no number, so nothing can be said
/// about loss.
///
/// @param text its first bytes as text, control characters replaced by dots
/// @param size bytes of the whole datagram
public record Foreign(String text, int size) implements Payload {
    /// Bytes that are shown of it.
    public static final int SHOWN = 200;

    /// Looks at a datagram.
    ///
    /// @param datagram from position to limit; its position does not move
    /// @return what can be shown of it
    static Foreign of(ByteBuffer datagram) {
        var head = new byte[Math.min(SHOWN, datagram.remaining())];
        datagram.duplicate().get(head);
        return new Foreign(printable(new String(head, StandardCharsets.UTF_8).stripTrailing()), datagram.remaining());
    }

    /// Makes a text of a stranger fit for a terminal.
    ///
    /// @param text anything
    /// @return the same with dots for control characters
    public static String printable(String text) {
        return text.codePoints().map(c -> Character.isISOControl(c) || c == 0xFFFD ? '.' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
