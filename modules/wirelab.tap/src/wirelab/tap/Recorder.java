package wirelab.tap;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import wirelab.kit.Tap;

/// Watches every conversation of the hosts that it is given to and tells [Watcher]s of each once, although the [Tap] shows
/// it twice when both ends are here: what is sent is told by the sender if it is here, else by the receiver.
///
/// ```
/// try (var recorder = Recorder.start(Capture.to(Path.of("echo.pcapng")), Ladder.print(System.out))) {
///     var host = Host.HERE.watchedBy(recorder);
///     ... EchoServer.start(host, ...) ... EchoClient.connect(host, ...) ...
/// }
/// ```
public final class Recorder implements Tap, AutoCloseable {
    private static final Logger LOG = System.getLogger(Recorder.class.getName());

    /// A connection of which only one end was seen is remembered for so long after that end has closed, since the other may
    /// still turn up: `accept` of a server here may be slower than a whole conversation.
    private static final long LINGER = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_LINGERING = 4096;

    private record Key(InetSocketAddress client, InetSocketAddress server) {}

    private final List<Watcher> watchers;
    private final Map<Key, Conversation> conversations = new ConcurrentHashMap<>();
    private final Deque<Conversation> lingering = new ArrayDeque<>();
    private final Sockets sockets = new Sockets();
    private volatile boolean closed;

    private Recorder(List<Watcher> watchers) {
        this.watchers = watchers;
    }

    /// Begins to watch: the sockets of each [wirelab.kit.Host] that is watched by it, until this is closed.
    ///
    /// @param watchers what is told of them; closed with the recorder
    /// @return closing it ends the watching
    public static Recorder start(Watcher... watchers) {
        return new Recorder(List.of(watchers));
    }

    @Override
    public Bound bound(Party party, Transport transport, InetSocketAddress local) {
        if (closed) return () -> {};
        var socket = sockets.add(party, transport, local);
        var all = watchers.stream().map(watcher -> watcher.bound(party, transport, local)).toList();
        return () -> {
            sockets.remove(socket);
            all.forEach(Bound::close);
        };
    }

    @Override
    public void unreachable(Party party, InetSocketAddress remote, String reason) {
        tell(watcher -> watcher.unreachable(party, remote, reason));
    }

    @Override
    public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
        if (closed) return null;
        var side = initiated ? Side.CLIENT : Side.SERVER;
        var key = initiated ? new Key(local, remote) : new Key(remote, local);
        forgetOld();
        var conversation = conversations.compute(key, (_, known) -> known != null && awaits(known, side) ? known
                : new Conversation(key.client, key.server));
        synchronized (conversation) {
            boolean isNew = conversation.party(side.other()) == null;
            conversation.join(side, party);
            if (isNew) tell(watcher -> watcher.opened(conversation));
        }
        return new End(key, conversation, side, party);
    }

    /// Whether it is the same connection, of which the other end has been seen a moment ago; a port may be used again.
    private static boolean awaits(Conversation known, Side side) {
        return known.party(side) == null && System.nanoTime() - known.began < LINGER;
    }

    /// One end of a connection, as the tap shows it.
    private final class End implements Stream {
        private final Key key;
        private final Conversation conversation;
        private final Side side;
        private final Party party;

        End(Key key, Conversation conversation, Side side, Party party) {
            this.key = key;
            this.conversation = conversation;
            this.side = side;
            this.party = party;
        }

        @Override
        public void data(Direction direction, ByteBuffer bytes) {
            if (isToldBySender(direction)) return;
            var from = from(direction);
            String words = words(party, direction, bytes);
            synchronized (conversation) {
                if (!conversation.speaks(from)) return;
            }
            // Not one end at a time: a capture copies what both say at once.
            tell(watcher -> watcher.data(conversation, from, bytes, words));
        }

        @Override
        public void end(Direction direction) {
            if (isToldBySender(direction)) return;
            var from = from(direction);
            synchronized (conversation) {
                if (conversation.end(from)) tell(watcher -> watcher.ended(conversation, from));
            }
        }

        @Override
        public void closed(Ending ending) {
            synchronized (conversation) {
                var by = ending == Ending.RESET ? side : side.other();
                if (ending != Ending.CLOSED && conversation.breakOff()) tell(watcher -> watcher.reset(conversation, by));
                conversation.leave();
            }
            if (conversation.isComplete()) forget(key, conversation);
            else linger(conversation);
        }

        private Side from(Direction direction) {
            return direction == Direction.SENT ? side : side.other();
        }

        private boolean isToldBySender(Direction direction) {
            return direction == Direction.RECEIVED && conversation.party(side.other()) != null;
        }
    }

    private void linger(Conversation conversation) {
        synchronized (lingering) {
            lingering.add(conversation);
        }
    }

    /// Forgets connections of which no second end has turned up.
    private void forgetOld() {
        synchronized (lingering) {
            long now = System.nanoTime();
            while (!lingering.isEmpty() && (lingering.size() > MOST_LINGERING || now - lingering.peek().began > LINGER)) {
                var old = lingering.remove();
                forget(new Key(old.address(Side.CLIENT), old.address(Side.SERVER)), old);
            }
        }
    }

    private void forget(Key key, Conversation conversation) {
        conversations.remove(key, conversation);
        tell(watcher -> watcher.forgotten(conversation));
    }

    @Override
    public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
            ByteBuffer payload) {
        var here = Network.concrete(local, remote);
        var other = sockets.at(Transport.UDP, remote);
        boolean sent = direction == Direction.SENT;
        if (sent) {
            var own = sockets.at(Transport.UDP, here);
            if (own != null) own.spoke = true;
        } else if (other != null && other.spoke) {
            return;
        }
        var otherParty = other == null ? null : other.party;
        var datagram = sent ? new CapturedDatagram(here, remote, party, otherParty, local, direction)
                : new CapturedDatagram(remote, here, otherParty, party, local, direction);
        String words = words(party, direction, payload);
        tell(watcher -> watcher.datagram(datagram, payload, words));
    }

    @Override
    public void lost(Party party, InetSocketAddress local, InetSocketAddress remote, ByteBuffer payload) {
        var here = Network.concrete(local, remote);
        var other = sockets.at(Transport.UDP, remote);
        var datagram = new CapturedDatagram(here, remote, party, other == null ? null : other.party, local, Direction.SENT);
        String words = words(party, Direction.SENT, payload);
        tell(watcher -> watcher.lost(datagram, payload, words));
    }

    @Override
    public void packet(Party host, Direction direction, ByteBuffer packet) {
        tell(watcher -> watcher.packet(host, direction, packet));
    }

    private static String words(Party party, Direction direction, ByteBuffer bytes) {
        try {
            return party.words().describe(direction, bytes.duplicate());
        } catch (RuntimeException e) {
            // A mistake in a protocol's words must not break the conversation that they describe.
            LOG.log(Level.WARNING, "the words of " + party.name() + " fail", e);
            return null;
        }
    }

    private void tell(Consumer<Watcher> what) {
        if (closed) return;
        for (var watcher : watchers) what.accept(watcher);
    }

    /// Ends the watching, and closes the watchers; sockets that are still open are not watched any more, nor those that the
    /// same hosts open later. May be called twice.
    @Override
    public void close() {
        closed = true;
        watchers.forEach(Watcher::close);
    }

    @Override
    public String toString() {
        return "recorder of " + watchers + (closed ? ", closed" : "");
    }
}
