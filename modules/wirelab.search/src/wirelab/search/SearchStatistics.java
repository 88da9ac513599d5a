package wirelab.search;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What ranking must know of all documents, wherever they are: those of several indexes are added up before any of them
/// ranks, so that together they rank as one.
///
/// ```
/// documents   8   below 2^63
/// terms       8   in all of them, below 2^63
/// count       2   parts of the question
///   having    8   documents that have the part, at most all
/// ```
///
/// @param documents how many there are
/// @param terms in all of them
/// @param having how many documents have each part of the question
public record SearchStatistics(long documents, long terms, List<Long> having) {
    private static final double K1 = 1.2;
    private static final double B = 0.75;

    public SearchStatistics {
        having = List.copyOf(having);
    }

    /// {@return those of two sets of documents that have none in common}
    public SearchStatistics plus(SearchStatistics other) {
        var sums = new ArrayList<Long>();
        for (int i = 0; i < having.size(); i++) sums.add(having.get(i) + other.having.get(i));
        return new SearchStatistics(documents + other.documents, terms + other.terms, sums);
    }

    public static void write(FieldWriter fields, SearchStatistics statistics) {
        fields.u64(statistics.documents).u64(statistics.terms).u16(statistics.having.size());
        statistics.having.forEach(fields::u64);
    }

    /// Reads what [#write] has written.
    ///
    /// @throws ProtocolViolation when a number is greater than it can be
    public static SearchStatistics read(FieldReader fields) throws ProtocolViolation {
        long documents = number(fields, "documents", Long.MAX_VALUE);
        long terms = number(fields, "terms", Long.MAX_VALUE);
        var having = new ArrayList<Long>();
        for (int count = fields.u16("count"); count > 0; count--) having.add(number(fields, "having", documents));
        return new SearchStatistics(documents, terms, having);
    }

    private static long number(FieldReader fields, String field, long most) throws ProtocolViolation {
        int at = fields.offset();
        long number = fields.u64(field);
        if (number < 0 || number > most) throw new ProtocolViolation(field, at, "is more than there can be");
        return number;
    }

    /// {@return what a part of the question adds to the score of a document (BM25)}
    ///
    /// @param times how often the document has it
    /// @param length terms of the document
    double score(int part, int times, int length) {
        double rarity = Math.log(1 + (documents - having.get(part) + 0.5) / (having.get(part) + 0.5));
        double usual = Math.max(1, (double) terms / Math.max(1, documents));
        return rarity * times * (K1 + 1) / (times + K1 * (1 - B + B * length / usual));
    }
}
