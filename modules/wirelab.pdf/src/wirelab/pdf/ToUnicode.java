package wirelab.pdf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wirelab.pdf.PdfObject.Codes;
import wirelab.pdf.PdfObject.Operator;
import wirelab.pdf.PdfObject.Row;

/// Which text each code of a font stands for, and how many bytes a code has: a CMap (ISO 32000-1, 9.10.3; Adobe Technical
/// Note 5014).
final class ToUnicode {
    private static final int MOST_CODES = 1 << 17;
    private static final int MOST_BYTES = 64;
    private static final int MOST_RANGES = 32;

    private record Range(int length, long low, long high) {}

    private int left = MOST_CODES;
    private final Map<Long, String> texts = new HashMap<>();
    private final List<Range> ranges = new ArrayList<>();

    /// @param cmap its program
    ToUnicode(byte[] cmap) {
        var parser = new PdfParser(cmap, 0, cmap.length);
        var operands = new ArrayList<PdfObject>();
        for (PdfObject object; (object = parser.next()) != null; ) {
            if (!(object instanceof Operator(String word))) {
                operands.add(object);
                continue;
            }
            switch (word) {
                case "endcodespacerange" -> spaces(operands);
                case "endbfchar" -> {
                    for (int i = 0; i + 1 < operands.size(); i += 2) put(code(operands.get(i)), text(operands.get(i + 1)));
                }
                case "endbfrange" -> {
                    for (int i = 0; i + 2 < operands.size(); i += 3) {
                        range(code(operands.get(i)), code(operands.get(i + 1)), operands.get(i + 2));
                    }
                }
                default -> {
                    // What else a CMap says is of no use here.
                }
            }
            operands.clear();
        }
    }

    private void spaces(List<PdfObject> operands) {
        for (int i = 0; i + 1 < operands.size() && ranges.size() < MOST_RANGES; i += 2) {
            if (operands.get(i) instanceof Codes(byte[] low) && low.length >= 1 && low.length <= 4) {
                ranges.add(new Range(low.length, code(operands.get(i)), code(operands.get(i + 1))));
            }
        }
    }

    private static long code(PdfObject object) {
        long code = 0;
        if (object instanceof Codes(byte[] bytes)) for (byte b : bytes) code = code << 8 | b & 0xff;
        return code & 0xffff_ffffL;
    }

    private static String text(PdfObject object) {
        if (!(object instanceof Codes(byte[] bytes)) || bytes.length > MOST_BYTES) return "";
        return bytes.length == 1 ? Character.toString(bytes[0] & 0xff) : new String(bytes, StandardCharsets.UTF_16BE);
    }

    private void put(long code, String text) {
        if (--left >= 0) texts.put(code, text);
    }

    private void range(long low, long high, PdfObject to) {
        high = Math.min(high, low + 0xffff);
        if (to instanceof Row(var items)) {
            for (int i = 0; i < items.size() && low + i <= high; i++) put(low + i, text(items.get(i)));
            return;
        }
        String first = text(to);
        if (first.isEmpty()) return;
        // The last unit is counted up.
        int last = first.length() - 1;
        for (long code = low; code <= high && left > 0; code++) {
            put(code, first.substring(0, last) + (char) (first.charAt(last) + (code - low)));
        }
    }

    /// {@return the text, `null` when it is not said}
    String text(long code) {
        return texts.get(code);
    }

    /// {@return how many bytes the code has that begins there}
    ///
    /// @param usual when it is not said
    int length(byte[] codes, int at, int usual) {
        long code = 0;
        for (int length = 1; length <= 4 && at + length <= codes.length; length++) {
            code = code << 8 | codes[at + length - 1] & 0xff;
            for (var range : ranges) if (range.length == length && code >= range.low && code <= range.high) return length;
        }
        return usual;
    }
}
