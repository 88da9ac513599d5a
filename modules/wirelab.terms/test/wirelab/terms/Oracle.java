package wirelab.terms;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The same by the slowest and plainest means: a decoder of the JDK, a map of strings. Shares nothing with what it judges.
public final class Oracle {
    private Oracle() {}

    /// Terms and counts, a line each, in the order of code points.
    public static String table(byte[]... texts) {
        var counts = new HashMap<String, Long>();
        for (byte[] text : texts) count(text, counts);
        var lines = new StringBuilder();
        // Strings are ordered by UTF-16 unit: an array of code points is what is wanted.
        counts.keySet().stream().sorted((a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()))
                .forEach(term -> lines.append(term).append('\t').append(counts.get(term)).append('\n'));
        return lines.toString();
    }

    private static void count(byte[] text, Map<String, Long> counts) {
        String decoded;
        try {
            // U+FFFD is no letter, so a malformed byte separates.
            decoded = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
                    .decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError(e);
        }
        var term = new StringBuilder();
        decoded.codePoints().forEach(c -> {
            boolean letter = Character.isLetter(c);
            boolean mark = switch (Character.getType(c)) {
                case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
                default -> false;
            };
            if (letter || mark || Character.isDigit(c)) {
                term.appendCodePoint(Character.toLowerCase(c));
            } else if (!term.isEmpty()) {
                counts.merge(term.toString(), 1L, Long::sum);
                term.setLength(0);
            }
        });
        if (!term.isEmpty()) counts.merge(term.toString(), 1L, Long::sum);
    }
}
