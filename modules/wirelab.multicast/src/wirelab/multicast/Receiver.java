package wirelab.multicast;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.MembershipKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.ProtocolException;
import wirelab.kit.RateLimit;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

/// Receives what comes to a port by any of the four ways, and keeps a [Ledger] of it.
///
/// Whether it also belongs to groups is said by [#join] and [#leave]. Its counters are `received`, `malformed`, `answered`,
/// `limited` (answers not given, over the rate of their source) and `unsent`.
public final class Receiver implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Receiver.class.getName());
    /// Groups that a receiver may belong to; the system may allow fewer.
    public static final int MAX_MEMBERSHIPS = 100;

    /// How a receiver behaves.
    ///
    /// @param bind address and port to receive at: the wildcard address for groups and broadcasts, an own address for
    ///        unicast and anycast; port 0 takes a free one
    /// @param shared whether other receivers on this host may have the same port: each gets what is sent to a group or by
    ///        broadcast, one of them what is sent to one address
    /// @param party who listens, for taps and the thread's name
    /// @param maxSources senders that are remembered; each takes 8 KiB
    /// @param receiveBuffer bytes that the system is asked to keep for datagrams not yet looked at; it may give less
    /// @param answers whether datagrams that want an answer get one, as a member of an anycast set must
    public record Options(InetSocketAddress bind, boolean shared, Tap.Party party, int maxSources, int receiveBuffer,
            boolean answers) {
        /// Any address, port 11000, shared, 256 senders, 4 MiB, no answers.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("0.0.0.0", Target.PORT), true,
                new Tap.Party("receiver", CastWords.WORDS), 256, 4 << 20, false);

        /// Checks the limits.
        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(party);
            if (maxSources < 1 || maxSources > 65_536) throw new UsageException("1 to 65536 sources, not " + maxSources);
        }

        /// Receives elsewhere.
        ///
        /// @param bind address and port
        /// @return changed options
        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, shared, party, maxSources, receiveBuffer, answers);
        }

        /// Shares its port or not.
        ///
        /// @param shared whether it does
        /// @return changed options
        public Options withShared(boolean shared) {
            return new Options(bind, shared, party, maxSources, receiveBuffer, answers);
        }

        /// Names the receiver.
        ///
        /// @param name for taps
        /// @return changed options
        public Options withName(String name) {
            return new Options(bind, shared, new Tap.Party(name, CastWords.WORDS), maxSources, receiveBuffer, answers);
        }

        /// Remembers more or fewer senders.
        ///
        /// @param maxSources how many
        /// @return changed options
        public Options withMaxSources(int maxSources) {
            return new Options(bind, shared, party, maxSources, receiveBuffer, answers);
        }

        /// Answers or not.
        ///
        /// @param answers whether it does
        /// @return changed options
        public Options withAnswers(boolean answers) {
            return new Options(bind, shared, party, maxSources, receiveBuffer, answers);
        }
    }

    private final Options options;
    private final Consumer<Ledger.Arrival> listener;
    private final UdpSocket socket;
    private final Ledger ledger;
    private final Counters counters = new Counters();
    /// Answers to one source: more than any sender of ours asks for, and no flood.
    private final RateLimit answersPerSource = new RateLimit(10_000, 1000, 1000);
    private final Map<Membership, MembershipKey> memberships = new LinkedHashMap<>();
    private final Thread thread;

    private Receiver(Options options, Consumer<Ledger.Arrival> listener) throws IOException {
        this.options = options;
        this.listener = Objects.requireNonNull(listener);
        ledger = new Ledger(options.maxSources);
        socket = options.shared ? UdpSocket.bindShared(options.bind, options.party)
                : UdpSocket.bind(options.bind, options.party);
        socket.receiveBuffer(options.receiveBuffer);
        thread = Thread.ofPlatform().daemon().name(options.party.name() + "-udp").start(this::run);
    }

    /// Starts a receiver; it belongs to no group yet.
    ///
    /// @param options how it behaves
    /// @param listener is shown each datagram, on the receiver's one thread; must be quick
    /// @return the running receiver
    /// @throws IOException when it cannot listen there
    public static Receiver start(Options options, Consumer<Ledger.Arrival> listener) throws IOException {
        return new Receiver(options, listener);
    }

    /// Becomes a member of a group.
    ///
    /// @param membership which group, on which interface, from whom
    /// @throws IOException when the system refuses, or it is a member in a way that excludes this one
    public synchronized void join(Membership membership) throws IOException {
        if (memberships.containsKey(membership)) return;
        if (memberships.size() == MAX_MEMBERSHIPS) throw new IOException("more than " + MAX_MEMBERSHIPS + " memberships");
        try {
            var key = membership.source() == null ? socket.channel().join(membership.group(), membership.on())
                    : socket.channel().join(membership.group(), membership.on(), membership.source());
            memberships.put(membership, key);
        } catch (IllegalStateException e) {
            throw new IOException("cannot join " + membership + ": it belongs to this group from "
                    + (membership.source() == null ? "chosen senders" : "all senders") + " already", e);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new IOException("cannot join " + membership + ": " + e.getMessage(), e);
        } catch (IOException e) {
            String hint = String.valueOf(e.getMessage()).startsWith("No buffer space available")
                    ? "; this host allows so many groups for each socket (sysctl net.ipv4.igmp_max_memberships)" : "";
            throw new IOException("cannot join " + membership + ": " + e.getMessage() + hint, e);
        }
    }

    /// Is a member no longer.
    ///
    /// @param membership as it was joined
    /// @return whether it was a member
    public synchronized boolean leave(Membership membership) {
        var key = memberships.remove(membership);
        if (key != null) key.drop();
        return key != null;
    }

    /// Where it belongs.
    ///
    /// @return the memberships, the oldest first
    public synchronized Set<Membership> memberships() {
        return Set.copyOf(memberships.keySet());
    }

    /// Where it receives.
    ///
    /// @return address and true port
    public InetSocketAddress address() {
        return socket.local();
    }

    /// What came so far, by sender.
    ///
    /// @return the ledger
    public Ledger ledger() {
        return ledger;
    }

    /// What has happened so far.
    ///
    /// @return counters by name
    public Counters counters() {
        return counters;
    }

    /// Leaves all groups and stops.
    @Override
    public void close() {
        socket.close();
        if (Thread.currentThread() == thread) return;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var buffer = ByteBuffer.allocateDirect(UdpSocket.MAX_PAYLOAD + 1);
        var received = counters.adder("received");
        while (true) {
            InetSocketAddress source;
            try {
                source = socket.receive(buffer.clear());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                // An ICMP error that belongs to an earlier answer, for instance.
                counters.count("unsent");
                LOG.log(Level.DEBUG, "receiving", e);
                continue;
            }
            received.increment();
            handle(buffer.flip(), source, System.nanoTime());
        }
    }

    private void handle(ByteBuffer datagram, InetSocketAddress source, long now) {
        try {
            var arrival = ledger.accept(datagram, source, now);
            listener.accept(arrival);
            // Not before: an answer says that the datagram was dealt with.
            if (options.answers && arrival.payload() instanceof Message.Data data && data.answerWanted()) {
                answer(data, source, now);
            }
        } catch (ProtocolException e) {
            counters.count("malformed");
            LOG.log(Level.DEBUG, "{0}: {1}", Address.text(source), e.getMessage());
        } catch (RuntimeException e) {
            counters.count("failed");
            LOG.log(Level.ERROR, "datagram from " + Address.text(source), e);
        }
    }

    private void answer(Message.Data data, InetSocketAddress source, long now) {
        if (!answersPerSource.allows(source.getAddress(), now)) {
            counters.count("limited");
            return;
        }
        try {
            socket.send(new Message.Answer(data.sender(), data.sequence(), data.time()).encode(), source);
            counters.count("answered");
        } catch (IOException e) {
            counters.count("unsent");
            LOG.log(Level.DEBUG, "answering " + Address.text(source), e);
        }
    }
}
