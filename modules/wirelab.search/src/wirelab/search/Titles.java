package wirelab.search;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/// The title of a document, where its kind has one: that of a page, the first heading of a text in Markdown.
public final class Titles {
    /// So many bytes of the beginning are looked at.
    public static final int LOOKED_AT = 4_096;
    private static final int MOST_LETTERS = 120;
    private static final Pattern PAGE = Pattern.compile("(?is)<title[^>]{0,100}>([^<]{1,400})</title");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,2} +([^\\n#]{1,400})");

    private Titles() {}

    /// {@return the title, empty when there is none}
    ///
    /// @param head the first [#LOOKED_AT] bytes
    public static String of(String name, byte[] head) {
        String lower = name.toLowerCase(Locale.ROOT);
        Pattern wanted = lower.endsWith(".html") || lower.endsWith(".htm") ? PAGE : lower.endsWith(".md") ? HEADING : null;
        if (wanted == null) return "";
        var found = wanted.matcher(new String(head, StandardCharsets.UTF_8));
        if (!found.find()) return "";
        String title = found.group(1).replaceAll("\\s+", " ").strip();
        return title.codePoints().limit(MOST_LETTERS)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
