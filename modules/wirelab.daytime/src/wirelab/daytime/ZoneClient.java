package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import wirelab.kit.Address;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;
import wirelab.kit.Text;
import wirelab.kit.UdpAsk;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

/// Asks a server of zoned daytime.
public final class ZoneClient implements AutoCloseable {
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("zone client", ZoneWords.WORDS);

    /// How a client behaves.
    ///
    /// @param timeout how long to wait for an answer before asking again; doubled each time
    public record Options(Duration timeout, int tries) {
        /// Half a second, three times.
        public static final Options DEFAULTS = new Options(Duration.ofMillis(500), 3);

        public Options {
            if (!timeout.isPositive() || tries < 1 || tries > 10) {
                throw new UsageException(timeout + ", " + tries + " tries");
            }
        }
    }

    /// What a server said, and when.
    ///
    /// @param roundTrip from the question that it answers until it came: the time in it is no older than that
    public record Reply(ZoneMessage message, Duration roundTrip) {}

    private final InetSocketAddress server;
    private final Options options;
    private final UdpSocket socket;
    private final UdpAsk ask;
    /// The last that was sent, and when.
    private ZoneMessage.Question question;
    private long sent;

    private ZoneClient(Host host, InetSocketAddress server, Options options) throws IOException {
        this.server = server;
        this.options = options;
        socket = host.towards(server, PARTY);
        ask = new UdpAsk(socket, ZoneMessage.SIZE);
    }

    /// Opens it on this machine, [Host#HERE].
    public static ZoneClient open(InetSocketAddress server, Options options) throws IOException {
        return open(Host.HERE, server, options);
    }

    /// Opens a client; nothing is sent yet.
    ///
    /// @throws IOException when no socket can be had or the server's name is unknown
    public static ZoneClient open(Host host, InetSocketAddress server, Options options) throws IOException {
        return new ZoneClient(host, server, options);
    }

    /// Asks for the time in a zone. Asking twice does no harm, so a question that is not answered is sent again.
    ///
    /// @param zone an IANA name; empty asks for the server's own
    /// @param locale a BCP 47 tag; empty asks for the server's own
    /// @throws IOException when it says nothing, or nothing that can be read
    public Reply ask(String zone, String locale) throws IOException {
        var waits = UdpAsk.doubling(options.timeout, options.tries);
        var reply = ask.ask(waits, () -> {
            // A new id for each: an answer that is late belongs to another moment.
            question = new ZoneMessage.Question(Secrets.RANDOM.nextLong(), zone, locale);
            sent = System.nanoTime();
            socket.send(question.encode(), server);
        }, this::judge);
        if (reply != null) return reply;
        throw new IOException("no answer from " + Address.text(server) + " to " + options.tries
                + " questions; the last was given " + Text.duration(waits.getLast()));
    }

    private Reply judge(ByteBuffer datagram, InetSocketAddress source) {
        if (!source.equals(server)) return null;
        try {
            var message = ZoneMessage.decode(datagram);
            if (message.id() != question.id() || message instanceof ZoneMessage.Question) return null;
            return new Reply(message, Duration.ofNanos(System.nanoTime() - sent));
        } catch (ProtocolViolation _) {
            // Anybody can send us such a datagram: the true answer may still come.
            return null;
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return "zone client " + Address.text(socket.local()) + " -> " + Address.text(server);
    }
}
