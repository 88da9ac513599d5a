package wirelab.room;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.kit.BufferPool;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;

/// A room over TCP: what one member sends goes to all others, in one order that is the same for all.
///
/// Each member has a thread that reads and a thread that writes ([Seat]). One lock makes the one order: whoever has read
/// something holds it while the [Room] takes the lines and the [Tape] takes what comes of them, then wakes the writers. Nobody
/// writes to a socket under the lock, so a member that does not read delays nobody. It is dropped when it holds back more than
/// `queue` bytes, or takes longer than `stall` for one write.
///
/// Its counters are `lines` (published), `full` (refused for want of a place) and `slow` (dropped).
public final class RoomServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RoomServer.class.getName());

    /// The port that wirelab uses.
    public static final int PORT = 7017;

    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("room server", RoomWords.WORDS);

    /// How a server behaves.
    ///
    /// @param tcp the TCP side; its connection limit follows the rules
    /// @param rules the rules of the room
    /// @param queue bytes that may wait for one member; one that holds back more is dropped
    /// @param stall how long one write of at most 256 KiB may take; a member that takes longer is dropped
    public record Options(TcpServer.Options tcp, Rules rules, long queue, Duration stall) {
        /// A free port of loopback, [Rules#DEFAULTS], 4 MiB, 30 s; two hours of silence and a week in all are allowed.
        public static final Options DEFAULTS = new Options(TcpServer.Options.DEFAULTS.withParty(PARTY)
                .withTimeouts(Duration.ofHours(2), Duration.ofDays(7)), Rules.DEFAULTS, 4 * 1024 * 1024, Duration.ofSeconds(30));

        /// Checks the limits.
        public Options {
            Objects.requireNonNull(tcp);
            Objects.requireNonNull(rules);
            if (queue < 1024) throw new UsageException("a member's queue needs 1,024 bytes at least");
            if (!stall.isPositive()) throw new UsageException("time limits must be greater than zero");
        }

        /// Listens elsewhere.
        ///
        /// @param bind address and port; port 0 takes a free one
        /// @return changed options
        public Options withBind(InetSocketAddress bind) {
            return new Options(tcp.withBind(bind), rules, queue, stall);
        }

        /// Changes the TCP side.
        ///
        /// @param tcp its options
        /// @return changed options
        public Options withTcp(TcpServer.Options tcp) {
            return new Options(tcp, rules, queue, stall);
        }

        /// Changes the rules.
        ///
        /// @param rules the rules
        /// @return changed options
        public Options withRules(Rules rules) {
            return new Options(tcp, rules, queue, stall);
        }

        /// Changes when a member counts as one that does not read.
        ///
        /// @param queue bytes that may wait
        /// @param stall how long one write may take
        /// @return changed options
        public Options withSlow(long queue, Duration stall) {
            return new Options(tcp, rules, queue, stall);
        }
    }

    /// Connections beyond the members: those that are being refused in words, and those that are on their way out.
    private static final int SPARE = 64;
    /// What an idle connection reads with, and what it borrows when that is full.
    private static final int SMALL = 2048;
    private static final BufferPool POOL = new BufferPool(64 * 1024, 64);

    private final Options options;
    private final Room room;
    private final Tape tape = new Tape();
    private final ReentrantLock lock = new ReentrantLock();
    /// By id: members, and those whose last lines are still going out.
    private final Map<Integer, Seat> seats = new ConcurrentHashMap<>();
    private final TcpServer tcp;
    private final Counters counters = new Counters();
    private final LongAdder published = counters.adder("lines");
    private volatile boolean stopped;

    private RoomServer(Options options) throws IOException {
        this.options = options;
        room = new Room(options.rules);
        tcp = TcpServer.start(options.tcp.withMaxConnections(options.rules.max() + SPARE)
                .withRefusal(new RoomLine.Warning("the room is full").encode() + "\n"), this::converse);
        Thread.ofPlatform().daemon().name("room-watch").start(this::watch);
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @param options how it behaves
    /// @return the running server
    /// @throws IOException when it cannot listen there
    public static RoomServer start(Options options) throws IOException {
        return new RoomServer(options);
    }

    /// Where it listens.
    ///
    /// @return address and true port
    public InetSocketAddress address() {
        return tcp.address();
    }

    /// Who is there.
    ///
    /// @return the members in the order in which they came
    public List<Member> members() {
        lock.lock();
        try {
            return room.members();
        } finally {
            lock.unlock();
        }
    }

    /// What has happened in the room so far.
    ///
    /// @return counters by name
    public Counters counters() {
        return counters;
    }

    /// The TCP side, with counters of its own.
    ///
    /// @return the server of connections
    public TcpServer tcp() {
        return tcp;
    }

    /// Stops: tells all members, lets their last lines go out for at most the drain time, and hangs up.
    @Override
    public void close() {
        lock.lock();
        try {
            for (var member : room.members()) {
                perform(new Action.Tell(member.id(), new RoomLine.Warning("the room closes")));
                perform(new Action.Part(member.id()));
            }
        } finally {
            lock.unlock();
        }
        tcp.close();
        stopped = true;
    }

    private void converse(Connection connection) throws IOException {
        var seat = admit(connection);
        if (seat == null) return;
        String reason = "hung up";
        try {
            read(seat, connection);
        } catch (SocketTimeoutException e) {
            reason = "silent for too long";
            throw e;
        } catch (IOException e) {
            reason = "connection lost";
            throw e;
        } finally {
            leave(seat, reason);
        }
    }

    /// @return the newcomer's seat, or `null` when there was none and it has been told so
    private Seat admit(Connection connection) throws IOException {
        Room.Entry entry;
        Seat seat = null;
        List<Seat> sleeping = List.of();
        lock.lock();
        try {
            entry = room.join(System.nanoTime());
            if (entry instanceof Room.Admitted(int id, List<Action> actions)) {
                seat = new Seat(id, connection, tape, lock);
                seats.put(id, seat);
                seat.open();
                actions.forEach(this::perform);
                sleeping = settle();
            }
        } finally {
            lock.unlock();
        }
        sleeping.forEach(Seat::wake);
        if (entry instanceof Room.Refused(RoomLine line)) {
            counters.count("full");
            connection.write((line.encode() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return seat;
    }

    private void read(Seat seat, Connection connection) throws IOException {
        var splitter = new LineSplitter(options.rules.lineLimit(), new LineSplitter.Sink() {
            @Override
            public void line(byte[] line) {
                room.receive(seat.id, line, System.nanoTime()).forEach(RoomServer.this::perform);
            }

            @Override
            public void tooLong() {
                room.tooLong(seat.id, System.nanoTime()).forEach(RoomServer.this::perform);
            }
        });
        var small = ByteBuffer.allocateDirect(SMALL);
        var buffer = small;
        try {
            while (connection.read(buffer.clear()) >= 0) {
                int n = buffer.flip().remaining();
                if (!heard(seat, splitter, buffer)) return;
                if (n == SMALL && buffer == small) {
                    buffer = POOL.take();
                } else if (n <= SMALL && buffer != small) {
                    POOL.give(buffer);
                    buffer = small;
                }
            }
        } finally {
            if (buffer != small) POOL.give(buffer);
        }
    }

    /// Takes what a member has sent: all lines that came together, then wakes the writers once.
    ///
    /// @return whether the member stays
    private boolean heard(Seat seat, LineSplitter splitter, ByteBuffer bytes) {
        List<Seat> sleeping;
        boolean stays;
        lock.lock();
        try {
            splitter.feed(bytes);
            sleeping = settle();
            stays = !seat.isClosing();
        } finally {
            lock.unlock();
        }
        sleeping.forEach(Seat::wake);
        return stays;
    }

    /// The member is gone, or wants to be: the others learn of it, and its last lines go out.
    private void leave(Seat seat, String reason) throws IOException {
        List<Seat> sleeping;
        lock.lock();
        try {
            room.leave(seat.id, reason).forEach(this::perform);
            seat.finish();
            sleeping = settle();
        } finally {
            lock.unlock();
        }
        sleeping.forEach(Seat::wake);
        try {
            seat.awaitWriter();
        } finally {
            seats.remove(seat.id);
        }
    }

    /// Called under the lock.
    private void perform(Action action) {
        switch (action) {
            case Action.Publish(RoomLine.Numbered line, int except) -> {
                byte[] bytes = bytes(line);
                tape.append(bytes);
                published.increment();
                var seat = except == 0 ? null : seats.get(except);
                if (seat != null) seat.outbox().skip(bytes.length);
            }
            case Action.Tell(int to, RoomLine line) -> {
                var seat = seats.get(to);
                if (seat != null) seat.outbox().insert(bytes(line));
            }
            case Action.Part(int id) -> {
                var seat = seats.get(id);
                if (seat != null) seat.finish();
            }
        }
    }

    private static byte[] bytes(RoomLine line) {
        return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// Drops whoever holds back too much. Called under the lock, and its result woken without it.
    ///
    /// @return the seats whose writers are asleep and have something to write now
    private List<Seat> settle() {
        // That somebody was dropped is news for the others, and may be what is too much for the next.
        for (var slow = tooSlow(); !slow.isEmpty(); slow = tooSlow()) slow.forEach(seat -> drop(seat, "did not read"));
        var sleeping = new ArrayList<Seat>(seats.size());
        for (var seat : seats.values()) if (seat.rouse()) sleeping.add(seat);
        return sleeping;
    }

    private List<Seat> tooSlow() {
        var slow = new ArrayList<Seat>();
        for (var seat : seats.values()) {
            if (!seat.isDropped() && seat.outbox().lag() > options.queue) slow.add(seat);
        }
        return slow;
    }

    /// Called under the lock.
    private void drop(Seat seat, String reason) {
        LOG.log(Level.DEBUG, "#{0}: dropped, {1} bytes waiting", seat.id, seat.outbox().lag());
        counters.count("slow");
        room.leave(seat.id, reason).forEach(this::perform);
        seat.drop();
    }

    /// Looks for writes that take too long.
    private void watch() {
        long interval = Math.clamp(options.stall.toNanos() / 8, 1_000_000, 1_000_000_000);
        while (!stopped) {
            LockSupport.parkNanos(interval);
            long now = System.nanoTime();
            if (seats.values().stream().noneMatch(seat -> seat.stalled(now) > options.stall.toNanos())) continue;
            lock.lock();
            try {
                for (var seat : seats.values()) {
                    if (!seat.isDropped() && seat.stalled(now) > options.stall.toNanos()) drop(seat, "did not read");
                }
                settle().forEach(Seat::wake);
            } finally {
                lock.unlock();
            }
        }
    }
}
