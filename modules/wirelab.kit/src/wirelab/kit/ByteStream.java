package wirelab.kit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/// What bytes travel over in both directions, in order: a TCP [Connection], or a protocol on top of one that hides or packs
/// them, such as TLS. What reads messages ([Lines], [Frames]) stands on either, and in a test on bytes in memory.
///
/// One thread may read while another writes.
public interface ByteStream extends Closeable {
    /// Reads what has come, and waits when nothing has.
    ///
    /// @param into where the bytes go; must have room
    /// @return how many came, or -1 when the peer has ended its direction in order
    /// @throws java.net.SocketTimeoutException when a time limit has passed
    /// @throws IOException when the stream is broken
    int read(ByteBuffer into) throws IOException;

    /// Writes all bytes of all buffers, waiting as long as the peer does not read.
    ///
    /// @param buffers what to write, each from position to limit
    /// @throws IOException when the stream is broken or a time limit has passed
    void write(ByteBuffer... buffers) throws IOException;

    /// Writes all bytes, waiting as long as the peer does not read.
    default void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    /// Says that this end will send no more; reading goes on.
    void endOutput() throws IOException;

    /// From now on the present stage of the conversation (a log-in, the head of a request) may take this long, whether
    /// bytes move or not.
    ///
    /// @param limit how long, or `null` for no limit
    void stage(Duration limit);

    /// Ends this direction, then throws away what the peer still sends until it ends too, so that the last thing said here
    /// is not lost to a reset (RFC 9112, section 9.6, tells the story). Bounded: 256 KiB or one second.
    default void closeGently() {
        try {
            endOutput();
            stage(Duration.ofSeconds(1));
            var waste = ByteBuffer.allocate(8192);
            for (int left = 256 * 1024; left > 0; left -= waste.position()) {
                if (read(waste.clear()) < 0) break;
            }
        } catch (IOException _) {
            // The peer is gone or slow: nothing is owed to it any more.
        } finally {
            close();
        }
    }

    /// Closes the stream and what is underneath; [#endOutput()] before it is the polite way.
    @Override
    void close();
}
