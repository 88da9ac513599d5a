package wirelab.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wirelab.pdf.PdfText;
import wirelab.terms.Terms;

/// What is text in a file: of a page what a browser would show, of a PDF what is drawn, of all else that is text the whole.
public final class ExtractedText {
    /// Bytes of a file that are looked at.
    public static final int MOST_BYTES = 16 << 20;
    private static final int LOOKED_AT = 8_192;
    private static final int MOST_SHOWN = 160;
    private static final Pattern UNSEEN = Pattern.compile(
            "(?is)<(script|style|template)\\b.*?(?:</\\1\\s*>|\\z)|<!--.*?(?:-->|\\z)");
    private static final Pattern BREAK = Pattern.compile(
            "(?i)</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|title|pre|section)\\b[^<>]*>");
    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z!?][^<>]*>");
    private static final Pattern REFERENCE = Pattern.compile("&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));");
    private static final Map<String, String> NAMED = Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'",
            "nbsp", " ");

    private ExtractedText() {}

    /// {@return the text, `null` when there is none}
    ///
    /// @param name of the file
    /// @param content of which the first [#MOST_BYTES] are taken
    public static String of(String name, byte[] content) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".pdf") && PdfText.isPdf(content)) return PdfText.of(content, MOST_BYTES);
        for (int i = 0; i < Math.min(content.length, LOOKED_AT); i++) if (content[i] == 0) return null;
        String text = new String(content, 0, Math.min(content.length, MOST_BYTES), StandardCharsets.UTF_8);
        return lower.endsWith(".html") || lower.endsWith(".htm") || lower.endsWith(".xhtml") ? page(text) : text;
    }

    private static String page(String text) {
        String seen = UNSEEN.matcher(text).replaceAll(" ");
        String broken = BREAK.matcher(seen).replaceAll("\n");
        return REFERENCE.matcher(TAG.matcher(broken).replaceAll("")).replaceAll(found ->
                Matcher.quoteReplacement(character(found)));
    }

    private static String character(MatchResult found) {
        if (found.group(3) != null) return NAMED.getOrDefault(found.group(3), found.group());
        int c = found.group(1) != null ? Integer.parseInt(found.group(1)) : Integer.parseInt(found.group(2), 16);
        return Character.isValidCodePoint(c) && c > 0 ? Character.toString(c) : " ";
    }

    /// {@return the first of those lines of a text that have most of what was asked for, cut to what fits a line}
    public static String line(String text, SearchQuery query) {
        String best = "";
        int most = 0;
        var wanted = new WantedTerms(query);
        var cursor = new TermCursor().over(text);
        for (boolean more = cursor.next(); more && most < query.parts().size(); ) {
            if (!wanted.has(cursor)) {
                more = cursor.next();
                continue;
            }
            String line = lineAt(text, cursor.from);
            var terms = new ArrayList<String>();
            Terms.forEach(line, terms::add);
            int parts = (int) query.parts().stream().filter(part -> has(terms, part)).count();
            if (parts > most) {
                most = parts;
                best = line;
            }
            int end = lineEnd(text, cursor.from);
            do more = cursor.next(); while (more && cursor.from < end);
        }
        String shown = best.strip();
        return shown.codePointCount(0, shown.length()) <= MOST_SHOWN ? shown : cut(shown, query);
    }

    private static String lineAt(String text, int at) {
        int from = at;
        while (from > 0 && !isBreak(text.charAt(from - 1))) from--;
        return text.substring(from, lineEnd(text, at));
    }

    private static int lineEnd(String text, int at) {
        int to = at;
        while (to < text.length() && !isBreak(text.charAt(to))) to++;
        return to;
    }

    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r';
    }

    private static boolean has(List<String> terms, SearchQuery.Part part) {
        for (int at = 0; at + part.terms().size() <= terms.size(); at++) {
            boolean all = true;
            for (int i = 0; i < part.terms().size() && all; i++) {
                boolean last = i == part.terms().size() - 1;
                String wanted = part.terms().get(i);
                all = last && part.prefix() ? terms.get(at + i).startsWith(wanted) : terms.get(at + i).equals(wanted);
            }
            if (all) return true;
        }
        return false;
    }

    /// Of a long line what stands around the first word that was asked for.
    private static String cut(String line, SearchQuery query) {
        String first = query.parts().getFirst().terms().getFirst();
        int found = line.toLowerCase(Locale.ROOT).indexOf(first);
        int from = Math.max(0, Math.min(found - MOST_SHOWN / 3, line.length() - MOST_SHOWN));
        String part = line.substring(from, Math.min(line.length(), from + MOST_SHOWN));
        return part.codePoints().filter(c -> c < 0xd800 || c > 0xdfff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
