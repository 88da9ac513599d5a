package wirelab.stun;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.FieldReader;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Rate;
import wirelab.kit.RateLimit;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

/// A STUN server over UDP and TCP, and with a second address one for NAT behaviour discovery.
///
/// With two addresses A1, A2 and two ports P1, P2 it has four UDP sockets; that is how a client can ask to be answered
/// from elsewhere.
///
/// ```
/// try (var server = BindingServer.start(BindingServer.Options.DEFAULTS)) { ... server.address() ... }
/// ```
public final class BindingServer implements AutoCloseable {
    /// The port of STUN (RFC 8489, section 18.7).
    public static final int PORT = 3478;

    /// How a server behaves.
    ///
    /// @param bind A1:P1, where clients ask first; port 0 takes a free one
    /// @param otherAddress A2, or `null` for a server without discovery
    /// @param otherPort P2; port 0 takes a free one
    /// @param tcp whether it listens on TCP at A1:P1 as well
    /// @param credential what every request must be signed with, or `null` for none
    /// @param perSecond requests per second and source address that are answered over UDP (twice as many at once); more are
    ///        counted and dropped, so that nobody whose address is forged is flooded with answers
    public record Options(InetSocketAddress bind, InetAddress otherAddress, int otherPort, boolean tcp,
            Credential credential, int perSecond) {
        /// Loopback, a free port, one address, TCP too, nothing signed, 100 requests per second and source.
        public static final Options DEFAULTS =
                new Options(new InetSocketAddress("127.0.0.1", 0), null, 0, true, null, 100);

        public Options {
            Objects.requireNonNull(bind);
            if (otherAddress != null && (bind.getAddress().isAnyLocalAddress() || otherAddress.equals(bind.getAddress()))) {
                throw new UsageException("discovery needs two different addresses, each named");
            }
            if (perSecond < 1 || perSecond > 1_000_000_000) throw new UsageException("the rate is 1 to 1,000,000,000");
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, otherAddress, otherPort, tcp, credential, perSecond);
        }

        public Options withOther(InetAddress otherAddress, int otherPort) {
            return new Options(bind, otherAddress, otherPort, tcp, credential, perSecond);
        }

        public Options withTcp(boolean tcp) {
            return new Options(bind, otherAddress, otherPort, tcp, credential, perSecond);
        }

        public Options withCredential(Credential credential) {
            return new Options(bind, otherAddress, otherPort, tcp, credential, perSecond);
        }

