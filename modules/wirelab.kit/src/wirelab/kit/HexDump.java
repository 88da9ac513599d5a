package wirelab.kit;

import java.nio.ByteBuffer;

/// Shows bytes as people read them: offset, sixteen bytes in hexadecimal, the same as ASCII.
///
/// ```
/// 0000  48 54 54 50 2f 31 2e 31  20 32 30 30 0d 0a        HTTP/1.1 200..
/// ```
///
/// `text2pcap` of the Wireshark family reads this form.
public final class HexDump {
    private static final int ROW = 16;

    private HexDump() {}

    /// Dumps bytes.
    ///
    /// @return one line per sixteen bytes, without a line end behind the last
    public static String of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    public static String of(Bytes bytes) {
        return of(bytes.array());
    }

    /// Dumps what remains in a buffer, whose position does not move.
    ///
    /// @param bytes from position to limit
    /// @return one line per sixteen bytes, without a line end behind the last
    public static String of(ByteBuffer bytes) {
        var text = new StringBuilder();
        int size = bytes.remaining();
        for (int row = 0; row < size; row += ROW) {
            if (row > 0) text.append('\n');
            text.append("%04x ".formatted(row));
            var ascii = new StringBuilder();
            for (int column = 0; column < ROW; column++) {
                if (column % 8 == 0) text.append(' ');
                if (row + column < size) {
                    int b = bytes.get(bytes.position() + row + column) & 0xff;
                    text.append("%02x ".formatted(b));
                    ascii.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
                } else {
                    text.append("   ");
                }
            }
            text.append(' ').append(ascii);
        }
        return text.toString();
    }
}
