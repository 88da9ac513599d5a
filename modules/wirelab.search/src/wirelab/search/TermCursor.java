package wirelab.search;

import wirelab.kit.Secrets;
import wirelab.terms.Terms;

/// Goes through the terms of a text, which are those of [Terms#forEach], without an object for each.
final class TermCursor {
    /// What is longer is no word that anybody looks for.
    static final int MOST_LETTERS = 64;
    /// This process's secret, so that no text can be written whose terms collide.
    private static final int MULTIPLIER = Secrets.RANDOM.nextInt() | 1;

    /// The term in lower case, as UTF-8; only the beginning of one that is too long.
    final byte[] bytes = new byte[4 * MOST_LETTERS];
    int length;
    int hash;
    /// Where it stands in the text.
    int from;
    int to;
    private String text = "";

    /// Begins with a text.
    TermCursor over(String text) {
        this.text = text;
        to = 0;
        return this;
    }

    /// {@return whether there is another term}
    boolean next() {
        String text = this.text;
        int end = text.length();
        int at = to;
        int size = 0;
        int sum = 0;
        int begin = -1;
        while (at < end) {
            int c = text.charAt(at);
            int width = 1;
            int lower;
            if (c < 0x80) {
                lower = Terms.CLASS[c];
            } else {
                if (Character.isHighSurrogate((char) c)) c = text.codePointAt(at);
                width = Character.charCount(c);
                lower = Terms.lower(c);
            }
            if (lower == 0 && begin >= 0) break;
            if (lower != 0) {
                if (begin < 0) begin = at;
                if (at - begin < MOST_LETTERS) {
                    int before = size;
                    size = Terms.encode(lower, bytes, size);
                    for (int i = before; i < size; i++) sum = sum * MULTIPLIER + bytes[i];
                }
            }
            at += width;
        }
        to = at;
        from = begin;
        length = size;
        hash = sum ^ sum >>> 15;
        return begin >= 0;
    }

    boolean isTooLong() {
        return to - from > MOST_LETTERS;
    }
}
