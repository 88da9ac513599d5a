package wirelab.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;
import wirelab.ssh.Forward.Listening;

/// The forwarded ports of one connection (RFC 4254, section 7), at either end: this one connects for the other where it is
/// asked to, and listens for it where it is asked to.
final class Forwards implements AutoCloseable {
    private static final Tap.Party PARTY = new Tap.Party("forward", Tap.Words.NONE);
    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final int MOST_LISTENERS = 16;
    /// All addresses that a peer may ask to listen on: those of loopback, and the ways to say that one does not mind.
    private static final Set<String> LOOPBACK = Set.of("", "localhost", "127.0.0.1", "*", "0.0.0.0");

    private final Host host;
    private final Map<Listening, TcpServer> listeners = new ConcurrentHashMap<>();

    Forwards(Host host) {
        this.host = host;
    }

    Host host() {
        return host;
    }

    /// Connects for the peer, on a thread of its own, and confirms the channel when that is done.
    void connect(SshChannel channel, String to, int port) {
        Thread.ofVirtual().name("ssh-connect").start(() -> {
            try {
                Connection socket;
                try {
                    var address = new InetSocketAddress(to, port);
                    if (address.isUnresolved()) throw new IOException("unknown host");
                    socket = host.connect(address, PARTY);
                } catch (IOException | UsageException e) {
                    channel.refuse(ConnectionMessage.OpenFailure.CONNECT_FAILED, Failure.reason(e));
                    return;
                }
                channel.confirm(SshChannel.NOBODY);
                Forward.carry(channel, socket);
            } catch (IOException _) {
                // The connection has ended, and with it the channel.
            }
        });
    }

    /// Listens on loopback, and opens a channel for each that connects.
    ///
    /// @param opener makes the channel of a connection
    /// @return where it listens
    InetSocketAddress listen(String address, int port, Opener opener) throws IOException {
        if (listeners.size() >= MOST_LISTENERS) throw new IOException("there are too many ports already");
        var options = TcpServer.Options.DEFAULTS.withTimeouts(FOREVER, FOREVER).withParty(PARTY).withDrain(Duration.ZERO)
                .withBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        var server = TcpServer.start(host, options, socket -> Forward.carry(opener.open(socket), socket));
        listeners.put(new Listening(address, server.address().getPort()), server);
        return server.address();
    }

    /// Makes the channel of a connection.
    @FunctionalInterface
    interface Opener {
        SshChannel open(Connection socket) throws IOException;
    }

    /// A request of a client to listen for it, or to stop that.
    ///
    /// @return the answer; `null` to refuse
    byte[] asked(SshConnection connection, String request, byte[] data) {
        try {
            var listening = Listening.decode(data);
            if (request.equals(Forward.CANCEL)) {
                var server = listeners.remove(listening);
                if (server == null) return null;
                server.close();
                return new byte[0];
            }
            // Whoever may listen for all the world is for the administrator of the machine to say.
            if (!LOOPBACK.contains(listening.address())) return null;
            int[] bound = {listening.port()};
            var address = listen(listening.address(), listening.port(), socket -> connection.open(Forward.FORWARDED,
                    new Forward(listening.address(), bound[0], socket.remote().getAddress().getHostAddress(),
                            socket.remote().getPort()).encode(), SshChannel.NOBODY));
            bound[0] = address.getPort();
            return listening.port() == 0 ? new FieldWriter().u32(address.getPort()).done() : new byte[0];
        } catch (IOException _) {
            // The port is taken, or the request is none: either way it is refused.
            return null;
        }
    }

    @Override
    public void close() {
        listeners.values().forEach(TcpServer::close);
        listeners.clear();
    }

    /// As much of SOCKS 5 (RFC 1928) as a program needs to say where it wants to go: `CONNECT`, without a login.
    ///
    /// ```
    /// 05 | count | methods                              -> 05 00
    /// 05 01 00 | 01 IPv4, 03 length name, 04 IPv6 | port  -> 05 status 00 01 00000000 0000
    /// ```
    static final class Socks {
        private static final Duration LIMIT = Duration.ofSeconds(30);
        private static final int OK = 0, REFUSED = 5, NO_SUCH_COMMAND = 7, NO_SUCH_ADDRESS = 8;

        private Socks() {}

        /// Hears where a program wants to go, and opens the channel.
        static SshChannel open(SshLink link, Connection socket) throws IOException {
            socket.stage(LIMIT);
            if (read(socket, 1)[0] != 5) throw new ProtocolViolation("version", 0, "is not 5");
            read(socket, read(socket, 1)[0] & 0xff);
            socket.write(ByteBuffer.wrap(new byte[] {5, 0}));
            byte[] request = read(socket, 4);
            String host = switch (request[3]) {
                case 1 -> InetAddress.getByAddress(read(socket, 4)).getHostAddress();
                case 3 -> new String(read(socket, read(socket, 1)[0] & 0xff), StandardCharsets.US_ASCII);
                case 4 -> InetAddress.getByAddress(read(socket, 16)).getHostAddress();
                default -> throw refused(socket, NO_SUCH_ADDRESS);
            };
            int port = new FieldReader(read(socket, 2)).u16("port");
            if (request[0] != 5 || request[1] != 1) throw refused(socket, NO_SUCH_COMMAND);
            try {
                var channel = link.open(Forward.DIRECT, new Forward(host, port,
                        socket.remote().getAddress().getHostAddress(),
                        socket.remote().getPort()).encode(), SshChannel.NOBODY);
                answer(socket, OK);
                socket.stage(null);
                return channel;
            } catch (SshException e) {
                answer(socket, REFUSED);
                throw e;
            }
        }

        private static IOException refused(Connection socket, int status) throws IOException {
            answer(socket, status);
            return new ProtocolViolation("request", 0, "asks for what is not here");
        }

        private static void answer(Connection socket, int status) throws IOException {
            socket.write(ByteBuffer.wrap(new byte[] {5, (byte) status, 0, 1, 0, 0, 0, 0, 0, 0}));
        }

        private static byte[] read(Connection socket, int count) throws IOException {
            var bytes = ByteBuffer.allocate(count);
            while (bytes.hasRemaining()) {
                if (socket.read(bytes) < 0) throw new ProtocolViolation("request", bytes.position(), "is cut short");
            }
            return bytes.array();
        }
    }
}
