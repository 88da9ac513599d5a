package wirelab.multicast;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.MembershipKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.LogLimit;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Rate;
import wirelab.kit.RateLimit;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

/// Receives what comes to a port by any of the four ways, and keeps a [Ledger] of it.
///
/// Whether it also belongs to groups is said by [#join] and [#leave]. Its counters are `received`, `malformed`, `answered`,
/// `limited` (answers not given, over the rate of their source) and `unsent`.
public final class Receiver implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Receiver.class.getName());
    private static final LogLimit FAILURES = new LogLimit(LOG);
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

        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(party);
            if (maxSources < 1 || maxSources > 65_536) throw new UsageException("1 to 65536 sources, not " + maxSources);
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, shared, party, maxSources, receiveBuffer, answers);
        }

        public Options withShared(boolean shared) {
            return new Options(bind, shared, party, maxSources, receiveBuffer, answers);
        }

        public Options withName(String name) {
            return new Options(bind, shared, new Tap.Party(name, CastWords.WORDS), maxSources, receiveBuffer, answers);
        }

        public Options withAnswers(boolean answers) {
            return new Options(bind, shared, party, maxSources, receiveBuffer, answers);
        }
    }

    private final Host host;
    private final Options options;
    private final Consumer<Ledger.Arrival> listener;
    private final UdpSocket socket;
    /// What answers does so from the address that was asked; `null` where nothing is answered.
    private final UdpServer answering;
    private final Ledger ledger;
    private final Counters counters = new Counters();
    /// Answers to one source: more than any sender of ours asks for, and no flood.
    private final RateLimit answersPerSource = new RateLimit(new Rate(10_000, 1000, 1000));
    private final Map<Membership, Member> memberships = new LinkedHashMap<>();
    /// One datagram at a time, whichever socket it came to.
    private final ReentrantLock turn = new ReentrantLock();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /// How it is a member.
    ///
    /// @param own a socket for this membership alone, or `null`
    private record Member(MembershipKey key, UdpSocket own) {
        void leave() {
            key.drop();
            if (own != null) own.close();
        }
    }

    private Receiver(Host host, Options options, Consumer<Ledger.Arrival> listener) throws IOException {
        this.options = options;
        this.listener = Objects.requireNonNull(listener);
        ledger = new Ledger(options.maxSources);
        this.host = host;
        if (options.answers && !options.shared) {
            var server = UdpServer.Options.DEFAULTS.withBind(options.bind).withParty(options.party)
                    .withMaxDatagram(UdpSocket.MAX_PAYLOAD).withReceiveBuffer(options.receiveBuffer);
            answering = UdpServer.start(host, server, this::take);
            socket = answering.socket();
        } else {
            answering = null;
            socket = options.shared ? host.bindShared(options.bind, options.party) : host.bind(options.bind, options.party);
            receive(socket);
        }
    }

    private void receive(UdpSocket from) throws IOException {
        from.receiveBuffer(options.receiveBuffer);
        var thread = Thread.ofPlatform().daemon().name(options.party.name() + "-udp").unstarted(() -> run(from));
        threads.add(thread);
        thread.start();
    }

    /// Starts it on this machine, [Host#HERE].
    public static Receiver start(Options options, Consumer<Ledger.Arrival> listener) throws IOException {
        return start(Host.HERE, options, listener);
    }

    /// Starts a receiver; it belongs to no group yet.
    ///
    /// @param listener is shown each datagram, on the receiver's one thread; must be quick
    /// @throws IOException when it cannot listen there
    public static Receiver start(Host host, Options options, Consumer<Ledger.Arrival> listener) throws IOException {
        return new Receiver(host, options, listener);
    }

    /// Becomes a member of a group.
    ///
    /// @param membership which group, on which interface, from whom
    /// @throws IOException when the system refuses, or it is a member in a way that excludes this one
    public synchronized void join(Membership membership) throws IOException {
        if (memberships.containsKey(membership)) return;
        if (memberships.size() == MAX_MEMBERSHIPS) throw new IOException("more than " + MAX_MEMBERSHIPS + " memberships");
        UdpSocket own = null;
        try {
            own = ownSocket(membership);
            var key = (own == null ? socket : own).join(membership.group(), membership.on(), membership.source());
            memberships.put(membership, new Member(key, own));
            if (own != null) receive(own);
            own = null;
        } catch (IllegalStateException e) {
            throw new IOException("cannot join " + membership + ": it belongs to this group from "
                    + (membership.source() == null ? "chosen senders" : "all senders") + " already", e);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new IOException("cannot join " + membership + ": " + e.getMessage(), e);
        } catch (IOException e) {
            String hint = String.valueOf(e.getMessage()).startsWith("No buffer space available")
                    ? "; this host allows so many groups for each socket (sysctl net.ipv4.igmp_max_memberships)" : "";
            throw new IOException("cannot join " + membership + ": " + e.getMessage() + hint, e);
        } finally {
            if (own != null) own.close();
        }
    }

    /// Linux compares the group alone, and not the interface, when it gives a datagram of IPv6 to the members of this host:
    /// whoever has joined `ff02::1234` on one interface hears another as soon as anybody has joined it there. A socket that
    /// is bound to a group of the link, with its interface (RFC 4007, section 11), hears that one alone.
    ///
    /// @return the socket, or `null` where the common one does
    private UdpSocket ownSocket(Membership membership) throws IOException {
        boolean ofLink = membership.group() instanceof Inet6Address group
                && (group.isMCLinkLocal() || group.isMCNodeLocal());
        if (!ofLink || !options.shared || !options.bind.getAddress().isAnyLocalAddress()) return null;
        var scoped = Inet6Address.getByAddress(null, membership.group().getAddress(), membership.on().getIndex());
        return host.bindShared(new InetSocketAddress(scoped, address().getPort()), options.party);
    }

    /// Is a member no longer.
    public synchronized boolean leave(Membership membership) {
        var member = memberships.remove(membership);
        if (member != null) member.leave();
        return member != null;
    }

    /// {@return where it belongs: the memberships, the oldest first}
    public synchronized Set<Membership> memberships() {
        return Set.copyOf(memberships.keySet());
    }

    /// {@return where it receives: address and true port}
    public InetSocketAddress address() {
        return socket.local();
    }

    /// What came so far, by sender.
    public Ledger ledger() {
        return ledger;
    }

    /// What has happened so far.
    public Counters counters() {
        return counters;
    }

    /// Leaves all groups and stops.
    @Override
    public void close() {
        if (answering != null) answering.close();
        socket.close();
        synchronized (this) {
            memberships.values().forEach(Member::leave);
            memberships.clear();
        }
        if (threads.contains(Thread.currentThread())) return;
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(UdpSocket from) {
        var buffer = ByteBuffer.allocateDirect(UdpSocket.MAX_PAYLOAD + 1);
        while (true) {
            InetSocketAddress source;
            try {
                source = from.receive(buffer.clear());
            } catch (ClosedChannelException _) {
                threads.remove(Thread.currentThread());
                return;
            } catch (IOException e) {
                // An ICMP error that belongs to an earlier answer, for instance.
                counters.count("unsent");
                LOG.log(Level.DEBUG, "receiving", e);
                continue;
            }
            take(buffer.flip(), source, from);
        }
    }

    private void take(ByteBuffer datagram, InetSocketAddress source, UdpSocket to) {
        long now = System.nanoTime();
        turn.lock();
        try {
            counters.count("received");
            handle(now, datagram, source, to);
        } finally {
            turn.unlock();
        }
    }

    private void handle(long now, ByteBuffer datagram, InetSocketAddress source, UdpSocket to) {
        try {
            var arrival = ledger.accept(datagram, source, now);
            listener.accept(arrival);
            // Not before: an answer says that the datagram was dealt with.
            if (options.answers && arrival.payload() instanceof CastMessage.Data data && data.answerWanted()) {
                answer(now, data, source, to);
            }
        } catch (ProtocolViolation e) {
            counters.count("malformed");
            LOG.log(Level.DEBUG, "{0}: {1}", Address.text(source), e.getMessage());
        } catch (RuntimeException | Error e) {
            // An Error too: the thread is the receiver.
            counters.count("failed");
            FAILURES.log(Level.ERROR, "datagram from " + Address.text(source), e);
        }
    }

    private void answer(long now, CastMessage.Data data, InetSocketAddress source, UdpSocket from) {
        if (!answersPerSource.allows(source.getAddress(), now)) {
            counters.count("limited");
            return;
        }
        try {
            from.send(new CastMessage.Answer(data.sender(), data.sequence(), data.time()).encode(), source);
            counters.count("answered");
        } catch (IOException e) {
            counters.count("unsent");
            LOG.log(Level.DEBUG, "answering " + Address.text(source), e);
        }
    }

    @Override
    public String toString() {
        return "receiver on " + Address.text(address()) + ", member of " + memberships();
    }
}
