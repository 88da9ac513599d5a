package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import wirelab.kit.Address;
import wirelab.kit.ProtocolException;
import wirelab.kit.Tap;
import wirelab.kit.Text;
import wirelab.kit.UdpSocket;

/// Asks a server of zoned daytime.
public final class ZoneClient implements AutoCloseable {
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("zone client", ZoneWords.WORDS);

    /// How a client behaves.
    ///
    /// @param timeout how long to wait for an answer before asking again; doubled each time
    /// @param tries how often to ask
    public record Options(Duration timeout, int tries) {
        /// Half a second, three times.
        public static final Options DEFAULTS = new Options(Duration.ofMillis(500), 3);

        /// Checks the numbers.
        public Options {
            if (!timeout.isPositive() || tries < 1 || tries > 10) {
                throw new IllegalArgumentException(timeout + ", " + tries + " tries");
            }
        }
    }

    /// What a server said, and when.
    ///
    /// @param message the answer, or the refusal
    /// @param roundTrip from the question that it answers until it came: the time in it is no older than that
    public record Reply(ZoneMessage message, Duration roundTrip) {}

    private final InetSocketAddress server;
    private final Options options;
    private final UdpSocket socket;
    private final SecureRandom random = new SecureRandom();

    private ZoneClient(InetSocketAddress server, Options options) throws IOException {
        this.server = server;
        this.options = options;
        socket = UdpSocket.towards(server, PARTY);
    }

    /// Opens a client; nothing is sent yet.
    ///
    /// @param server whom to ask
    /// @param options how it behaves
    /// @return the client
    /// @throws IOException when no socket can be had or the server's name is unknown
    public static ZoneClient open(InetSocketAddress server, Options options) throws IOException {
        return new ZoneClient(server, options);
    }

    /// Asks for the time in a zone. Asking twice does no harm, so a question that is not answered is sent again.
    ///
    /// @param zone an IANA name; empty asks for the server's own
    /// @param locale a BCP 47 tag; empty asks for the server's own
    /// @return what the server said
    /// @throws IOException when it says nothing, or nothing that can be read
    public Reply ask(String zone, String locale) throws IOException {
        var timeout = options.timeout;
        for (int i = 0; i < options.tries; i++, timeout = timeout.multipliedBy(2)) {
            // A new id for each: an answer that is late belongs to another moment.
            var question = new ZoneMessage.Question(random.nextLong(), zone, locale);
            long sent = System.nanoTime();
            socket.send(question.encode(), server);
            var message = await(question.id(), sent, timeout);
            if (message != null) return new Reply(message, Duration.ofNanos(System.nanoTime() - sent));
        }
        throw new IOException("no answer from " + Address.text(server) + " to " + options.tries
                + " questions; the last was given " + Text.duration(timeout.dividedBy(2)));
    }

    private ZoneMessage await(long id, long sent, Duration timeout) throws IOException {
        var buffer = ByteBuffer.allocate(ZoneMessage.SIZE + 1);
        for (long left = timeout.toNanos(); left > 0; left = timeout.toNanos() - (System.nanoTime() - sent)) {
            var source = socket.receive(buffer.clear(), Duration.ofNanos(left));
            if (source == null) return null;
            try {
                if (!source.equals(server)) continue;
                var message = ZoneMessage.decode(buffer.flip());
                if (message.id() == id && !(message instanceof ZoneMessage.Question)) return message;
            } catch (ProtocolException _) {
                // Anybody can send us such a datagram: the true answer may still come.
            }
        }
        return null;
    }

    /// Closes the socket.
    @Override
    public void close() {
        socket.close();
    }
}
