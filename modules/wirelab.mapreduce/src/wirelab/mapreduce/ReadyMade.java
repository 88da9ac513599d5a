package wirelab.mapreduce;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import wirelab.kit.UsageException;
import wirelab.terms.Terms;

/// The jobs that every node has.
public final class ReadyMade {
    private ReadyMade() {}

    /// How often each term stands in the text; see [Terms]. The engine does not map it line by line but counts in place.
    public static final class TermCount implements Job {
        public TermCount() {}

        @Override
        public void map(Line line, Output out) {
            Terms.forEach(line.text(), term -> out.emit(term, 1));
        }

        @Override
        public String reduce(String key, List<Part> parts) {
            return Long.toString(parts.getFirst().value());
        }
    }

    /// In which documents each term stands, and how often: `term TAB document:count,document:count`.
    public static final class InvertedIndex implements Job {
        public InvertedIndex() {}

        @Override
        public void map(Line line, Output out) {
            Terms.forEach(line.text(), term -> out.emit(term, line.document(), 1));
        }
    }

    /// What a regular expression finds in the lines, and how often each.
    public static final class GrepCount implements Job {
        private final Pattern pattern;

        /// @throws UsageException when it is no regular expression
        public GrepCount(String pattern) {
            try {
                this.pattern = Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                throw new UsageException("'" + pattern + "' is no regular expression: " + e.getDescription());
            }
        }

        @Override
        public void map(Line line, Output out) {
            var matcher = pattern.matcher(line.text());
            while (matcher.find()) if (matcher.end() > matcher.start()) out.emit(matcher.group(), 1);
        }
    }

    /// How often two terms stand side by side in a line.
    public static final class TermPairs implements Job {
        public TermPairs() {}

        @Override
        public void map(Line line, Output out) {
            var before = new String[1];
            Terms.forEach(line.text(), term -> {
                if (before[0] != null) out.emit(before[0] + " " + term, 1);
                before[0] = term;
            });
        }
    }
}