        public Options withPerSecond(int perSecond) {
            return new Options(bind, otherAddress, otherPort, tcp, credential, perSecond);
        }
    }

    /// Sources whose rate is remembered.
    private static final int SOURCES = 10_000;
    /// Threads that read one port: more than processors, since clients are shared out among them by chance.
    private static final int READERS = 4;
    /// A free port may be taken on the other address; so often another one is tried.
    private static final int TRIES = 50;
    private static final String SOFTWARE = "wirelab";
    private static final Tap.Party PARTY = new Tap.Party("stun-server", StunWords.WORDS);

    private final Host host;
    private final Options options;
    private final List<UdpServer> udp = new ArrayList<>();
    private TcpServer tcp;
    /// There when all sockets are, since an answer names several of them; a datagram that comes before is not answered.
    private volatile StunResponder responder;

    private BindingServer(Host host, Options options) throws IOException {
        this.host = host;
        this.options = options;
        open();
        responder = new StunResponder(udp.stream().map(UdpServer::address).toList(), options.credential, SOFTWARE);
    }

    /// Starts it on this machine, [Host#HERE].
    public static BindingServer start(Options options) throws IOException {
        return start(Host.HERE, options);
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @throws IOException when it cannot listen there
    public static BindingServer start(Host host, Options options) throws IOException {
        return new BindingServer(host, options);
    }

    private void open() throws IOException {
        boolean anyPort = options.bind.getPort() == 0 || options.otherAddress != null && options.otherPort == 0;
        for (int left = anyPort ? TRIES : 1; ; left--) {
            try {
                bind();
                return;
            } catch (IOException e) {
                close();
                udp.clear();
                if (left == 1) throw e;
            }
        }
    }

    /// Opens the sockets in the order of their numbers: bit 0 is the port, bit 1 the address.
    private void bind() throws IOException {
        var limit = new RateLimit(new Rate(options.perSecond, 2 * options.perSecond, SOURCES));
        udp(options.bind, limit);
        var first = address();
        if (options.tcp) {
            tcp = TcpServer.start(host, TcpServer.Options.DEFAULTS.withBind(first).withParty(PARTY), this::converse);
        }
        if (options.otherAddress == null) return;
        udp(new InetSocketAddress(first.getAddress(), options.otherPort), limit);
        udp(new InetSocketAddress(options.otherAddress, first.getPort()), limit);
        udp(new InetSocketAddress(options.otherAddress, udp.get(1).address().getPort()), limit);
    }

    private void udp(InetSocketAddress bind, RateLimit limit) throws IOException {
        int number = udp.size();
        var udpOptions = UdpServer.Options.DEFAULTS.withBind(bind).withParty(PARTY)
                .withMaxDatagram(StunMessage.HEADER + StunMessage.MAX_LENGTH).withReaders(READERS);
        udp.add(UdpServer.start(host, udpOptions, limit,
                (payload, source, socket) -> answer(payload, source, socket, number)));
    }

    private void answer(ByteBuffer payload, InetSocketAddress source, UdpSocket socket, int number) throws IOException {
        var ready = responder;
        var reply = ready == null ? null : ready.answer(payload, source, number);
        if (reply == null) return;
        // From the same address by the same socket: then the readers do not wait for each other.
        var from = reply.socket() == number ? socket : udp.get(reply.socket()).socket();
        from.send(reply.payload(), reply.to());
    }

    /// Answers one request after the other on a TCP connection; the header says where each ends (RFC 8489, section 6.2.2).
    private void converse(Connection connection) throws IOException {
        var header = ByteBuffer.allocate(StunMessage.HEADER);
        while (fill(connection, header.clear())) {
            int length = new FieldReader(header.flip().position(2)).u16("message length");
            if (length > StunMessage.MAX_LENGTH) {
                throw new ProtocolViolation("message length", 2, length + " is more than " + StunMessage.MAX_LENGTH);
            }
            var message = ByteBuffer.allocate(StunMessage.HEADER + length).put(header.position(0));
            if (!fill(connection, message)) return;
            var reply = responder.answer(message.flip(), connection.remote(), StunResponder.STREAM);
            if (reply != null) connection.write(reply.payload());
        }
    }

    /// Reads until a buffer is full; false when the client has ended its direction before that.
    private static boolean fill(Connection connection, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) if (connection.read(buffer) < 0) return false;
        return true;
    }

    /// {@return where clients ask first: A1:P1, on UDP and, if asked for, TCP}
    public InetSocketAddress address() {
        return udp.getFirst().address();
    }

    /// {@return all addresses on UDP: A1:P1, and with a second address A1:P2, A2:P1, A2:P2}
    public List<InetSocketAddress> addresses() {
        return udp.stream().map(UdpServer::address).toList();
    }

    /// {@return what has happened so far, over UDP: the counters of [UdpServer], all sockets together; numbers by name}
    public Map<String, Long> counters() {
        var sum = new TreeMap<String, Long>();
        for (var server : udp) server.counters().snapshot().forEach((name, n) -> sum.merge(name, n, Long::sum));
        return sum;
    }

    /// Stops. May be called twice.
    @Override
    public void close() {
        udp.forEach(UdpServer::close);
        if (tcp != null) tcp.close();
    }

    @Override
    public String toString() {
        return "stun server on " + addresses().stream().map(Address::text).toList();
    }
}
