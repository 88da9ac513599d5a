package wirelab.replicaterminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import wirelab.kit.UsageException;

/// What was typed, as a shell cuts it: at blanks, but for those in quotes or behind a backslash. What was quoted is no
/// pattern, and `>` and `>>` say where the answer is to go.
///
/// @param words the command and what stands behind it
/// @param into the file of the tree that takes the answer; `null` for nowhere but here
/// @param appends whether that is put behind what the file has
record CommandWords(List<Word> words, Word into, boolean appends) {
    /// @param pattern whether `*`, `?` and `[...]` in it stand for letters
    record Word(String text, boolean pattern) {
        /// A word as it stands, with patterns.
        static Word of(String text) {
            return new Word(text, isPattern(text));
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// Cuts a line.
    ///
    /// @throws UsageException when a quote has no end, or nothing stands behind `>`
    static CommandWords of(String line) {
        var words = new ArrayList<Word>();
        StringBuilder word = null;
        boolean quoted = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && (c == ' ' || c == '\t' || c == '>')) {
                if (word != null) words.add(new Word(word.toString(), !quoted && isPattern(word.toString())));
                word = null;
                quoted = false;
                if (c != '>') continue;
                boolean twice = i + 1 < line.length() && line.charAt(i + 1) == '>';
                words.add(new Word(twice ? ">>" : ">", true));
                if (twice) i++;
                continue;
            }
            if (word == null) word = new StringBuilder();
            boolean escapes = c == '\\' && quote != '\'' && i + 1 < line.length();
            if (escapes) word.append(line.charAt(++i));
            else if (c == quote) quote = 0;
            else if (quote == 0 && (c == '"' || c == '\'')) quote = c;
            else word.append(c);
            quoted |= escapes || quote != 0;
        }
        if (quote != 0) throw new UsageException("a quote has no end");
        if (word != null) words.add(new Word(word.toString(), !quoted && isPattern(word.toString())));
        return of(words);
    }

    /// Words that a shell has cut already; whoever wants `>` to come so far quotes it there.
    static CommandWords ofAll(List<String> typed) {
        return of(typed.stream().map(text -> new Word(text, isPattern(text) || text.matches(">>?"))).toList());
    }

    private static CommandWords of(List<Word> words) {
        int at = 0;
        while (at < words.size() && !isArrow(words.get(at))) at++;
        if (at == words.size()) return new CommandWords(List.copyOf(words), null, false);
        if (at != words.size() - 2 || isArrow(words.getLast())) {
            throw new UsageException("behind " + words.get(at) + " stands one file, and nothing else");
        }
        return new CommandWords(List.copyOf(words.subList(0, at)), words.getLast(), words.get(at).text.equals(">>"));
    }

    private static boolean isArrow(Word word) {
        return word.pattern && (word.text.equals(">") || word.text.equals(">>"));
    }

    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    /// {@return what a name must be to be meant by a pattern: `*` any letters, `?` one, `[a-z]` one of some, `[!a-z]` of
    /// others}
    static Pattern pattern(String glob) {
        var regex = new StringBuilder();
        for (int i = 0; i < glob.length(); ) {
            int c = glob.codePointAt(i);
            int end = c == '[' ? glob.indexOf(']', i + 2) : -1;
            if (end > 0) {
                String some = glob.substring(i + 1, end);
                boolean others = some.startsWith("!");
                String letters = (others ? some.substring(1) : some).replaceAll("[\\[\\]\\\\^&]", "\\\\$0");
                regex.append(others ? "[^" : "[").append(letters).append(']');
                i = end + 1;
                continue;
            }
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)));
            i += Character.charCount(c);
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new UsageException("'" + glob + "' is no pattern");
        }
    }
}
