package wirelab.search;

import java.util.Arrays;
import wirelab.terms.Terms;

/// Tells quickly whether a term is one of those that a question has.
final class WantedTerms {
    private final byte[][] whole;
    private final byte[][] beginnings;

    WantedTerms(SearchQuery query) {
        whole = query.parts().stream().flatMap(part -> part.terms().stream()).map(Terms::utf8).toArray(byte[][]::new);
        beginnings = query.parts().stream().filter(SearchQuery.Part::prefix).map(part -> Terms.utf8(part.terms().getLast()))
                .toArray(byte[][]::new);
    }

    boolean has(TermCursor term) {
        for (byte[] each : whole) {
            if (each.length == term.length && each[0] == term.bytes[0]
                    && Arrays.equals(each, 0, each.length, term.bytes, 0, each.length)) return true;
        }
        for (byte[] each : beginnings) {
            if (each.length <= term.length && Arrays.equals(each, 0, each.length, term.bytes, 0, each.length)) return true;
        }
        return false;
    }
}
