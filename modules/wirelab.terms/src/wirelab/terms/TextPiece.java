package wirelab.terms;

/// A stretch of a document that begins and ends at borders.
///
/// @param offset where it begins in the document, in bytes
/// @param text whose first bytes, as many as the length says, are it
public record TextPiece(String document, long offset, byte[] text, int length) {}
