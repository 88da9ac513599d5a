package wirelab.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import wirelab.kit.ByteStream;
import wirelab.kit.Connection;

/// What messages travel over: a TCP connection as it is, or TLS on top of one, with what HTTP must know beyond the bytes.
public interface Transport extends ByteStream {
    /// Sends bytes of a file without copying them, as many as go at once; see [Connection#send(FileChannel, long, long)].
    ///
    /// @param from position of the first one
    /// @return how many were sent; the others are to be written, which is all of them where bytes are encrypted
    /// @throws IOException when the connection is broken or a time limit has passed
    default long send(FileChannel file, long from, long count) throws IOException {
        return 0;
    }

    /// {@return the TCP connection underneath: the connection, which knows both addresses}
    Connection connection();

    /// {@return whether bytes are encrypted on the wire: `true` for TLS}
    boolean secure();

    /// The other end.
    default InetSocketAddress remote() {
        return connection().remote();
    }

    /// Breaks the connection off (RST): the peer sees an error at once, and cannot take a part for the whole.
    default void reset() {
        connection().reset();
    }

    /// {@return the same for somebody else than the TCP connection's other end: for whom that one speaks}
    default Transport from(InetSocketAddress remote) {
        return remote.equals(remote()) ? this : new Told(this, remote);
    }

    /// {@return a TCP connection as it is: the same as a transport}
    static Transport of(Connection connection) {
        return new Plain(connection);
    }

    /// TCP as it is.
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

    /// Another transport, whose other end is known from what stood before the first message.
    record Told(Transport transport, InetSocketAddress remote) implements Transport {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return transport.read(into);
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            transport.write(buffers);
        }

        @Override
        public long send(FileChannel file, long from, long count) throws IOException {
            return transport.send(file, from, count);
        }

        @Override
        public void endOutput() throws IOException {
            transport.endOutput();
        }

        @Override
        public void stage(Duration limit) {
            transport.stage(limit);
        }

        @Override
        public Connection connection() {
            return transport.connection();
        }

        @Override
        public boolean secure() {
            return transport.secure();
        }

        @Override
        public void close() {
            transport.close();
        }
    }
}
