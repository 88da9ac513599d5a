package wirelab.rudp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import wirelab.kit.Address;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.Text;

/// All connections at one UDP socket: a server's, or a client's. Makes them, gives each its packets and its time, and
/// forgets those that are over.
final class RudpEnd implements Machine<RudpAction> {
    /// A connection, or what will be one.
    private static final class Entry implements Comparable<Entry> {
        final long id;
        Dialing dialing;
        RudpConnection connection;
        /// What a reset of it must have, as a client; what it was greeted with, as a server.
        byte[] token;
        byte[] welcome;
        byte[] key;
        long scheduled;

        Entry(long id) {
            this.id = id;
        }

        long nextAt() {
            return dialing != null ? dialing.nextAt() : connection.nextAt();
        }

        @Override
        public int compareTo(Entry other) {
            long difference = scheduled - other.scheduled;
            return difference != 0 ? Long.signum(difference) : Long.compare(id, other.id);
        }
    }

    /// What an end is made with.
    ///
    /// @param reception makes connections for those who ask; `null` for a client
    /// @param random for everything that nobody may guess
    /// @param keyLife packets that are sealed with one key
    record Setting(RudpOptions options, Reception reception, RandomGenerator random, RudpTrace trace, long keyLife) {}

    private final Setting setting;
    private final RudpOptions options;
    private final WindowBudget budget;
    private final Map<Long, Entry> entries = new HashMap<>();
    private final TreeSet<Entry> schedule = new TreeSet<>();
    private final ArrayDeque<RudpAction> actions = new ArrayDeque<>();
    private final Checksum checksum = new Checksum();
    private byte[] scratch;

    RudpEnd(Setting setting) {
        this.setting = setting;
        options = setting.options();
        budget = new WindowBudget(options.memory());
        scratch = new byte[Math.max(options.mtu(), RudpOptions.ETHERNET) + 1];
    }

    /// Begins a connection to a server.
    ///
    /// @return its id
    long connect(long now, InetSocketAddress server) {
        var entry = new Entry(setting.random().nextLong());
        entry.dialing = new Dialing(now, entry.id, server, options, setting.random());
        entries.put(entry.id, entry);
        settle(now, entry);
        return entry.id;
    }

    /// A datagram has come.
    ///
    /// @throws ProtocolViolation when it breaks the protocol, or has nothing to do with it
    void received(long now, ByteBuffer datagram, InetSocketAddress source) throws ProtocolViolation {
        int length = datagram.remaining();
        if (length >= scratch.length) throw new ProtocolViolation("datagram", 0, "is longer than the MTU allows");
        var packet = RudpPacket.read(datagram);
        datagram.get(datagram.position(), scratch, 0, length);
        var entry = entries.get(packet.connection());
        if (packet.kind() != RudpPacket.Kind.DATA) {
            var message = Handshake.read(packet.kind(), scratch, checksum.open(scratch, length, 0, false));
            handshake(now, packet, message, entry, source);
        } else if (entry == null) {
            if (setting.reception() != null) {
                reply(source, setting.reception().reset(now, packet.connection(), length), packet.connection());
            }
        } else if (entry.connection != null) {
            try {
                entry.connection.received(now, packet, scratch, length, source);
                entry.welcome = null;
            } finally {
                settle(now, entry);
            }
        }
    }

    private void handshake(long now, RudpPacket packet, Handshake message, Entry entry, InetSocketAddress source)
            throws ProtocolViolation {
        switch (message) {
            case Handshake.Hello hello -> {
                if (setting.reception() != null) welcome(now, packet, hello, entry, source);
            }
            case Handshake.Cookie cookie -> {
                if (entry == null || entry.dialing == null) return;
                if (cookie.status() == Handshake.Status.AGAIN) entry.dialing.cookie(now, cookie.cookie());
                else refused(entry, cookie.status());
                settle(now, entry);
            }
            case Handshake.Welcome welcome -> {
                if (entry != null && entry.dialing != null) made(now, packet, welcome, entry);
            }
            case Handshake.Reset reset -> {
                if (entry == null || entry.token == null || !Secrets.same(reset.token(), entry.token)) return;
                entry.connection.vanish(RudpCodes.RESET, "the server knows nothing of the connection any more");
                settle(now, entry);
            }
        }
    }

    private void refused(Entry entry, Handshake.Status status) {
        over(entry, RudpCodes.REFUSED, switch (status) {
            case SEALED -> "the server speaks sealed alone, and --plain was asked for";
            case PLAIN -> "the server speaks plain alone, which --plain asks for";
            case FULL -> "the server has as many connections as it may";
            default -> "the server speaks another version";
        });
    }

    private void over(Entry entry, int code, String reason) {
        entries.remove(entry.id);
        actions.add(new RudpAction.Closed(entry.id, code, reason));
    }

