package wirelab.tap;

import java.util.List;

/// Something that a ladder is drawn on, row by row.
interface LadderPicture {
    /// Draws one row.
    ///
    /// @param labels names above the columns; there may be more than at the last row, never fewer
    void row(LadderRow row, List<String> labels);

    /// From the next row on the columns stand in another order.
    ///
    /// @param order the columns from left to right, by their numbers in the rows
    default void order(List<Integer> order) {}

    /// Says what could not be drawn, in one line below the last row.
    void note(String note);

    /// Nothing has happened for a while: what was held back is drawn now.
    default void pause() {}

    /// Nothing follows.
    void end();
}
