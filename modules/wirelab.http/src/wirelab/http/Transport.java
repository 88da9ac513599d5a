package wirelab.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import wirelab.kit.Connection;

/// What messages travel over: a TCP connection as it is, or TLS on top of one.
///
/// One thread may read while another writes.
public interface Transport extends Closeable {
    /// Reads what has come, and waits when nothing has.
    ///
    /// @param into where the bytes go; must have room
    /// @return how many came, or -1 when the peer has ended its direction in order
    /// @throws java.net.SocketTimeoutException when a time limit has passed
    /// @throws IOException when the connection is broken
    int read(ByteBuffer into) throws IOException;

    /// Writes all bytes of all buffers, waiting as long as the peer does not read.
    ///
    /// @param buffers what to write, each from position to limit
    /// @throws IOException when the connection is broken or a time limit has passed
    void write(ByteBuffer... buffers) throws IOException;

    /// Sends bytes of a file without copying them, as many as go at once; see [Connection#send(FileChannel, long, long)].
    ///
    /// @param file where the bytes are
    /// @param from position of the first one
    /// @param count how many there are
    /// @return how many were sent; the others are to be written, which is all of them where bytes are encrypted
    /// @throws IOException when the connection is broken or a time limit has passed
    default long send(FileChannel file, long from, long count) throws IOException {
        return 0;
    }

    /// Says that this end will send no more; reading goes on.
    ///
    /// @throws IOException when the connection is broken
    void endOutput() throws IOException;

    /// Limits how long the present stage of the conversation may take; see [Connection#stage(Duration)].
    ///
    /// @param limit how long, or `null` for no limit
    void stage(Duration limit);

    /// The TCP connection underneath.
    ///
    /// @return the connection, which knows both addresses
    Connection connection();

    /// Whether bytes are encrypted on the wire.
    ///
    /// @return `true` for TLS
    boolean secure();

    /// The other end.
    ///
    /// @return its address and port
    default InetSocketAddress remote() {
        return connection().remote();
    }

    /// Breaks the connection off (RST): the peer sees an error at once, and cannot take a part for the whole.
    default void reset() {
        connection().reset();
    }

    /// Closes the connection.
    @Override
    void close();

    /// A TCP connection as it is.
    ///
    /// @param connection the connection
    /// @return the same as a transport
    static Transport of(Connection connection) {
        return new Plain(connection);
    }

    /// TCP as it is.
    ///
    /// @param connection the connection
    record Plain(Connection connection) implements Transport {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return connection.read(into);
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            connection.write(buffers);
        }

        @Override
        public long send(FileChannel file, long from, long count) throws IOException {
            return connection.send(file, from, count);
        }

        @Override
        public void endOutput() throws IOException {
            connection.endOutput();
        }

        @Override
        public void stage(Duration limit) {
            connection.stage(limit);
        }

        @Override
        public boolean secure() {
            return false;
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
