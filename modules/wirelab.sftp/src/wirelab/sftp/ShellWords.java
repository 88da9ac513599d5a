package wirelab.sftp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import wirelab.kit.UsageException;

/// A line as a shell cuts it into words: at blanks, but for those in quotes or behind a backslash.
public final class ShellWords {
    private ShellWords() {}

    /// @throws UsageException when a quote has no end
    public static List<String> split(String line) {
        var words = new ArrayList<String>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean escapes = c == '\\' && quote != '\'' && i + 1 < line.length();
            if (quote == 0 && (c == ' ' || c == '\t')) {
                if (word != null) words.add(word.toString());
                word = null;
                continue;
            }
            if (word == null) word = new StringBuilder();
            if (escapes) word.append(line.charAt(++i));
            else if (c == quote) quote = 0;
            else if (quote == 0 && (c == '"' || c == '\'')) quote = c;
            else word.append(c);
        }
        if (quote != 0) throw new UsageException("a quote has no end: " + line);
        if (word != null) words.add(word.toString());
        return words;
    }

    static boolean isPattern(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
    }

    /// {@return a name with `*` for any letters and `?` for one}
    static Pattern pattern(String name) {
        var regex = new StringBuilder();
        name.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
