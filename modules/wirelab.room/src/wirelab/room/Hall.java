package wirelab.room;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.kit.Connection;
import wirelab.kit.Counters;

/// The [Room] with its furniture: the [Tape], a [Seat] for each member, the [Couriers], and the one lock that makes the one
/// order.
///
/// Whoever has read something holds the lock while the room takes the lines and the tape takes what comes of them, then lets
/// go and sends the couriers. Nobody writes to a socket under the lock, so a member that does not read delays nobody.
final class Hall {
    private static final Logger LOG = System.getLogger(Hall.class.getName());

    private final Room room;
    private final long queue;
    private final Counters counters;
    private final LongAdder published;
    private final Tape tape = new Tape();
    private final Couriers couriers = new Couriers();
    private final ReentrantLock lock = new ReentrantLock();
    /// By id: members, and those whose last lines are still going out.
    private final Map<Integer, Seat> seats = new ConcurrentHashMap<>();

    /// @param queue bytes that may wait for one member
    Hall(Rules rules, long queue, Counters counters) {
        room = new Room(rules);
        this.queue = queue;
        this.counters = counters;
        published = counters.adder("lines");
    }

    List<Member> members() {
        lock.lock();
        try {
            return room.members();
        } finally {
            lock.unlock();
        }
    }

    /// Gives a newcomer a seat.
    ///
    /// @return the seat, or `null` when there was none and the newcomer has been told so
    Seat admit(Connection connection) throws IOException {
        Room.Entry entry;
        Seat seat = null;
        List<Seat> waiting = List.of();
        lock.lock();
        try {
            entry = room.join(System.nanoTime());
            if (entry instanceof Room.Admitted(int id, List<Action> actions)) {
                seat = new Seat(id, connection, tape, lock);
                seats.put(id, seat);
                actions.forEach(this::perform);
                waiting = settle();
            }
        } finally {
            lock.unlock();
        }
        couriers.send(waiting);
        if (entry instanceof Room.Refused(RoomLine line)) {
            counters.count("full");
            connection.write((line.encode() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return seat;
    }

    /// Where a member's lines go; only [#heard] calls it, under the lock.
    LineSplitter.Sink listener(int id) {
        return new LineSplitter.Sink() {
            @Override
            public void line(byte[] line) {
                room.receive(id, line, System.nanoTime()).forEach(Hall.this::perform);
            }

            @Override
            public void tooLong() {
                room.tooLong(id, System.nanoTime()).forEach(Hall.this::perform);
            }
        };
    }

    /// Takes what a member has sent: all lines that came together, then sends the couriers once.
    ///
    /// @return whether the member stays
    boolean heard(Seat seat, LineSplitter splitter, ByteBuffer bytes) {
        List<Seat> waiting;
        boolean stays;
        lock.lock();
        try {
            splitter.feed(bytes);
            waiting = settle();
            stays = !seat.isClosing();
        } finally {
            lock.unlock();
        }
        couriers.send(waiting);
        return stays;
    }

    /// The member is gone, or wants to be: the others learn of it, and its last lines go out.
    void leave(Seat seat, String reason) throws IOException {
        List<Seat> waiting;
        lock.lock();
        try {
            room.leave(seat.id, reason).forEach(this::perform);
            seat.finish();
            waiting = settle();
        } finally {
            lock.unlock();
        }
        couriers.send(waiting);
        try {
            seat.awaitEnd();
        } finally {
            seats.remove(seat.id);
        }
    }

    /// Tells all members that it is over, and lets their last lines go out.
    void close() {
        lock.lock();
        try {
            for (var member : room.members()) {
                perform(new Action.Tell(member.id(), new RoomLine.Warning("the room closes")));
                perform(new Action.Part(member.id()));
            }
            couriers.send(settle());
        } finally {
            lock.unlock();
        }
    }

    /// Drops whoever takes too long for one write.
    ///
    /// @param limit how long is too long
    void dropStalled(Duration limit) {
        long now = System.nanoTime();
        if (seats.values().stream().noneMatch(seat -> seat.stalled(now) > limit.toNanos())) return;
        lock.lock();
        try {
            for (var seat : seats.values()) {
                if (!seat.isDropped() && seat.stalled(now) > limit.toNanos()) drop(seat, "did not read");
            }
            couriers.send(settle());
        } finally {
            lock.unlock();
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

    /// Drops whoever holds back too much. Called under the lock.
    ///
    /// @return where the couriers must be sent; best without the lock, which is the first thing that they want
    private List<Seat> settle() {
        // That somebody was dropped is news for the others, and may be what is too much for the next.
        for (var slow = tooSlow(); !slow.isEmpty(); slow = tooSlow()) slow.forEach(seat -> drop(seat, "did not read"));
        var waiting = new ArrayList<Seat>(seats.size());
        for (var seat : seats.values()) if (seat.rouse()) waiting.add(seat);
        return waiting;
    }

    private List<Seat> tooSlow() {
        var slow = new ArrayList<Seat>();
        for (var seat : seats.values()) {
            if (!seat.isDropped() && seat.outbox().lag() > queue) slow.add(seat);
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
}
