package wirelab.index;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Frames;
import wirelab.kit.Hmac;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.Visible;

/// A connection to a node, to ask it. One thread at a time.
public final class IndexLink implements Closeable {
    static final int LONGEST = 1 << 20;
    /// Documents of all nodes together that are listed.
    private static final int MOST_HOLDINGS = 2_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration WHOLE = Duration.ofHours(6);

    /// A node has said why it does not give what it was asked for.
    public static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        /// @param reason in its words, which are made harmless
        RefusedException(String reason) {
            super(Visible.of(reason));
        }
    }

    private final Connection connection;
    private final Frames frames;

    private IndexLink(Connection connection) {
        this.connection = connection.limit(IDLE, WHOLE);
        frames = new Frames(connection, 4, LONGEST);
    }

    /// Connects to a node.
    ///
    /// @param key `null` for none
    /// @throws IOException when nobody answers, or in another way
    public static IndexLink connect(Host host, InetSocketAddress node, Hmac key) throws IOException {
        var connection = host.connect(node, new Tap.Party("index", Tap.Words.NONE), PATIENCE);
        try {
            var link = new IndexLink(connection);
            connection.stage(PATIENCE);
            Greeting.exchange(link.frames, key, true);
            connection.stage(null);
            return link;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /// Asks.
    ///
    /// @param wanted the kind of answer; of another kind there is none but a refusal
    /// @throws RefusedException when the node does not want, or cannot
    /// @throws IOException when the connection breaks
    public <R extends IndexReply> R ask(IndexRequest request, Class<R> wanted) throws IOException {
        frames.write(request.encode());
        // Content is read to the end before the next question, so a frame is never read beyond its end by more than that.
        byte[] frame = request instanceof IndexRequest.Content ? readAlone() : frames.read();
        if (frame == null) throw new EOFException(Address.text(connection.remote()) + " has ended the connection");
        var reply = IndexReply.decode(frame);
        if (reply instanceof IndexReply.Refused(String reason)) throw new RefusedException(reason);
        if (!wanted.isInstance(reply)) throw new ProtocolViolation("kind", 0, "is not what was asked for");
        return wanted.cast(reply);
    }

    /// A frame and nothing behind it, which the kit's frames would have read into their buffer.
    private byte[] readAlone() throws IOException {
        int length = read(ByteBuffer.allocate(4)).getInt();
        if (length < 1 || length > LONGEST) throw new ProtocolViolation("frame length", 0, length + " is out of bounds");
        return read(ByteBuffer.allocate(length)).array();
    }

    /// Fills a buffer with what follows, of the content behind an [IndexReply.Content].
    ///
    /// @return the buffer, ready to be read from
    ByteBuffer read(ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (connection.read(into) < 0) throw new EOFException(Address.text(connection.remote()) + " has ended early");
        }
        return into.flip();
    }

    /// {@return the nodes that live, as far as the one asked knows; itself first}
    public List<IndexReply.Node> nodes() throws IOException {
        return ask(new IndexRequest.Nodes(), IndexReply.Nodes.class).nodes();
    }

    /// {@return the documents of all nodes, each with its holders}
    public List<IndexReply.Holding> holdings() throws IOException {
        var all = new ArrayList<IndexReply.Holding>();
        while (true) {
            var some = ask(new IndexRequest.Holdings(all.size()), IndexReply.Holdings.class);
            all.addAll(some.holdings());
            if (all.size() >= some.total()) return all;
            if (some.holdings().isEmpty() || all.size() > MOST_HOLDINGS) {
                throw new ProtocolViolation("total", 1, some.total() + " is not what comes");
            }
        }
    }

    public InetSocketAddress remote() {
        return connection.remote();
    }

    /// {@return bytes that this end has received}
    public long received() {
        return connection.received();
    }

    /// {@return bytes that this end has sent}
    public long sent() {
        return connection.sent();
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return "link to " + Address.text(connection.remote());
    }
}
