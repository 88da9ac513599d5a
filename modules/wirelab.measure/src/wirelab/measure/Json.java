package wirelab.measure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/// Writes JSON (RFC 8259): maps, lists, texts, numbers, truth values and `null`; and finds a number in what others wrote.
///
/// What stands at the top has a line for each of its parts, and so has a list in it; the rest stands on one line.
public final class Json {
    private Json() {}

    /// {@return an object of names and values in turns, in this order}
    public static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return object;
    }

    /// {@return a number with so many decimals; `null` for what is no number, which JSON cannot write (RFC 8259, section 6)}
    public static BigDecimal rounded(double number, int decimals) {
        return Double.isFinite(number) ? BigDecimal.valueOf(number).setScale(decimals, RoundingMode.HALF_UP) : null;
    }

    /// {@return the first number of a name in what a program has printed: no parser, one look; not a number for `null`}
    ///
    /// @throws IllegalArgumentException when there is none
    public static double number(String json, String name) {
        var found = Pattern.compile("\"" + name + "\": *(-?[\\d.eE+-]+|null)").matcher(json);
        if (!found.find()) throw new IllegalArgumentException("no " + name + " in " + json);
        return found.group(1).equals("null") ? Double.NaN : Double.parseDouble(found.group(1));
    }

    public static String text(Object value) {
        return text(value, 0) + "\n";
    }

    private static String text(Object value, int depth) {
        boolean lines = depth == 0 || depth == 1 && value instanceof Iterable<?>;
        String end = lines ? "\n" + "  ".repeat(depth) : "";
        String begin = lines ? end + "  " : "";
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> {
                var parts = new StringJoiner("," + (lines ? begin : " "), "{" + begin, end + "}").setEmptyValue("{}");
                map.forEach((name, part) -> parts.add(quoted(name.toString()) + ": " + text(part, depth + 1)));
                yield parts.toString();
            }
            case Iterable<?> list -> {
                var parts = new StringJoiner("," + (lines ? begin : " "), "[" + begin, end + "]").setEmptyValue("[]");
                for (Object part : list) parts.add(text(part, depth + 2));
                yield parts.toString();
            }
            case BigDecimal number -> number.toPlainString();
            case Double number -> Double.isFinite(number) ? number.toString() : "null";
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> quoted(value.toString());
        };
    }

    /// A string: the quotation mark, the backslash, control characters and half characters are
    /// escaped (RFC 8259, section 7).
    static String quoted(String text) {
        var json = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> json.append('\\').append((char) c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    boolean isHidden = c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0xd800 && c < 0xe000;
                    json.append(isHidden ? String.format("\\u%04x", c) : Character.toString(c));
                }
            }
        });
        return json.append('"').toString();
    }
}
