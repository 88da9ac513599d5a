package wirelab.rudp;

import java.util.concurrent.TimeUnit;
import wirelab.kit.Machine;

/// How a connection ends (RFC 9000, section 10): open; told to finish, which waits for what was written; closed by this end,
/// which says so again to whoever still sends; closed by the other, which is silent; gone.
final class Ending {
    private enum State { OPEN, CLOSING, DRAINING, GONE }

    /// A packet for a connection that is closed is answered at most so often.
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private State state = State.OPEN;
    private boolean finishing;
    private int code;
    private String reason = "";
    private long goneAt = Machine.NEVER;
    private long repliedAt;
    private boolean heard;

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isGone() {
        return state == State.GONE;
    }

    void finish(int code, String reason) {
        if (finishing) return;
        finishing = true;
        this.code = code;
        this.reason = reason;
    }

    boolean wantsToFinish() {
        return finishing && isOpen();
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }

    /// {@return whether that is news}
    boolean close(long now, int code, String reason, long lingering) {
        if (!isOpen()) return false;
        state = State.CLOSING;
        this.code = code;
        this.reason = reason;
        goneAt = now + lingering;
        repliedAt = now;
        return true;
    }

    boolean closedByPeer(long now, long lingering) {
        boolean news = isOpen();
        if (state == State.OPEN || state == State.CLOSING) {
            state = State.DRAINING;
            goneAt = now + lingering;
        }
        return news;
    }

    boolean vanish() {
        boolean news = isOpen();
        state = State.GONE;
        goneAt = Machine.NEVER;
        return news;
    }

    RudpFrame.Close frame() {
        return new RudpFrame.Close(code, reason);
    }

    /// The other end still sends, since it does not know.
    void heard() {
        heard = true;
    }

    boolean takeReply(long now) {
        if (state != State.CLOSING || !heard || now - repliedAt < PAUSE) return false;
        heard = false;
        repliedAt = now;
        return true;
    }

    boolean isDue(long now) {
        return Machine.isDue(goneAt, now);
    }

    long nextAt() {
        return goneAt;
    }
}
