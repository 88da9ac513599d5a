package wirelab.multicast;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Objects;
import wirelab.kit.Address;
import wirelab.kit.Host;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

/// Sends numbered datagrams to a [Target], by whichever of the four ways that is; anycast with fail-over is [AnycastSender].
///
/// One thread at a time.
public final class Sender implements AutoCloseable {
    /// How often the end is said, since a datagram that says it may get lost as well.
    public static final int ENDS = 3;

    /// How a sender behaves.
    ///
    /// @param party who speaks at this end, for taps
    /// @param timeToLive routers that a datagram to a group may cross, and one more: 0 stays on this host, 1 on the
    ///        subnet, at most 255 (hop limit in IPv6)
    /// @param loopback whether this host gets what it sends to a group, too. Off has no effect on the loopback
    ///        interface, which carries everything back by its nature
    /// @param size bytes of each datagram, at least what header and text need; 0 for just that
    /// @param text what each datagram carries, at most 1,000 bytes
    /// @param iperf whether to write the header of iperf 2 instead of ours, for receivers that are `iperf -s -u`
    public record Options(Tap.Party party, int timeToLive, boolean loopback, int size, String text, boolean iperf) {
        /// Stays on the subnet, heard on this host too, as short as can be, no text.
        public static final Options DEFAULTS = new Options(new Tap.Party("sender", CastWords.WORDS), 1, true, 0, "", false);

        public Options {
            Objects.requireNonNull(party);
            Objects.requireNonNull(text);
            if (timeToLive < 0 || timeToLive > 255) {
                throw new UsageException("a time to live is 0 to 255, not " + timeToLive);
            }
            if (size < 0 || size > UdpSocket.MAX_PAYLOAD) {
                throw new UsageException("a datagram has at most " + UdpSocket.MAX_PAYLOAD + " bytes, not " + size);
            }
            if (iperf && !text.isEmpty()) throw new UsageException("a datagram of iperf carries no text");
        }

        public Options withName(String name) {
            return new Options(new Tap.Party(name, CastWords.WORDS), timeToLive, loopback, size, text, iperf);
        }

        public Options withTimeToLive(int timeToLive) {
            return new Options(party, timeToLive, loopback, size, text, iperf);
        }

        public Options withLoopback(boolean loopback) {
            return new Options(party, timeToLive, loopback, size, text, iperf);
        }

        public Options withSize(int size) {
            return new Options(party, timeToLive, loopback, size, text, iperf);
        }

        public Options withText(String text) {
            return new Options(party, timeToLive, loopback, size, text, iperf);
        }

        /// Speaks to receivers that are iperf 2.
        public Options withIperf(boolean iperf) {
            return new Options(party, timeToLive, loopback, size, text, iperf);
        }
    }

    private static final InstantSource CLOCK = InstantSource.system();

    private final Target target;
    private final Options options;
    private final UdpSocket socket;
    private final long sender = Secrets.RANDOM.nextLong();
    private final int padding;
    private long sequence;

    private Sender(Host host, Target target, Options options) throws IOException {
        this.target = target;
        this.options = options;
        padding = Math.max(0, options.size - new CastMessage.Data(0, 1, 0, false, options.text, 0).encode().remaining());
        socket = host.bind(new InetSocketAddress(target.source(), 0), options.party);
        try {
            if (target.kind() == Kind.BROADCAST) socket.option(StandardSocketOptions.SO_BROADCAST, true);
            if (target.kind() == Kind.MULTICAST) {
                socket.option(StandardSocketOptions.IP_MULTICAST_TTL, options.timeToLive);
                socket.option(StandardSocketOptions.IP_MULTICAST_LOOP, options.loopback);
                socket.option(StandardSocketOptions.IP_MULTICAST_IF, target.on());
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw new IOException("no " + target + ": " + e.getMessage(), e);
        }
    }

    /// Opens it on this machine, [Host#HERE].
    public static Sender open(Target target, Options options) throws IOException {
        return open(Host.HERE, target, options);
    }

    /// Opens a sender; nothing is sent yet.
    ///
    /// @param target where datagrams go; of a set for anycast each member gets each datagram, see [AnycastSender]
    /// @throws IOException when there is no socket, or the interface cannot do it
    public static Sender open(Host host, Target target, Options options) throws IOException {
        return new Sender(host, target, options);
    }

    /// Sends the next datagram.
    ///
    /// @throws IOException when the system will not send it, in words that say what to do
    public long send() throws IOException {
        return send(options.text);
    }

    /// Sends the next datagram with a text of its own.
    ///
    /// @param text at most 1,000 bytes; it may make the datagram longer or shorter than the others
    /// @throws IOException when the system will not send it, in words that say what to do
    public long send(String text) throws IOException {
        if (sequence == (options.iperf ? Integer.MAX_VALUE - 1 : CastMessage.MAX_SEQUENCE)) {
            throw new IOException("a sender has no more numbers after " + sequence);
        }
        long number = sequence + 1;
        toAll(options.iperf ? IperfDatagram.at(number, false, now(), iperfSize()).encode()
                : new CastMessage.Data(sender, number, now(), false, text, padding).encode());
        sequence = number;
        return number;
    }

    /// Says that there will be no more; nothing if there was none. In the language of iperf the end is a datagram with a
    /// number of its own.
    ///
    /// @throws IOException when the system will not send it
    public void end() throws IOException {
        if (sequence == 0) return;
        for (int i = 0; i < ENDS; i++) {
            toAll(options.iperf ? IperfDatagram.at(sequence + 1, true, now(), iperfSize()).encode()
                    : new CastMessage.End(sender, sequence, now()).encode());
        }
    }

    private int iperfSize() {
        return Math.max(IPERF_LEAST, options.size);
    }

    /// iperf's own settings begin behind its header, and what it finds there must be zero.
    private static final int IPERF_LEAST = 64;

    private void toAll(ByteBuffer datagram) throws IOException {
        for (var to : target.addresses()) {
            try {
                socket.send(datagram.duplicate(), to);
            } catch (IOException e) {
                throw SendFailure.explain(e, target, to);
            }
        }
    }

    static long now() {
        var now = CLOCK.instant();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    /// {@return how many datagrams were sent, ends not counted: the number of the last}
    public long sent() {
        return sequence;
    }

    /// {@return the number that this run has drawn: see [CastMessage#sender()]}
    public long id() {
        return sender;
    }

    /// This end.
    public InetSocketAddress local() {
        return socket.local();
    }

    /// Closes the socket; says nothing.
    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return "sender " + Address.text(local()) + ", " + target + ", " + sequence + " sent";
    }
}
