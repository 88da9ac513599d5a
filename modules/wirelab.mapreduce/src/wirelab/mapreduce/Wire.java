package wirelab.mapreduce;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.kit.Connection;
import wirelab.kit.Frames;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.terms.Terms;

/// One conversation of the protocol, after both ends have proved that they have the same key. Any thread may send.
final class Wire implements Closeable {
    /// Until a peer is known, it may send no more at once than this.
    private static final int GREETING = 4 + Message.MAX_TEXT;

    private static final Duration PING = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /// What the other end said about itself.
    record Peer(int role, boolean takesJobs) {}

    private final Connection connection;
    private final Frames frames;
    private final ReentrantLock sending = new ReentrantLock();
    private final Peer peer;
    private volatile boolean closed;
    /// Whether this end listens.
    private volatile boolean waiting;

    private Wire(Connection connection, Peer peer) {
        this.connection = connection;
        this.peer = peer;
        frames = new Frames(connection, 4, Message.MAX_BYTES);
    }

    /// Greets a server.
    ///
    /// @param role 0 master, 1 mapper
    /// @throws IOException when it refuses, or does not have the key
    static Wire greet(Connection connection, int role, byte[] key) throws IOException {
        var frames = new Frames(connection, 4, GREETING);
        byte[] mine = Secrets.bytes(Message.NONCE);
        frames.write(new Message.Hello(Message.VERSION, role, mine).encode());
        var challenge = expect(Message.Challenge.class, frames);
        var keyed = Hmac.sha256(key);
        if (!Secrets.same(challenge.proof(), proof(keyed, "server", mine, challenge.nonce()))) {
            throw new ProtocolViolation("proof", 0, "the node has another key");
        }
        frames.write(new Message.Proof(proof(keyed, "client", mine, challenge.nonce())).encode());
        return new Wire(connection, new Peer(role, expect(Message.Welcome.class, frames).takesJobs()));
    }

    /// Is greeted by a client.
    ///
    /// @throws IOException when it does not have the key, or does not speak this protocol
    static Wire welcome(Connection connection, byte[] key, boolean takesJobs) throws IOException {
        var frames = new Frames(connection, 4, GREETING);
        var hello = expect(Message.Hello.class, frames);
        if (hello.version() != Message.VERSION) {
            frames.write(new Message.Refused("version " + Message.VERSION + " is spoken here").encode());
            throw new ProtocolViolation("version", 5, hello.version() + " is not spoken here");
        }
        byte[] mine = Secrets.bytes(Message.NONCE);
        var keyed = Hmac.sha256(key);
        frames.write(new Message.Challenge(mine, proof(keyed, "server", hello.nonce(), mine)).encode());
        var proof = expect(Message.Proof.class, frames);
        if (!Secrets.same(proof.proof(), proof(keyed, "client", hello.nonce(), mine))) {
            frames.write(new Message.Refused("the key is another one").encode());
            throw new ProtocolViolation("proof", 1, "the peer has another key");
        }
        frames.write(new Message.Welcome(takesJobs).encode());
        return new Wire(connection, new Peer(hello.role(), takesJobs));
    }

    private static byte[] proof(Hmac key, String who, byte[] clients, byte[] servers) {
        return key.of(Terms.utf8("wirelab mapreduce " + who), clients, servers);
    }

    private static <M extends Message> M expect(Class<M> kind, Frames frames) throws IOException {
        byte[] bytes = frames.read();
        if (bytes == null) throw new IOException("the peer hung up while greeting");
        return as(kind, Message.decode(bytes));
    }

    /// {@return the message as what it should be}
    static <M extends Message> M as(Class<M> kind, Message message) throws IOException {
        if (kind.isInstance(message)) return kind.cast(message);
        if (message instanceof Message.Refused refused) throw new RefusedException(refused.reason());
        String found = message == null ? "the end" : message.getClass().getSimpleName();
        throw new ProtocolViolation("type", 0, kind.getSimpleName() + " expected, found " + found);
    }

    void send(Message message) throws IOException {
        byte[] bytes = message.encode();
        sending.lock();
        try {
            frames.write(bytes);
        } finally {
            sending.unlock();
        }
    }

    /// Sends a [Message.Block] whose text the system takes from the file: it is not copied through this process.
    ///
    /// @throws EOFException when the file has become shorter; the frame is cut in two then, and the conversation over
    void sendBlock(Message.Attempt attempt, String document, FileChannel file, long at, int count) throws IOException {
        byte[] head = Message.Codec.blockHead(attempt, document, at, count);
        sending.lock();
        try {
            connection.write(ByteBuffer.wrap(head));
            for (int sent = 0; sent < count; ) {
                int n = (int) connection.send(file, at + sent, count - sent);
                sent += n > 0 ? n : copy(file, at + sent, count - sent);
            }
        } finally {
            sending.unlock();
        }
    }

    /// The other way, where somebody watches the connection, or the system does not lend.
    private int copy(FileChannel file, long at, int count) throws IOException {
        var text = ByteBuffer.allocate(count);
        if (file.read(text, at) < 0) {
            cut();
            throw new EOFException("the file became shorter");
        }
        int n = text.position();
        connection.write(text.flip());
        return n;
    }

    /// Waits for the next message that says something.
    ///
    /// @return `null` when the peer has ended in order
    Message receive() throws IOException {
        while (true) {
            waiting = true;
            byte[] bytes = frames.read();
            waiting = false;
            if (bytes == null) return null;
            var message = Message.decode(bytes);
            if (!(message instanceof Message.Ping)) return message;
        }
    }

    /// From now on a word is said each second, and the peer's silence ends the conversation: a host that is gone sends no
    /// end. While this end does not listen, the peer may be waiting itself.
    Wire keepAlive() {
        Thread.ofVirtual().name("mapreduce-ping").start(() -> {
            try {
                long heard = System.nanoTime();
                for (long received = 0; !closed; ) {
                    Thread.sleep(PING);
                    // On a slow link a message may take longer than the silence, as long as it comes.
                    if (!waiting || connection.received() != received) heard = System.nanoTime();
                    received = connection.received();
                    if (System.nanoTime() - heard > SILENCE.toNanos()) cut();
                    else ping();
                }
            } catch (IOException | InterruptedException _) {
                // Whoever reads sees the end as well.
                cut();
            }
        });
        return this;
    }

    /// Whoever is sending says enough, and may have to wait for a peer whose silence is to be noticed.
    private void ping() throws IOException {
        if (!sending.tryLock()) return;
        try {
            frames.write(new Message.Ping().encode());
        } finally {
            sending.unlock();
        }
    }

    Peer peer() {
        return peer;
    }

    /// Ends it without a word: whoever reads or writes it gets an exception.
    void cut() {
        closed = true;
        connection.reset();
    }

    @Override
    public void close() {
        closed = true;
        connection.close();
    }

    /// The peer said why it does not go on.
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    /// {@return the address in a message, looked up}
    static InetSocketAddress resolved(InetSocketAddress address) {
        return address.isUnresolved() ? new InetSocketAddress(address.getHostString(), address.getPort()) : address;
    }
}
