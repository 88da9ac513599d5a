package wirelab.search;

/// A document that has what was asked for.
///
/// @param document its key
/// @param score the greater the better; those of indexes that rank by the same statistics can be compared
public record SearchHit(String document, double score) {}
