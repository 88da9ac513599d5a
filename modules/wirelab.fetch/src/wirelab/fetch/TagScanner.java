package wirelab.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Walks through the tags of an HTML document and their attributes, and writes the document again with some values replaced.
/// A text has one character per byte.
final class TagScanner {
    private static final Pattern REFERENCE = Pattern.compile("&(#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|quot|apos|lt|gt|amp);");

    /// One attribute.
    ///
    /// @param name in lower case
    /// @param value without quotation marks, character references and white space around it
    /// @param begin where the value begins, quotation mark included
    /// @param end where it ends
    record Attribute(String name, String value, int begin, int end) {}

    private final String text;
    private final String lower;
    private final StringBuilder out = new StringBuilder();
    private String name;
    private int at;
    private int copied;

    TagScanner(String text) {
        this.text = text;
        lower = text.toLowerCase(Locale.ROOT);
    }

    /// {@return whether there is another tag; then its name and its attributes are next}
    boolean next() {
        while (true) {
            at = text.indexOf('<', at);
            if (at < 0 || ++at >= text.length()) {
                at = text.length();
                return false;
            }
            if (text.startsWith("!--", at)) {
                int end = text.indexOf("-->", at);
                at = end < 0 ? text.length() : end + 3;
            } else if (isLetter(text.charAt(at))) {
                name = word();
                return true;
            }
        }
    }

    /// {@return the name of the tag, in lower case}
    String name() {
        return name;
    }

    /// {@return the next attribute that has a value, `null` at the end of the tag}
    Attribute attribute() {
        while (at < text.length() && text.charAt(at) != '>') {
            if (isSpace(text.charAt(at)) || text.charAt(at) == '/' || text.charAt(at) == '=') {
                at++;
                continue;
            }
            String attribute = word();
            int i = skipSpace(at);
            if (i == text.length() || text.charAt(i) != '=') continue;
            int begin = skipSpace(i + 1);
            at = begin;
            if (begin < text.length()) return new Attribute(attribute, value(), begin, at);
        }
        return null;
    }

    /// Goes behind a value.
    private String value() {
        char quote = text.charAt(at);
        boolean quoted = quote == '"' || quote == '\'';
        int begin = quoted ? at + 1 : at;
        int end = begin;
        if (quoted) {
            end = text.indexOf(quote, begin);
            if (end < 0) end = text.length();
            at = Math.min(end + 1, text.length());
        } else {
            while (end < text.length() && !isSpace(text.charAt(end)) && text.charAt(end) != '>') end++;
            at = end;
        }
        return plain(text.substring(begin, end)).strip();
    }

    /// A name of a tag or an attribute, in lower case.
    private String word() {
        int begin = at;
        while (at < text.length() && !isSpace(text.charAt(at)) && "=>/".indexOf(text.charAt(at)) < 0) at++;
        return lower.length() == text.length() ? lower.substring(begin, at)
                : text.substring(begin, at).toLowerCase(Locale.ROOT);
    }

    private int skipSpace(int i) {
        while (i < text.length() && isSpace(text.charAt(i))) i++;
        return i;
    }

    /// Puts another value in the place of one.
    void replace(Attribute attribute, String value) {
        out.append(text, copied, attribute.begin).append('"');
        out.append(value.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;")).append('"');
        copied = attribute.end;
    }

    /// Goes to the end of an element whose content is no HTML.
    ///
    /// @param other what to put in the place of its content
    void raw(UnaryOperator<String> other) {
        int begin = Math.min(at + 1, text.length());
        int end = lower.indexOf("</" + name, begin);
        at = end < 0 ? text.length() : end;
        String content = text.substring(begin, at);
        String replaced = other.apply(content);
        if (replaced.equals(content)) return;
        out.append(text, copied, begin).append(replaced);
        copied = at;
    }

    /// {@return the document with all that was replaced}
    String rewritten() {
        return copied == 0 ? text : out.toString() + text.substring(copied);
    }

    /// The character references that occur in links: all numeric ones, and the five that HTML itself needs.
    private static String plain(String text) {
        if (text.indexOf('&') < 0) return text;
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(character(found.group(1))));
    }

    private static String character(String reference) {
        if (!reference.startsWith("#")) {
            return switch (reference) {
                case "quot" -> "\"";
                case "apos" -> "'";
                case "lt" -> "<";
                case "gt" -> ">";
                default -> "&";
            };
        }
        boolean hex = reference.startsWith("x", 1) || reference.startsWith("X", 1);
        int number = Integer.parseInt(reference.substring(hex ? 2 : 1), hex ? 16 : 10);
        String character = Character.isValidCodePoint(number) ? Character.toString(number) : "\uFFFD";
        return new String(character.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
