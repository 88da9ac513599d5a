package wirelab.tap;

import java.util.List;

/// Something that a ladder is drawn on, row by row.
interface LadderPicture {
    /// Draws one row.
    ///
    /// @param row what happened
    /// @param labels names above the columns; there may be more than at the last row, never fewer
    void row(LadderRow row, List<String> labels);

    /// Nothing follows.
    ///
    /// @param note what could not be drawn, in one line, or nothing
    void end(String note);
}
