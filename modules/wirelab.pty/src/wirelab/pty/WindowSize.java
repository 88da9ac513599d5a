package wirelab.pty;

/// How large a terminal is; zeros where nobody knows.
///
/// @param columns characters in a row
/// @param width pixels of a row
/// @param height pixels of a column
public record WindowSize(int columns, int rows, int width, int height) {}
