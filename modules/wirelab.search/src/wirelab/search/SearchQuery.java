package wirelab.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import wirelab.kit.UsageException;
import wirelab.terms.Terms;

/// What somebody looks for. Several words in one part, such as `wire-format`, are a phrase.
///
/// @param parts each of which a document must have
public record SearchQuery(List<Part> parts) {
    private static final int MOST_LETTERS = 256;
    private static final int MOST_PARTS = 16;
    private static final Pattern PART = Pattern.compile("\"([^\"]*)\"?|(\\S+)");

    /// A phrase, most of which have one word.
    ///
    /// @param terms in this order, one right behind the other
    /// @param prefix whether the last one is but the beginning of a term
    public record Part(List<String> terms, boolean prefix) {
        public Part {
            terms = List.copyOf(terms);
        }
    }

    public SearchQuery {
        parts = List.copyOf(parts);
    }

    /// Reads what somebody has typed.
    ///
    /// @throws UsageException when nothing can be looked for
    public static SearchQuery parse(String text) {
        if (text.length() > MOST_LETTERS) throw new UsageException("a question has at most " + MOST_LETTERS + " letters");
        var parts = new ArrayList<Part>();
        var found = PART.matcher(text);
        while (found.find()) {
            String words = found.group(1) != null ? found.group(1) : found.group(2);
            var terms = new ArrayList<String>();
            Terms.forEach(words, terms::add);
            if (!terms.isEmpty()) parts.add(new Part(terms, words.endsWith("*")));
        }
        if (parts.isEmpty()) throw new UsageException("there is no word to look for in '" + text + "'");
        if (parts.size() > MOST_PARTS) throw new UsageException("a question has at most " + MOST_PARTS + " parts");
        return new SearchQuery(parts);
    }
}
