package wirelab.nat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import wirelab.kit.Machine;

/// The messages between two clients: acknowledged, sent again until they are, shown in order and once.
///
/// It knows nothing of paths: what it wants sent is sent over whatever path there is at that moment.
final class DataChannel {
    /// Messages that wait for their acknowledgement; then the user is told that the peer does not answer.
    static final int MAX_UNACKNOWLEDGED = 128;
    /// Messages that came before their turn.
    static final int MAX_EARLY = 128;
    private static final long FIRST_TIMEOUT = 250_000_000L;
    private static final long LAST_TIMEOUT = 2_000_000_000L;

    private static final class Unacknowledged {
        final PeerPacket.Data data;
        final long since;
        long due;
        long timeout = FIRST_TIMEOUT;

        Unacknowledged(long now, PeerPacket.Data data) {
            this.data = data;
            due = now;
            since = now;
        }
    }

    private final Deque<Unacknowledged> sent = new ArrayDeque<>();
    private final TreeMap<Long, String> early = new TreeMap<>();
    private long nextToSend = 1;
    private long nextToShow = 1;

    /// Takes a message from the user; it is due at once.
    boolean say(long now, String text) {
        if (sent.size() >= MAX_UNACKNOWLEDGED) return false;
        sent.add(new Unacknowledged(now, new PeerPacket.Data(nextToSend++, text)));
        return true;
    }

    /// What is to be sent now; to be asked only while there is a path.
    List<PeerPacket.Data> due(long now) {
        var due = new ArrayList<PeerPacket.Data>();
        for (var message : sent) {
            if (!Machine.isDue(message.due, now)) continue;
            due.add(message.data);
            message.due = Machine.after(now, message.timeout);
            message.timeout = Math.min(LAST_TIMEOUT, 2 * message.timeout);
        }
        return due;
    }

    /// A new path: everything unacknowledged is sent again at once.
    void hurry(long now) {
        for (var message : sent) {
            message.due = now;
            message.timeout = FIRST_TIMEOUT;
        }
    }

    /// Whether the peer owes acknowledgements that should long have been here: the path is worth a check.
    boolean stalled() {
        return !sent.isEmpty() && sent.peek().timeout >= 4 * FIRST_TIMEOUT;
    }

    /// When something is due next.
    long nextAt() {
        long next = Machine.NEVER;
        for (var message : sent) next = Machine.earlier(next, message.due);
        return next;
    }

    /// Takes in a message of the peer.
    ///
    /// @return what can be shown now, in order; the acknowledgement is [#acknowledgement()]
    List<String> received(PeerPacket.Data data) {
        long n = data.sequence();
        if (n >= nextToShow && n < nextToShow + MAX_EARLY) early.putIfAbsent(n, data.text());
        var shown = new ArrayList<String>();
        for (String text; (text = early.remove(nextToShow)) != null; nextToShow++) shown.add(text);
        return shown;
    }

    /// When the oldest message without acknowledgement was said, or [Machine#NEVER].
    long oldest() {
        return sent.isEmpty() ? Machine.NEVER : sent.peek().since;
    }

    PeerPacket.Ack acknowledgement() {
        return new PeerPacket.Ack(nextToShow);
    }

    /// Takes in an acknowledgement.
    ///
    /// @return the texts that the peer has shown
    List<String> acknowledged(PeerPacket.Ack ack) {
        var delivered = new ArrayList<String>();
        while (!sent.isEmpty() && sent.peek().data.sequence() < ack.next()) delivered.add(sent.poll().data.text());
        return delivered;
    }

    /// How many messages the peer has not acknowledged yet.
    int waiting() {
        return sent.size();
    }
}
