package wirelab.echo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.BufferPool;
import wirelab.kit.Connection;
import wirelab.kit.DualServer;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;

/// An echo server after RFC 862: over TCP it sends back all bytes until the client ends its direction; over UDP it sends
/// back each datagram. Both on the same port.
public final class EchoServer implements AutoCloseable {
    /// The port that wirelab uses; RFC 862 names port 7, which needs the rights of an administrator.
    public static final int PORT = 7007;

    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("echo server", EchoWords.WORDS);

    /// How a server behaves.
    ///
    /// @param tcp the TCP side, or `null` for none
    /// @param udp the UDP side, or `null` for none; with both, its port follows that of the TCP side
    /// @param work time that the server pretends to compute on each message before it answers; zero but for experiments
    public record Options(TcpServer.Options tcp, UdpServer.Options udp, Duration work) {
        /// TCP and UDP on a free port of loopback, with the limits that the module's page lists.
        public static final Options DEFAULTS = new Options(
                TcpServer.Options.DEFAULTS.withParty(PARTY).withRefusal("too many connections, try again later\r\n"),
                UdpServer.Options.DEFAULTS.withParty(PARTY), Duration.ZERO);

        public Options withBind(InetSocketAddress bind) {
            return new Options(tcp == null ? null : tcp.withBind(bind), udp == null ? null : udp.withBind(bind), work);
        }

        public Options withTcp(TcpServer.Options tcp) {
            return new Options(tcp, udp, work);
        }

        public Options withUdp(UdpServer.Options udp) {
            return new Options(tcp, udp, work);
        }

        public Options withWork(Duration work) {
            return new Options(tcp, udp, work);
        }
    }

    /// What an idle connection holds; enough for lines and small messages.
    private static final int SMALL = 2048;
    /// What a connection borrows while it sends in bulk.
    private static final int LARGE = 64 * 1024;
    private static final BufferPool POOL = new BufferPool(LARGE, 64);

    private final DualServer servers;
    private final long workNanos;

    private EchoServer(Host host, Options options) throws IOException {
        workNanos = options.work.toNanos();
        servers = DualServer.start(host, options.tcp, this::echo, options.udp, this::echo);
    }

    /// Starts it on this machine, [Host#HERE].
    public static EchoServer start(Options options) throws IOException {
        return start(Host.HERE, options);
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @throws IOException when it cannot listen there
    public static EchoServer start(Host host, Options options) throws IOException {
        return new EchoServer(host, options);
    }

    /// {@return where the server listens, on TCP and UDP alike: address and true port}
    public InetSocketAddress address() {
        return servers.address();
    }

    /// Both sides, with their counters.
    public DualServer servers() {
        return servers;
    }

    /// Stops both sides; open conversations get the drain time to finish.
    @Override
    public void close() {
        servers.close();
    }

    private void echo(Connection connection) throws IOException {
        relay(connection::read, connection, workNanos);
    }

    /// Where bytes to be echoed come from: a connection, or what has read ahead on it.
    public interface Source {
        /// Reads what has come, as [Connection#read(ByteBuffer)].
        int read(ByteBuffer into) throws IOException;
    }

    /// Sends everything back until the client ends. Nothing is read while the client does not take what was sent, so a
    /// client that never reads fills its own buffers and no more.
    ///
    /// @param workNanos how long it pretends to compute on each message
    public static void relay(Source source, Connection connection, long workNanos) throws IOException {
        var small = ByteBuffer.allocateDirect(SMALL);
        var buffer = small;
        try {
            while (source.read(buffer.clear()) >= 0) {
                int n = buffer.flip().remaining();
                work(workNanos);
                connection.write(buffer);
                if (n == SMALL && buffer == small) {
                    buffer = POOL.take();
                } else if (n <= SMALL && buffer != small) {
                    POOL.give(buffer);
                    buffer = small;
                }
            }
        } finally {
            if (buffer != small) POOL.give(buffer);
        }
    }

    private void echo(ByteBuffer payload, InetSocketAddress source, UdpSocket socket) throws IOException {
        work(workNanos);
        socket.send(payload, source);
    }

    private static void work(long nanos) {
        for (long end = System.nanoTime() + nanos, left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public String toString() {
        return "echo server on " + servers.words();
    }
}