    private void welcome(long now, RudpPacket packet, Handshake.Hello hello, Entry entry, InetSocketAddress source)
            throws ProtocolViolation {
        if (entry != null) {
            // The same again: the WELCOME was lost. From elsewhere it is somebody else's.
            if (entry.welcome != null && entry.connection.peer().equals(source)) reply(source, entry.welcome, entry.id);
            return;
        }
        var full = entries.size() >= options.connections();
        var made = setting.reception().greet(now, packet, hello, source, full);
        reply(source, made.answer(), packet.connection());
        if (made.terms() == null) return;
        var fresh = new Entry(packet.connection());
        fresh.welcome = made.answer();
        fresh.connection = connection(now, made.terms());
        entries.put(fresh.id, fresh);
        actions.add(new RudpAction.Opened(fresh.id));
        settle(now, fresh);
    }

    private void made(long now, RudpPacket packet, Handshake.Welcome welcome, Entry entry) throws ProtocolViolation {
        var dialing = entry.dialing;
        var made = dialing.made(welcome.message(), setting.keyLife());
        entry.dialing = null;
        entry.token = made.limits().token();
        entry.key = made.key();
        entry.connection = connection(now, new RudpConnection.Terms(entry.id, dialing.server, true,
                dialing.sequence & 0xffff_ffffL, packet.sequence() & 0xffff_ffffL, made.limits().window(),
                made.limits().streams(), made.seal()));
        actions.add(new RudpAction.Opened(entry.id));
        // So that the server knows it need not say it again.
        entry.connection.greet(dialing.roundTrip(now));
        settle(now, entry);
    }

    private RudpConnection connection(long now, RudpConnection.Terms terms) {
        return new RudpConnection(now, terms, options, budget, setting.random(), setting.trace(), actions::add);
    }

    private void reply(InetSocketAddress to, byte[] packet, long connection) {
        if (packet != null) actions.add(new RudpAction.Send(connection, to, packet));
    }

    /// Lets something happen to a connection.
    ///
    /// @return whether there is one that has been made
    boolean with(long now, long id, Consumer<RudpConnection> event) {
        var entry = entries.get(id);
        if (entry == null || entry.connection == null) return false;
        event.accept(entry.connection);
        settle(now, entry);
        return true;
    }

    /// {@return a connection that has been made, to be asked, or `null`}
    RudpConnection connection(long id) {
        var entry = entries.get(id);
        return entry == null ? null : entry.connection;
    }

    /// {@return the key of the server at the other end; `null` where nothing is sealed}
    byte[] serverKey(long id) {
        var entry = entries.get(id);
        return entry == null ? null : entry.key;
    }

    /// {@return the ids of all connections}
    List<Long> ids() {
        return new ArrayList<>(entries.keySet());
    }

    int count() {
        return entries.size();
    }

    /// What is due of one connection is done, and its place in the schedule moves to before its next time, if need be.
    private void settle(long now, Entry entry) {
        if (entries.get(entry.id) != entry) {
            schedule.remove(entry);
            return;
        }
        if (entry.dialing != null) {
            if (entry.dialing.isTooLate(now)) over(entry, RudpCodes.UNREACHABLE, "no answer from " + Address.text(entry.dialing.server));
            else if (Machine.isDue(entry.dialing.nextAt(), now)) {
                actions.add(new RudpAction.Send(entry.id, entry.dialing.server, entry.dialing.hello(now)));
            }
        } else {
            entry.connection.settle(now);
            if (entry.connection.isGone()) {
                budget.give(entry.connection.streams().budgeted());
                entries.remove(entry.id);
            }
        }
        if (entries.get(entry.id) != entry) {
            schedule.remove(entry);
            return;
        }
        long at = entry.nextAt();
        boolean there = schedule.contains(entry);
        if (there && at - entry.scheduled >= 0 && entry.scheduled - now > 0) return;
        if (there) schedule.remove(entry);
        entry.scheduled = at == NEVER ? now + options.idle().toNanos() : at;
        schedule.add(entry);
    }

    @Override
    public void tick(long now) {
        for (int most = 2 * schedule.size() + 1; most > 0 && Machine.isDue(nextAt(), now); most--) settle(now,
                schedule.first());
    }

    @Override
    public long nextAt() {
        return schedule.isEmpty() ? NEVER : schedule.first().scheduled;
    }

    @Override
    public void drain(Consumer<? super RudpAction> performer) {
        for (RudpAction action; (action = actions.poll()) != null; ) performer.accept(action);
    }

    @Override
    public String toString() {
        return (setting.reception() == null ? "RUDP client" : "RUDP server") + ", " + Text.count(count(), "connection");
    }
}
