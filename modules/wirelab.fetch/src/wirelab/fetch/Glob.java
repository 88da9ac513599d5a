package wirelab.fetch;

/// Patterns of a shell for names of files (POSIX, section 2.14): `*` any letters, `?` one, `[a-z]` one of these, `[!a-z]`
/// one of the others. The time is at most the length of the pattern times that of the name, whatever stands in them.
final class Glob {
    private Glob() {}

    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        // Where to go on when the last star has to stand for one letter more.
        int star = -1;
        int from = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = ++p;
                from = n;
                continue;
            }
            int next = p < pattern.length() ? one(pattern, p, name.charAt(n)) : -1;
            if (next >= 0) {
                p = next;
                n++;
            } else if (star >= 0) {
                p = star;
                n = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') p++;
        return p == pattern.length();
    }

    /// Compares one letter.
    ///
    /// @return where the pattern goes on, -1 where it does not fit
    private static int one(String pattern, int p, char c) {
        char wanted = pattern.charAt(p);
        int close = wanted == '[' ? pattern.indexOf(']', p + (isNegation(pattern, p + 1) ? 3 : 2)) : -1;
        if (close < 0) return wanted == '?' || wanted == c ? p + 1 : -1;
        boolean not = isNegation(pattern, p + 1);
        boolean found = false;
        for (int i = p + (not ? 2 : 1); i < close; i++) {
            char low = pattern.charAt(i);
            boolean range = i + 2 < close && pattern.charAt(i + 1) == '-';
            char high = range ? pattern.charAt(i + 2) : low;
            found |= c >= low && c <= high;
            if (range) i += 2;
        }
        return found != not ? close + 1 : -1;
    }

    private static boolean isNegation(String pattern, int at) {
        return at < pattern.length() && (pattern.charAt(at) == '!' || pattern.charAt(at) == '^');
    }
}
