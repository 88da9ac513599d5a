package wirelab.room;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import wirelab.kit.Counters;
import wirelab.kit.Machine;

/// The [Room] with its furniture: the [Tape], and a [Seat] for each member. Whoever has read something lets it happen here,
/// so that there is one order; what is written where comes out as errands, and [Couriers] run them.
final class Hall implements Machine<Hall.Errand> {
    private static final Logger LOG = System.getLogger(Hall.class.getName());

    /// What is to be done at a seat.
    sealed interface Errand {
        /// Write what waits there, or end what will never be written any more.
        record Carry(Seat seat) implements Errand {}

        /// Break the connection off.
        record Reset(Seat seat) implements Errand {}
    }

    private final Room room;
    private final RoomServer.Options options;
    private final Counters counters;
    private final LongAdder published;
    private final Tape tape = new Tape();
    /// By id: members, and those whose last lines are still going out.
    private final Map<Integer, Seat> seats = new LinkedHashMap<>();
    private final Queue<Errand> errands = new ArrayDeque<>();
    /// When a write may be taking too long; not before the first that is under way does.
    private long lookAt = NEVER;

    Hall(RoomServer.Options options, Counters counters) {
        room = new Room(options.rules());
        this.options = options;
        this.counters = counters;
        published = counters.adder("lines");
    }

    List<RoomMember> members() {
        return room.members();
    }

    /// Gives a newcomer the seat, or tells it why there is none: [Seat#refusal()].
    void join(long now, Seat seat) {
        switch (room.join(now)) {
            case Room.Admitted(int id, List<Action> actions) -> {
                seat.take(id, new TapeCursor(tape));
                seats.put(id, seat);
                actions.forEach(this::act);
                settle();
            }
            case Room.Refused(RoomLine line) -> {
                counters.count("full");
                seat.refuse(line);
            }
        }
    }

    /// A member has sent something: all lines that came together are taken before the couriers are sent.
    void heard(long now, Seat seat) {
        seat.split(new LineSplitter.Sink() {
            @Override
            public void line(byte[] line) {
                room.receive(now, seat.id(), line).forEach(Hall.this::act);
            }

            @Override
            public void tooLong() {
                room.tooLong(now, seat.id()).forEach(Hall.this::act);
            }
        });
        settle();
    }

    /// A courier is there: what went before is sent.
    ///
    /// @return what it is to write, [Seat#END] when nothing will ever follow, or `null` when no courier is needed until the
    ///     seat is roused again
    ByteBuffer[] next(long now, Seat seat) {
        var batch = seat.next(now);
        if (seat.isWriting()) lookAt = Machine.earlier(lookAt, seat.until(options.stall()));
        return batch;
    }

    /// The member is gone, or wants to be: the others learn of it, and its last lines go out.
    void leave(Seat seat, String reason) {
        room.leave(seat.id(), reason).forEach(this::act);
        seat.finish();
        settle();
    }

    /// The last lines of one that has left are out.
    void remove(Seat seat) {
        seats.remove(seat.id());
    }

    /// Tells all members that it is over, and lets their last lines go out.
    void close() {
        for (var member : room.members()) {
            act(new Action.Tell(member.id(), new RoomLine.Warning("the room closes")));
            act(new Action.Part(member.id()));
        }
        settle();
    }

    /// Drops whoever takes too long for one write.
    @Override
    public void tick(long now) {
        if (!Machine.isDue(lookAt, now)) return;
        lookAt = NEVER;
        for (var seat : seats.values()) {
            if (seat.isDropped() || !seat.isWriting()) continue;
            long until = seat.until(options.stall());
            if (Machine.isDue(until, now)) drop(seat);
            else lookAt = Machine.earlier(lookAt, until);
        }
        settle();
    }

    @Override
    public long nextAt() {
        return lookAt;
    }

    @Override
    public void drain(Consumer<? super Errand> performer) {
        for (Errand errand; (errand = errands.poll()) != null; ) performer.accept(errand);
    }

    private void act(Action action) {
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

    static byte[] bytes(RoomLine line) {
        return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// Drops whoever holds back too much, and sends couriers to where something waits.
    private void settle() {
        // That somebody was dropped is news for the others, and may be what is too much for the next.
        for (var slow = tooSlow(); !slow.isEmpty(); slow = tooSlow()) slow.forEach(this::drop);
        for (var seat : seats.values()) if (seat.rouse()) errands.add(seat.carry);
    }

    private List<Seat> tooSlow() {
        var slow = new ArrayList<Seat>();
        for (var seat : seats.values()) {
            if (!seat.isDropped() && seat.outbox().lag() > options.queue()) slow.add(seat);
        }
        return slow;
    }

    private void drop(Seat seat) {
        LOG.log(Level.DEBUG, "#{0}: dropped, {1} bytes waiting", seat.id(), seat.outbox().lag());
        counters.count("slow");
        room.leave(seat.id(), "did not read").forEach(this::act);
        seat.drop();
        errands.add(new Errand.Reset(seat));
    }

    @Override
    public String toString() {
        return "hall of a " + room;
    }
}
