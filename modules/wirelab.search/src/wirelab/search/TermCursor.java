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
        byte[] bytes = this.bytes;
        int end = text.length();
        int at = to;
        while (at < end && text.charAt(at) < 0x80 && Terms.CLASS[text.charAt(at)] == 0) at++;
        int size = 0;
        int begin = -1;
        while (at < end) {
            int c = text.charAt(at);
            int lower = c < 0x80 ? Terms.CLASS[c] : lower(c, at);
            if (lower == 0) {
                if (begin >= 0) break;
                at += c < 0x80 ? 1 : width(at);
                continue;
            }
            if (begin < 0) begin = at;
            if (at - begin < MOST_LETTERS) {
                if (lower < 0x80) bytes[size++] = (byte) lower;
                else size = Terms.encode(lower, bytes, size);
            }
            at += c < 0x80 ? 1 : width(at);
        }
        to = at;
        from = begin;
        length = size;
        int sum = 0;
        for (int i = 0; i < size; i++) sum = sum * MULTIPLIER + bytes[i];
        hash = sum ^ sum >>> 15;
        return begin >= 0;
    }

    private int lower(int c, int at) {
        return Terms.lower(Character.isHighSurrogate((char) c) ? text.codePointAt(at) : c);
    }

    private int width(int at) {
        return Character.charCount(text.codePointAt(at));
    }

    boolean isTooLong() {
        return to - from > MOST_LETTERS;
    }
}
