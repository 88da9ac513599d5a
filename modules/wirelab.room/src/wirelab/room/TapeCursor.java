package wirelab.room;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// What one member is still to be sent: a cursor on the [Tape], and where the member's own stream differs from it.
///
/// It differs in two ways, each noted with its place: lines for this member alone are put in, and the member's own lines are
/// left out. So all order is that of the tape. Used within events of the hall.
final class TapeCursor {
    /// Pieces of one write at most; the system takes 1,024.
    private static final int PIECES = 512;

    /// A difference: at this place, leave out so many bytes, or put these in.
    private static final class Edit {
        final long at;
        final byte[] insert;
        long skip;

        Edit(long at, byte[] insert, long skip) {
            this.at = at;
            this.insert = insert;
            this.skip = skip;
        }
    }

    private final Tape tape;
    private final ArrayDeque<Edit> edits = new ArrayDeque<>();
    private Tape.Chunk chunk;
    private long cursor;
    private long inserted;
    /// What was taken last, until it is sent.
    private long underWay;
    /// Where this member's stream ends, once it does.
    private long end = Long.MAX_VALUE;

    /// Begins at the present end of the tape.
    TapeCursor(Tape tape) {
        this.tape = tape;
        chunk = tape.last();
        cursor = tape.end();
    }

    /// Puts in a line for this member alone, behind all that is on the tape now.
    void insert(byte[] line) {
        if (isEnded()) return;
        edits.addLast(new Edit(tape.end(), line, 0));
        inserted += line.length;
    }

    /// Leaves out what was just appended to the tape.
    void skip(int length) {
        if (isEnded()) return;
        long at = tape.end() - length;
        var last = edits.peekLast();
        if (last == null && cursor == at) advance(length);
        else if (last != null && last.insert == null && last.at + last.skip == at) last.skip += length;
        else edits.addLast(new Edit(at, null, length));
    }

    /// Nothing follows for this member but what is there now.
    void end() {
        end = Math.min(end, tape.end());
    }

    private boolean isEnded() {
        return end != Long.MAX_VALUE;
    }

    /// {@return what this member holds back: all that the tape keeps for it, what is for it alone, and what is being written
    /// now; bytes}
    long lag() {
        return tape.end() - cursor + inserted + underWay;
    }

    /// Whether there is nothing to take.
    boolean isEmpty() {
        return cursor == Math.min(end, tape.end()) && edits.isEmpty();
    }

    /// What was taken is sent.
    void sent() {
        underWay = 0;
    }

    /// Takes what to send next.
    ///
    /// @param most how many bytes, but for a last line that is not cut
    /// @return pieces in order, empty when there is nothing
    ByteBuffer[] take(int most) {
        var pieces = new ArrayList<ByteBuffer>();
        long taken = 0;
        while (taken < most && pieces.size() < PIECES) {
            var edit = edits.peekFirst();
            if (edit != null && edit.at == cursor) {
                edits.removeFirst();
                if (edit.insert == null) {
                    advance(edit.skip);
                } else {
                    pieces.add(ByteBuffer.wrap(edit.insert));
                    inserted -= edit.insert.length;
                    taken += edit.insert.length;
                }
                continue;
            }
            long until = edit == null ? Math.min(end, tape.end()) : edit.at;
            if (until == cursor) break;
            taken += slice(pieces, Math.min(until - cursor, most - taken));
        }
        underWay = taken;
        return pieces.toArray(ByteBuffer[]::new);
    }

    /// Takes from the present chunk alone.
    private long slice(List<ByteBuffer> pieces, long most) {
        advance(0);
        int at = (int) (cursor - chunk.start);
        int n = (int) Math.min(most, Tape.CHUNK - at);
        pieces.add(chunk.bytes.slice(at, n));
        advance(n);
        return n;
    }

    /// Moves the cursor, and lets go of chunks that lie behind it.
    private void advance(long length) {
        cursor += length;
        while (cursor - chunk.start >= Tape.CHUNK && chunk.next != null) chunk = chunk.next;
    }
}
