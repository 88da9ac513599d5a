package wirelab.kit;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;

/// A place to watch conversations from: every byte and datagram that passes through the sockets of a [Host] is shown to
/// the taps that watch it.
///
/// A tap sees what is on the wire: what is encrypted is encrypted here too. It is called on the thread that reads or
/// writes, so it must be quick, must not block and must not throw. Buffers are read-only views that are valid during the
/// call alone. Without a tap a socket pays one comparison with `null` per call.
///
/// What this end sends is shown just before it leaves, and what it receives just after it came: so whatever the answer is,
/// in this process or any other, it is seen after its question. The price: what was shown as sent may still be waiting in a
/// buffer when the connection breaks.
public interface Tap {
    /// Which way bytes went, as seen from this end.
    enum Direction {
        /// This end sent them.
        SENT,
        /// This end received them.
        RECEIVED
    }

    /// What carries the bytes.
    enum Transport {
        /// A stream of bytes.
        TCP,
        /// Datagrams.
        UDP
    }

    /// How a connection ended for this end.
    enum Ending {
        /// Closed in order; what the other end did afterwards was not waited for.
        CLOSED,
        /// This end broke it off (RST).
        RESET,
        /// The other end broke it off (RST), or the network did.
        BROKEN
    }

    /// Puts the bytes of a protocol into its own words, for people who watch.
    @FunctionalInterface
    interface Words {
        /// No knowledge of the protocol: the watcher shows the bytes themselves.
        Words NONE = (_, _) -> null;

        /// Describes bytes as they were read or written in one go, at most 64 KiB; they may hold part of a message, or
        /// several.
        ///
        /// @param bytes from position to limit; read-only
        /// @return a short line such as `Binding request, 20 bytes`, or `null` when these bytes say nothing by themselves
        String describe(Direction direction, ByteBuffer bytes);
    }

    /// Who speaks at this end of a socket, and in which language.
    ///
    /// @param name a short name for people, such as `EchoServer` or `alice`
    record Party(String name, Words words) {
        /// A party without a known language.
        public static final Party UNKNOWN = new Party("", Words.NONE);

        public Party {
            Objects.requireNonNull(name);
            Objects.requireNonNull(words);
        }
    }

    /// One TCP connection that is being watched.
    interface Stream {
        /// Bytes went over the connection; calls for one direction come in order.
        ///
        /// @param bytes from position to limit; read-only, valid during the call alone
        void data(Direction direction, ByteBuffer bytes);

        /// One direction has ended in order (FIN).
        void end(Direction direction);

        /// The connection is over; nothing follows.
        void closed(Ending ending);
    }

    /// A socket that waits for others at an address that they may know.
    interface Bound extends AutoCloseable {
        /// The socket is gone.
        @Override
        void close();
    }

    /// A server or a UDP socket of this process can be reached at an address; nobody has called yet.
    ///
    /// @param local the address, which may be the wildcard address, and the true port
    /// @return is closed when the socket is
    default Bound bound(Party party, Transport transport, InetSocketAddress local) {
        return () -> {};
    }

    /// A TCP connection could not be established.
    ///
    /// @param reason why not, in a few words
    default void unreachable(Party party, InetSocketAddress remote, String reason) {}

    /// A TCP connection has been established.
    ///
    /// @param local address and port of this end
    /// @param remote address and port of the other end
    /// @return what watches it, or `null` to let it pass unseen
    Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated);

    /// A datagram is about to be sent, or has been received.
    ///
    /// @param local address and port of this end
    /// @param remote address and port of the other end
    /// @param payload from position to limit; read-only, valid during the call alone
    void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote, ByteBuffer payload);

    /// A datagram was received for somebody else and does not go on: a link has lost it. Unless a tap cares, nothing
    /// happens.
    ///
    /// @param local address and port from which it would have gone on
    /// @param payload from position to limit; read-only, valid during the call alone
    default void lost(Party party, InetSocketAddress local, InetSocketAddress remote, ByteBuffer payload) {}

    /// A whole IP packet enters a link or has come out of it. It was made by the system's own TCP/IP, not by the kit's
    /// sockets: links that carry the traffic of whole hosts show it so. Unless a tap cares, nothing happens.
    ///
    /// @param host who sends or receives it, by the name of the host
    /// @param packet from its IP header on, from position to limit; read-only, valid during the call alone
    default void packet(Party host, Direction direction, ByteBuffer packet) {}

    /// Two taps that watch the same sockets.
    ///
    /// @param first one of them, or `null` for none, as [Host#tap()] gives it
    static Tap both(Tap first, Tap second) {
        return first == null ? second : new TapPair(first, second);
    }
}
