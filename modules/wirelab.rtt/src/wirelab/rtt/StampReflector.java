package wirelab.rtt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import wirelab.hosts.NativeAccess;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Rate;
import wirelab.kit.RateLimit;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;
import wirelab.ntp.NtpTimestamp;

/// A STAMP Session-Reflector (RFC 8762): any sender of STAMP, or of TWAMP Light, measures against it.
///
/// On Linux, with the right to call the C library, it knows when the kernel got each packet and how many hops that had left;
/// elsewhere the one is a little late and the other 0.
///
/// It answers nothing that is shorter than its answer would be, so that nobody can use it against a third party. Its
/// counters are `reflected`, `malformed` (too short, or signed with another key), `limited`, `loops avoided` and `unsent`.
public final class StampReflector implements AutoCloseable {
    /// The port that wirelab uses; STAMP's own is 862, which needs the rights of an administrator.
    public static final int PORT = 8620;
    private static final int OWN_PORT = 862;
    /// The longest packet that comes back whole.
    static final int LONGEST = 9_000;

    /// How a reflector behaves.
    ///
    /// @param bind address and port to listen on; port 0 takes a free one
    /// @param stateful whether it counts its answers, so that a sender can tell on which way a packet was lost
    /// @param key of authenticated mode, `null` for the other; it answers one of the two alone
    /// @param perSecond packets per second of each source address; more are dropped
    /// @param kernel whether the kernel is asked about each packet, if it can be
    public record Options(InetSocketAddress bind, boolean stateful, String key, int perSecond, boolean kernel) {
        /// Loopback, a free port, stateless, unauthenticated, 100,000 per second and source.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0), false, null, 100_000,
                true);

        public Options {
            Objects.requireNonNull(bind);
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, stateful, key, perSecond, kernel);
        }

        public Options withStateful(boolean stateful) {
            return new Options(bind, stateful, key, perSecond, kernel);
        }

        public Options withKey(String key) {
            return new Options(bind, stateful, key, perSecond, kernel);
        }

        public Options withPerSecond(int perSecond) {
            return new Options(bind, stateful, key, perSecond, kernel);
        }

        public Options withKernel(boolean kernel) {
            return new Options(bind, stateful, key, perSecond, kernel);
        }

        /// Without the key.
        @Override
        public String toString() {
            return "reflector at " + Address.text(bind) + (stateful ? ", stateful" : "") + (key == null ? ""
                    : ", authenticated");
        }
    }

    private final StampMode mode;
    private final Reflector reflector;
    private final RateLimit limit;
    private final Counters counters = new Counters();
    private final LongAdder reflected = counters.adder("reflected");
    private final InetSocketAddress address;
    private final AutoCloseable server;

    private StampReflector(Host host, Options options) throws IOException {
        mode = StampMode.of(options.key);
        reflector = new Reflector(options.stateful, ErrorEstimate.UNKNOWN);
        limit = new RateLimit(new Rate(options.perSecond, options.perSecond, Reflector.MOST_SESSIONS));
        if (options.kernel && NativeAccess.isGiven()) {
            var messages = new ReflectorLoop(host, options.bind, this);
            address = messages.address();
            server = messages.begin();
        } else {
            var udp = UdpServer.start(host, UdpServer.Options.DEFAULTS.withBind(options.bind).withParty(RttWords.REFLECTOR)
                    .withMaxDatagram(LONGEST), this::handle);
            address = udp.address();
            server = udp;
        }
    }

    /// Starts it on this machine.
    public static StampReflector start(Options options) throws IOException {
        return start(Host.HERE, options);
    }

    /// Starts it; it answers when this returns.
    ///
    /// @throws IOException when it cannot listen there
    public static StampReflector start(Host host, Options options) throws IOException {
        return new StampReflector(host, options);
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return address;
    }

    public Counters counters() {
        return counters;
    }

    private void handle(ByteBuffer packet, InetSocketAddress source, UdpSocket socket) throws IOException {
        var received = NtpTimestamp.of(Instant.now());
        if (!reflect(packet, source, socket.local().getPort(), received, 0)) return;
        try {
            socket.send(packet, source);
            reflected.increment();
        } catch (IOException _) {
            counters.count("unsent");
        }
    }

    /// Turns a packet into its answer, in its place.
    ///
    /// @param packet from position 0 to limit, and so afterwards
    /// @param port at which it came
    /// @param ttl 0 when that is not known
    /// @return whether it is to be sent
    boolean reflect(ByteBuffer packet, InetSocketAddress source, int port, NtpTimestamp received, int ttl) {
        // Another reflector would answer an answer, and so on for ever.
        if (UdpServer.mayLoop(source) || source.getPort() == OWN_PORT || source.getPort() == port) {
            counters.count("loops avoided");
            return false;
        }
        if (!limit.allows(source.getAddress(), System.nanoTime())) {
            counters.count("limited");
            return false;
        }
        try {
            var reply = reflector.answer(StampTest.decode(mode, packet), source, received, ttl);
            reply.leavingAt(NtpTimestamp.of(Instant.now())).encode(mode, packet);
            packet.position(0);
            return true;
        } catch (ProtocolViolation _) {
            counters.count("malformed");
            return false;
        }
    }

    void sent() {
        reflected.increment();
    }

    /// Stops; may be called twice.
    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("neither server throws when it is closed", e);
        }
    }

    @Override
    public String toString() {
        return "stamp reflector on " + Address.text(address) + " (udp), " + counters;
    }
}
