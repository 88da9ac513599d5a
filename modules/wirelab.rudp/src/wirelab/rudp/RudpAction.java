package wirelab.rudp;

import java.net.InetSocketAddress;
import wirelab.kit.Bytes;

/// What an end wants done. A connection is named by its id, a stream by its number in it.
sealed interface RudpAction {
    /// A datagram is to be sent.
    record Send(long connection, InetSocketAddress to, byte[] datagram) implements RudpAction {}

    /// The connection is there.
    record Opened(long connection) implements RudpAction {}

    /// The other end has opened a stream.
    record Accepted(long connection, int stream) implements RudpAction {}

    /// There is something to read, or the end.
    record Readable(long connection, int stream) implements RudpAction {}

    /// The other end, or this one, has given a stream up.
    record Broken(long connection, int stream, int code) implements RudpAction {}

    /// There is room to write, after there was none; or more streams may be opened, where the stream is -1.
    record Writable(long connection, int stream) implements RudpAction {}

    /// A message has come.
    record Heard(long connection, Bytes message) implements RudpAction {}

    /// The connection is over, and takes part in nothing more.
    record Closed(long connection, int code, String reason) implements RudpAction {}
}
