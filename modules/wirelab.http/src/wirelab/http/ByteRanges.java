package wirelab.http;

import java.util.ArrayList;
import java.util.List;

/// Parts of a content that a client asks for (RFC 9110, section 14).
///
/// ```
/// Range: bytes=0-499            the first 500 bytes
/// Range: bytes=500-             all from byte 500
/// Range: bytes=-500             the last 500 bytes
/// Range: bytes=0-0,-1           the first and the last byte
/// ```
public final class ByteRanges {
    /// One part.
    ///
    /// @param first its first byte
    /// @param last its last byte
    public record Part(long first, long last) {
        public long length() {
            return last - first + 1;
        }
    }

    /// More parts, or parts that are more than the whole together, are an attack or a mistake: the whole is sent instead
    /// (section 14.2 allows to ignore them).
    private static final int MOST = 16;

    private ByteRanges() {}

    /// Reads a Range field.
    ///
    /// @param size how long the whole is
    /// @return the parts that exist, none when no part exists (416), `null` when the field is to be ignored
    public static List<Part> parse(String text, long size) {
        int equals = text.indexOf('=');
        if (equals < 0 || !text.substring(0, equals).strip().equalsIgnoreCase("bytes")) return null;
        var parts = new ArrayList<Part>();
        long total = 0;
        int count = 0;
        boolean satisfiable = false;
        for (String element : text.substring(equals + 1).split(",", -1)) {
            String spec = element.strip();
            if (spec.isEmpty()) continue;
            int dash = spec.indexOf('-');
            if (dash < 0 || ++count > MOST) return null;
            long first = number(spec.substring(0, dash));
            long last = number(spec.substring(dash + 1));
            if (first == INVALID || last == INVALID || first == ABSENT && last == ABSENT) return null;
            if (first == ABSENT) {
                if (last == 0) continue;
                satisfiable = true;
                if (size == 0) continue;
                parts.add(new Part(Math.max(0, size - last), size - 1));
            } else {
                if (last != ABSENT && last < first) return null;
                if (first >= size) continue;
                parts.add(new Part(first, last == ABSENT ? size - 1 : Math.min(last, size - 1)));
            }
            total += parts.getLast().length();
        }
        // Section 14.1.2: a suffix is satisfiable whatever there is, but no Content-Range can name a part of nothing.
        if (satisfiable && size == 0) return null;
        return count == 0 || parts.size() > 1 && total > size ? null : parts;
    }

    private static final long ABSENT = -1;
    private static final long INVALID = -2;

    /// What is too large for a number lies behind any end.
    private static long number(String digits) {
        if (digits.isEmpty()) return ABSENT;
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) return INVALID;
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
