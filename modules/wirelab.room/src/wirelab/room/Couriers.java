package wirelab.room;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import wirelab.kit.Driver;

/// Those who carry lines to the members: a few threads for all of them, and nobody waits for one who is held up.
///
/// A courier goes from seat to seat and writes what waits there. Before each write it calls a colleague, if others wait. The
/// colleague is a virtual thread, so it gets a processor when there is one to spare, or when this courier is held up
/// at a member that does not read: then the courier leaves its processor, and the colleague goes on with the rest.
///
/// ```
/// waiting: #1 #2 #3 #4 #5      first courier   writes to #1, #2, then #3 does not read: parked
///                              second courier  writes to #4, #5: nobody is left, done
/// ```
///
/// So there is a courier for each member that holds one up, and one or two more while there is something to carry.
final class Couriers {
    /// One courier's way to one seat, kept so that nothing is made per way.
    private static final class Way {
        Seat seat;
        ByteBuffer[] batch;
    }

    /// Seats with something to write, each at most once.
    private final Queue<Seat> waiting = new ConcurrentLinkedQueue<>();
    /// Whether one has been called who has not begun yet; one is enough, since that one calls the next.
    private final AtomicBoolean called = new AtomicBoolean();

    private final Driver<Hall.Errand> driver;
    private final Driver.Event<Way> next;

    Couriers(Hall hall) {
        driver = new Driver<>("room", hall, this::run);
        next = (now, way) -> way.batch = hall.next(now, way.seat);
    }

    /// {@return what lets things happen in the hall; the server starts and closes it}
    Driver<Hall.Errand> driver() {
        return driver;
    }

    /// Sees to it that an errand is run. Waits for nothing.
    private void run(Hall.Errand errand) {
        switch (errand) {
            case Hall.Errand.Carry(Seat seat) -> {
                waiting.add(seat);
                call();
            }
            case Hall.Errand.Reset(Seat seat) -> seat.reset();
        }
    }

    private void call() {
        if (waiting.isEmpty() || !called.compareAndSet(false, true)) return;
        Thread.ofVirtual().name("room-courier").start(this::carry);
    }

    private void carry() {
        called.set(false);
        var way = new Way();
        for (Seat seat; (seat = waiting.poll()) != null; ) {
            way.seat = seat;
            // What nothing happens to any more has ended.
            if (!driver.enter(way, next)) way.batch = Seat.END;
            if (way.batch == null) continue;
            if (way.batch == Seat.END) {
                seat.hangUp();
                continue;
            }
            // Before the write, since that may take as long as a member likes.
            call();
            // Behind the others again, lest one who reads fast keeps them waiting.
            if (seat.write(way.batch)) waiting.add(seat);
        }
    }
}
