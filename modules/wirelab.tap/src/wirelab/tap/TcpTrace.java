package wirelab.tap;

import java.util.function.Consumer;

/// Tells a TCP connection as segments: what each end wrote becomes a handshake, data cut at the MSS, acknowledgements, and
/// FIN or RST (RFC 9293). Pure: no clock, no buffer, no address.
///
/// The kernel's own segments are not visible to a program without privileges, so these are what a perfect network would
/// have carried: nothing is lost, each second full segment is acknowledged (RFC 9293, section 3.8.6.3), and so is the last
/// one of every write. Both windows are constant and never fill.
final class TcpTrace {
    private final int mss;
    private final Consumer<Segment> out;
    private final Direction client;
    private final Direction server;
    private boolean reset;

    /// What one end has sent so far.
    private static final class Direction {
        int next;
        /// What the other end has told this one to have received, so that nothing is acknowledged twice.
        int acknowledged;
        boolean ended;

        Direction(int isn) {
            next = isn;
            acknowledged = isn;
        }
    }

    /// Begins a connection that is about to open.
    ///
    /// @param out takes each segment as soon as it is decided
    TcpTrace(int clientIsn, int serverIsn, int mss, Consumer<Segment> out) {
        this.mss = mss;
        this.out = out;
        client = new Direction(clientIsn);
        server = new Direction(serverIsn);
    }

    /// The handshake: SYN, SYN-ACK, ACK.
    void open() {
        out.accept(new Segment(Side.CLIENT, Segment.SYN, client.next++, 0, 0, 0));
        client.acknowledged = client.next;
        out.accept(new Segment(Side.SERVER, Segment.SYN | Segment.ACK, server.next++, client.next, 0, 0));
        acknowledge(Side.CLIENT);
    }

    /// One end has written bytes.
    ///
    /// @param length how many, more than 0
    void data(Side from, int length) {
        var sender = direction(from);
        if (reset || sender.ended) return;
        int unacknowledged = 0;
        for (int offset = 0; offset < length; ) {
            int size = Math.min(mss, length - offset);
            boolean last = offset + size == length;
            send(from, Segment.ACK | (last ? Segment.PSH : 0), offset, size);
            offset += size;
            if (last || ++unacknowledged == 2) {
                acknowledge(from.other());
                unacknowledged = 0;
            }
        }
    }

    /// One end has ended its direction: FIN, which the other acknowledges.
    void end(Side from) {
        var sender = direction(from);
        if (reset || sender.ended) return;
        send(from, Segment.FIN | Segment.ACK, 0, 0);
        sender.next++;
        sender.ended = true;
        acknowledge(from.other());
    }

    /// One end has broken the connection off: RST, which nobody acknowledges.
    void reset(Side from) {
        if (reset || isOver()) return;
        send(from, Segment.RST | Segment.ACK, 0, 0);
        reset = true;
    }

    /// Whether nothing can follow.
    boolean isOver() {
        return reset || client.ended && server.ended;
    }

    private void send(Side from, int flags, int offset, int length) {
        var sender = direction(from);
        var receiver = direction(from.other());
        receiver.acknowledged = receiver.next;
        out.accept(new Segment(from, flags, sender.next, receiver.next, offset, length));
        sender.next += length;
    }

    /// A segment without data, unless all that came is acknowledged already.
    private void acknowledge(Side from) {
        if (direction(from.other()).acknowledged != direction(from.other()).next) send(from, Segment.ACK, 0, 0);
    }

    private Direction direction(Side side) {
        return side == Side.CLIENT ? client : server;
    }
}
