package wirelab.tap;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import wirelab.kit.Tap;

/// Something that watches the conversations that a [Recorder] tells of: a file, a drawing.
///
/// Each byte and each datagram is told once, even when both its ends are in this process. What one end of a
/// conversation says is told in order, one thing at a time; both ends, and different conversations, may be told by
/// different threads at once. A watcher must be quick and must not throw, as a [Tap] must not, and leaves the position
/// of the buffers that it is shown where it is.
public interface Watcher extends AutoCloseable {
    /// A server or UDP socket of this process can be reached from now on.
    ///
    /// @param local address, which may be the wildcard address, and true port
    /// @return is closed when the socket is
    default Tap.Bound bound(Tap.Party party, Tap.Transport transport, InetSocketAddress local) {
        return () -> {};
    }

    /// A TCP connection could not be established.
    default void unreachable(Tap.Party party, InetSocketAddress remote, String reason) {}

    /// A TCP connection has been established; the other end may still join it.
    void opened(Conversation conversation);

    /// One end has written bytes.
    ///
    /// @param bytes from position to limit, at least one; read-only, valid during the call alone
    /// @param words what they mean, or `null` when that is not known
    void data(Conversation conversation, Side from, ByteBuffer bytes, String words);

    /// One end has said that it will send no more (FIN).
    void ended(Conversation conversation, Side from);

    /// One end has broken the connection off (RST).
    void reset(Conversation conversation, Side from);

    /// Nothing more will be told of a connection: it is over, or its end was not seen here.
    void forgotten(Conversation conversation);

    /// A datagram.
    ///
    /// @param payload from position to limit, may be empty; read-only, valid during the call alone
    /// @param words what it means, or `null` when that is not known
    void datagram(CapturedDatagram datagram, ByteBuffer payload, String words);

    /// A datagram that a link of this process has lost.
    ///
    /// @param payload from position to limit, may be empty; read-only, valid during the call alone
    /// @param words what it means, or `null` when that is not known
    default void lost(CapturedDatagram datagram, ByteBuffer payload, String words) {}

    /// A whole IP packet that the system's own TCP/IP has made, on a link that carries the traffic of hosts.
    ///
    /// @param packet from its IP header on, from position to limit; read-only, valid during the call alone
    default void packet(Tap.Party host, Tap.Direction direction, ByteBuffer packet) {}

    /// Everything has been told.
    @Override
    void close();
}
