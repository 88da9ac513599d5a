package wirelab.impair;

import java.time.Duration;
import java.util.function.Consumer;
import wirelab.kit.Driver;
import wirelab.kit.Machine;

/// One direction of a relay: a [Link] driven by the clock. Any thread may put parcels in; they are delivered one at a time,
/// in the order that the link decided.
final class LinkDriver implements AutoCloseable {
    /// What a relay carries, and how it is handed over at the far end.
    interface Parcel extends Packet<Parcel> {
        /// Hands it over; must not wait and must not throw.
        void deliver();
    }

    private final Link<Parcel> link;
    /// How many have been taken from the link, and how many of those handed over.
    private long taken;
    private volatile long delivered;
    private final Departures departures = new Departures();
    private final Driver<Parcel> driver;
    private final Driver.Event<Parcel> offered = this::offered;

    LinkDriver(String name, Link<Parcel> link) {
        this.link = link;
        driver = new Driver<>(name, departures, this::deliver, Duration.ZERO).start();
    }

    /// The link, as a machine whose actions are the parcels that are due.
    private final class Departures implements Machine<Parcel> {
        private long time = System.nanoTime();

        @Override
        public void tick(long now) {
            time = now;
        }

        @Override
        public long nextAt() {
            return link.nextDue();
        }

        @Override
        public void drain(Consumer<? super Parcel> performer) {
            for (Parcel parcel; (parcel = link.poll(time)) != null; ) {
                taken++;
                performer.accept(parcel);
            }
        }
    }

    /// One at a time, so nobody else counts.
    private void deliver(Parcel parcel) {
        parcel.deliver();
        delivered = delivered + 1;
    }

    void offer(Parcel parcel) {
        driver.enter(parcel, offered);
    }

    private void offered(long now, Parcel parcel) {
        departures.tick(now);
        link.offer(now, parcel);
    }

    Tally tally() {
        return driver.ask(link::tally);
    }

    /// Waits until nothing is under way, and all that arrived is handed over.
    ///
    /// @param limit how long at most
    void drain(Duration limit) throws InterruptedException {
        driver.await(() -> link.underWay() == 0 && taken == delivered, limit);
    }

    /// Stops; what is still under way is gone.
    @Override
    public void close() {
        driver.close();
    }
}
