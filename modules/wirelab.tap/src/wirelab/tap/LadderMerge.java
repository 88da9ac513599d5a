package wirelab.tap;

import java.util.List;

/// Draws what is said again and again once, and then how often: a row, and below it `… 12 more like this`.
///
/// Only neighbours are merged, so the order of what is drawn is the order in which it was said. A run is counted until
/// another row or a pause comes, or for [#MOST_NANOS], so that who watches sees that it goes on. It also ends a picture that
/// has grown too long: what would be below [Ladder#MOST_ROWS] is counted only.
final class LadderMerge implements LadderPicture {
    /// A second of the ladder's own time.
    static final long MOST_NANOS = 1_000_000_000;

    private final LadderPicture picture;
    private List<String> labels = List.of();
    /// What was drawn last, remarks aside.
    private LadderRow drawn;
    /// The first and the last row like it that are not drawn yet, and how many there are.
    private LadderRow first;
    private LadderRow last;
    private long held;
    private long rows;
    private long more;

    LadderMerge(LadderPicture picture) {
        this.picture = picture;
    }

    @Override
    public synchronized void row(LadderRow row, List<String> labels) {
        boolean alike = drawn != null && row.isLike(drawn);
        if (!alike || held > 0 && row.nanos() - first.nanos() > MOST_NANOS) pause();
        this.labels = labels;
        if (!alike) {
            drawn = row;
            draw(row, 1);
            return;
        }
        if (held++ == 0) first = row;
        last = row;
    }

    @Override
    public synchronized void order(List<Integer> order) {
        pause();
        picture.order(order);
    }

    /// Says how many were held back; a single one is drawn as it is, which takes no more space.
    @Override
    public synchronized void pause() {
        if (held == 0) return;
        long count = held;
        held = 0;
        if (count == 1) draw(last, 1);
        else draw(LadderRow.remark(last.nanos(), Math.min(last.from(), last.to()), "… " + count + " more like this"), count);
    }

    private void draw(LadderRow row, long standsFor) {
        if (rows == Ladder.MOST_ROWS) {
            more += standsFor;
            return;
        }
        rows++;
        picture.row(row, labels);
    }

    @Override
    public synchronized void end() {
        pause();
        if (more > 0) picture.note("and " + more + " more");
        picture.end();
    }

    @Override
    public synchronized void note(String note) {
        pause();
        picture.note(note);
    }
}
