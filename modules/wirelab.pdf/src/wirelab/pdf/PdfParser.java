package wirelab.pdf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import wirelab.pdf.PdfObject.Codes;
import wirelab.pdf.PdfObject.Dictionary;
import wirelab.pdf.PdfObject.Name;
import wirelab.pdf.PdfObject.Number;
import wirelab.pdf.PdfObject.Operator;
import wirelab.pdf.PdfObject.Reference;
import wirelab.pdf.PdfObject.Row;

/// Reads one object after the other (ISO 32000-1, 7.2 and 7.3). Any bytes give some objects: what is not closed ends where
/// the bytes end, and what is out of place is a word.
final class PdfParser {
    private static final int MOST_DEPTH = 32;
    private static final Operator CLOSE_ROW = new Operator("]");
    private static final Operator CLOSE_DICTIONARY = new Operator(">>");

    private final byte[] bytes;
    private final int end;
    private int at;
    private int depth;

    PdfParser(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.end = end;
        at = from;
    }

    int at() {
        return at;
    }

    void skipTo(int at) {
        this.at = Math.min(at, end);
    }

    static boolean isSpace(int b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == '\f' || b == 0;
    }

    private static boolean isDelimiter(int b) {
        return b == '(' || b == ')' || b == '<' || b == '>' || b == '[' || b == ']' || b == '{' || b == '}' || b == '/'
                || b == '%';
    }

    void skipSpace() {
        while (at < end) {
            if (bytes[at] == '%') while (at < end && bytes[at] != '\n' && bytes[at] != '\r') at++;
            else if (isSpace(bytes[at])) at++;
            else return;
        }
    }

    /// {@return the next object, `null` at the end}
    PdfObject next() {
        skipSpace();
        if (at >= end) return null;
        int b = bytes[at];
        if (b == '/') return name();
        if (b == '(') return string();
        if (b == '[' || b == '<' && at + 1 < end && bytes[at + 1] == '<') return nested(b == '[');
        if (b == '<') return hexadecimal();
        if (b == ']') {
            at++;
            return CLOSE_ROW;
        }
        if (b == '>' && at + 1 < end && bytes[at + 1] == '>') {
            at += 2;
            return CLOSE_DICTIONARY;
        }
        return word();
    }

    /// {@return the next object, in a file, where `3 0 R` is one}
    PdfObject nextInFile() {
        var object = next();
        if (!(object instanceof Number(double number)) || number < 0 || number != (int) number) return object;
        int behind = digits(at);
        int word = behind < 0 ? -1 : space(behind);
        if (word < 0 || word >= end || bytes[word] != 'R') return object;
        if (word + 1 < end && !isSpace(bytes[word + 1]) && !isDelimiter(bytes[word + 1])) return object;
        at = word + 1;
        return new Reference((int) number);
    }

    private int space(int from) {
        int to = from;
        while (to < end && isSpace(bytes[to])) to++;
        return to;
    }

    /// {@return where the digits behind the space end, -1 if there are none}
    private int digits(int from) {
        int first = space(from);
        int to = first;
        while (to < end && bytes[to] >= '0' && bytes[to] <= '9') to++;
        return to == first ? -1 : to;
    }

    private PdfObject nested(boolean row) {
        at += row ? 1 : 2;
        if (depth == MOST_DEPTH) return PdfObject.NOTHING;
        depth++;
        var items = new ArrayList<PdfObject>();
        for (PdfObject item; (item = nextInFile()) != null; ) {
            if (item == CLOSE_ROW || item == CLOSE_DICTIONARY) break;
            // Whoever comes here has left something open.
            if (item.isOperator("endobj") || item.isOperator("stream")) break;
            items.add(item);
        }
        depth--;
        return row ? new Row(items) : dictionary(items);
    }

    private static Dictionary dictionary(List<PdfObject> items) {
        var entries = new HashMap<String, PdfObject>();
        for (int i = 0; i + 1 < items.size(); i++) {
            if (items.get(i) instanceof Name(String key)) entries.put(key, items.get(++i));
        }
        return new Dictionary(entries);
    }

    private Name name() {
        var text = new StringBuilder();
        at++;
        while (at < end && !isSpace(bytes[at]) && !isDelimiter(bytes[at])) {
            int b = bytes[at++] & 0xff;
            if (b == '#' && at + 1 < end && hex(bytes[at]) >= 0 && hex(bytes[at + 1]) >= 0) {
                b = hex(bytes[at]) << 4 | hex(bytes[at + 1]);
                at += 2;
            }
            text.append((char) b);
        }
        return new Name(text.toString());
    }

    private static int hex(int b) {
        return Character.digit(b, 16);
    }

    private Codes hexadecimal() {
        at++;
        var out = new ByteArrayOutputStream();
        int high = -1;
        while (at < end && bytes[at] != '>') {
            int digit = hex(bytes[at++]);
            if (digit < 0) continue;
            if (high >= 0) out.write(high << 4 | digit);
            high = high >= 0 ? -1 : digit;
        }
        at++;
        if (high >= 0) out.write(high << 4);
        return new Codes(out.toByteArray());
    }

    private Codes string() {
        at++;
        var out = new ByteArrayOutputStream();
        int open = 1;
        while (at < end) {
            int b = bytes[at++];
            if (b == '\\') {
                escape(out);
                continue;
            }
            if (b == '(') open++;
            if (b == ')' && --open == 0) break;
            out.write(b);
        }
        return new Codes(out.toByteArray());
    }

    private void escape(ByteArrayOutputStream out) {
        if (at >= end) return;
        int b = bytes[at++];
        switch (b) {
            case 'n' -> out.write('\n');
            case 'r' -> out.write('\r');
            case 't' -> out.write('\t');
            case 'b' -> out.write('\b');
            case 'f' -> out.write('\f');
            case '\r' -> {
                if (at < end && bytes[at] == '\n') at++;
            }
            case '\n' -> {
                // The line goes on.
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int code = b - '0';
                for (int i = 0; i < 2 && at < end && bytes[at] >= '0' && bytes[at] <= '7'; i++) code = code * 8 + bytes[at++] - '0';
                out.write(code);
            }
            default -> out.write(b);
        }
    }

    private PdfObject word() {
        int from = at++;
        if (!isDelimiter(bytes[from])) while (at < end && !isSpace(bytes[at]) && !isDelimiter(bytes[at])) at++;
        String word = new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
        int first = word.charAt(0);
        if (first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.') return number(word);
        return word.equals("null") ? PdfObject.NOTHING : new Operator(word);
    }

    /// What is no number, such as `--5` or `1-2`, is one as far as it goes.
    private static PdfObject number(String word) {
        boolean negative = word.charAt(0) == '-';
        double value = 0;
        double place = 0;
        for (int i = negative || word.charAt(0) == '+' ? 1 : 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '.' && place == 0) {
                place = 1;
            } else if (c >= '0' && c <= '9') {
                value = value * 10 + c - '0';
                place *= 10;
            } else if (c != '-') {
                break;
            }
        }
        if (place > 1) value /= place;
        return new Number(Double.isFinite(value) ? negative ? -value : value : 0);
    }
}
