package wirelab.search;

/// A document that has what was asked for.
///
/// @param score the greater the better; those of indexes that rank by the same statistics can be compared
public record SearchHit<K>(K document, double score) {}
