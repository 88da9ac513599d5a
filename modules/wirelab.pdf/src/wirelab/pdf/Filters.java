package wirelab.pdf;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Undoes what was done to streams (ISO 32000-1, 7.4): Flate with and without predictors, and the two that are text. What
/// breaks off is taken as far as it goes. All streams of a file together become at most so large as is allowed.
final class Filters {
    private static final int BUFFER = 1 << 14;
    private static final byte[] NOTHING = {};

    private int left;

    /// @param most bytes
    Filters(int most) {
        left = most;
    }

    private int take(int wanted) {
        int taken = Math.min(wanted, left);
        left -= taken;
        return taken;
    }

    /// {@return the bytes of a stream; none when a filter is not known}
    ///
    /// @param filters their names
    /// @param parameters of each
    byte[] decode(PdfObject.Content content, List<String> filters, List<PdfObject.Dictionary> parameters) {
        byte[] bytes = Arrays.copyOfRange(content.in(), content.from(), content.from() + take(content.to() - content.from()));
        for (int i = 0; i < filters.size(); i++) {
            bytes = switch (filters.get(i)) {
                case "FlateDecode", "Fl" -> predicted(inflate(bytes), parameters.get(i));
                case "ASCIIHexDecode", "AHx" -> hexadecimal(bytes);
                case "ASCII85Decode", "A85" -> base85(bytes);
                default -> NOTHING;
            };
        }
        return bytes;
    }

    private byte[] inflate(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        var buffer = new byte[BUFFER];
        try (var inflater = new Inflater()) {
            inflater.setInput(bytes);
            while (left > 0) {
                int n = inflater.inflate(buffer, 0, Math.min(buffer.length, left));
                if (n == 0) break;
                out.write(buffer, 0, take(n));
            }
        } catch (DataFormatException _) {
            // As far as it goes.
        }
        return out.toByteArray();
    }

    /// Rows, each behind a byte that says from which neighbours its bytes were taken off (PNG, 9.2).
    private static byte[] predicted(byte[] bytes, PdfObject.Dictionary parameters) {
        if (parameters.get("Predictor").integer() < 10) return bytes;
        int colors = Math.clamp(parameters.get("Colors").integer(), 1, 32);
        int bits = parameters.get("BitsPerComponent").integer();
        int pixel = Math.max(1, colors * (bits < 1 || bits > 16 ? 8 : bits) / 8);
        int row = Math.clamp((long) pixel * Math.max(1, parameters.get("Columns").integer()), 1, Math.max(1, bytes.length));
        var out = new byte[bytes.length];
        int size = 0;
        var before = new byte[row];
        for (int at = 0; at + 1 < bytes.length; at += row + 1) {
            var now = Arrays.copyOfRange(bytes, at + 1, at + 1 + row);
            for (int i = 0; i < row; i++) {
                int left = i < pixel ? 0 : now[i - pixel] & 0xff;
                int corner = i < pixel ? 0 : before[i - pixel] & 0xff;
                int up = before[i] & 0xff;
                now[i] += (byte) switch (bytes[at]) {
                    case 1 -> left;
                    case 2 -> up;
                    case 3 -> (left + up) / 2;
                    case 4 -> paeth(left, up, corner);
                    default -> 0;
                };
            }
            int length = Math.min(row, bytes.length - at - 1);
            System.arraycopy(now, 0, out, size, length);
            size += length;
            before = now;
        }
        return Arrays.copyOf(out, size);
    }

    private static int paeth(int left, int up, int corner) {
        int estimate = left + up - corner;
        int toLeft = Math.abs(estimate - left);
        int toUp = Math.abs(estimate - up);
        int toCorner = Math.abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static byte[] hexadecimal(byte[] bytes) {
        var framed = new byte[bytes.length + 1];
        framed[0] = '<';
        System.arraycopy(bytes, 0, framed, 1, bytes.length);
        return new PdfParser(framed, 0, framed.length).next() instanceof PdfObject.Codes(byte[] codes) ? codes : NOTHING;
    }

    private static byte[] base85(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        long group = 0;
        int count = 0;
        for (byte b : bytes) {
            if (b == '~') break;
            if (b == 'z' && count == 0) out.writeBytes(new byte[4]);
            if (b < '!' || b > 'u') continue;
            group = group * 85 + b - '!';
            if (++count < 5) continue;
            for (int shift = 24; shift >= 0; shift -= 8) out.write((int) (group >> shift));
            group = 0;
            count = 0;
        }
        for (int i = count; i > 1 && i < 5; i++) group = group * 85 + 84;
        for (int i = 0; i + 1 < count; i++) out.write((int) (group >> 24 - 8 * i));
        return out.toByteArray();
    }
}
