package wirelab.ring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import wirelab.kit.Machine;

/// A ring of machines in virtual time: links as TCP has them (in order, until one end closes), nodes that crash and come
/// back with what was on their disk, and frames that are lost where a test says so.
final class World {
    /// Near the end of the numbers, so that every comparison of times is put to the proof.
    static final long EPOCH = Long.MAX_VALUE - 1_000_000_000L;
    static final long MILLI = 1_000_000L;

    /// A place for a node; its disk survives it.
    final class Site {
        final int id;
        final List<JournalEntry> disk = new ArrayList<>();
        final List<Outgoing> messages = new ArrayList<>();
        final Map<Long, Outgoing.Fate> fates = new HashMap<>();
        final List<String> printed = new ArrayList<>();
        RingMachine machine;
        long incarnation;
        long accepted = 1;
        Integer status;
        boolean crashed;
        /// Stopped as by SIGSTOP: events wait.
        boolean frozen;
        final List<Runnable> thawed = new ArrayList<>();
        final Map<Long, Wire> wires = new HashMap<>();
        long armed = Machine.NEVER;
        long arm;

        Site(int id) {
            this.id = id;
        }

        boolean isUp() {
            return machine != null && status == null;
        }

        void start() {
            crashed = false;
            status = null;
            frozen = false;
            var memory = new Memory();
            disk.forEach(memory::add);
            incarnation = Math.max(memory.incarnation(), incarnation) + 1;
            var others = new ArrayList<Long>();
            for (int i = 1; i < sites.size(); i++) others.add((long) sites.get((id + i) % sites.size()).id);
            machine = new RingMachine(now, new RingOptions(id, others, incarnation, timing, recorder != null), memory);
            messages.forEach(machine::submit);
            step(_ -> {});
        }

        void crash() {
            crashed = true;
            machine = null;
            for (var wire : List.copyOf(wires.values())) wire.cut();
            wires.clear();
        }

        void freeze() {
            frozen = true;
        }

        void thaw() {
            frozen = false;
            var all = List.copyOf(thawed);
            thawed.clear();
            all.forEach(Runnable::run);
            step(_ -> {});
        }

        void step(LongConsumer event) {
            if (machine == null) return;
            if (frozen) {
                thawed.add(() -> step(event));
                return;
            }
            event.accept(now);
            if (Machine.isDue(machine.nextAt(), now)) machine.tick(now);
            var site = this;
            machine.drain(action -> perform(site, action));
            if (machine == null) return;
            observer.accept(this);
            long at = machine.nextAt();
            if (at == armed) return;
            armed = at;
            long mine = ++arm;
            if (at != Machine.NEVER) at(at, () -> {
                if (arm == mine) armed = Machine.NEVER;
                if (arm == mine) step(_ -> {});
            });
        }
    }

    /// One TCP connection; each direction keeps its order.
    final class Wire {
        final Site from;
        final Site to;
        final long fromId;
        final long toId;
        long arriveForth;
        long arriveBack;
        boolean closed;

        Wire(Site from, Site to, long fromId, long toId) {
            this.from = from;
            this.to = to;
            this.fromId = fromId;
            this.toId = toId;
            arriveForth = arriveBack = now;
        }

        void carry(boolean forth, Consumer<Site> event) {
            long at = now + delay();
            if (forth) arriveForth = at = at - arriveForth > 0 ? at : arriveForth;
            else arriveBack = at = at - arriveBack > 0 ? at : arriveBack;
            var site = forth ? to : from;
            at(at, () -> event.accept(site));
        }

        /// One end closes: the other sees it after all that was sent.
        void close(Site closer, long id) {
            closer.wires.remove(id);
            boolean forth = id == fromId && closer == from;
            carry(forth, site -> {
                long other = forth ? toId : fromId;
                if (site.wires.remove(other, this)) site.step(t -> site.machine.closed(t, other));
                closed = true;
            });
        }

        void cut() {
            if (from.machine != null && from.wires.get(fromId) == this) close(to, toId);
            if (to.machine != null && to.wires.get(toId) == this) close(from, fromId);
            closed = true;
        }
    }

    /// A frame on its way out of a node.
    record Passage(Site sender, Signal signal) {}

    private record Timed(long at, long order, Runnable event) {}

    final List<Site> sites = new ArrayList<>();
    final Random random;
    final Timing timing;
    long now = EPOCH;
    long hop = MILLI;
    long events;
    /// Frames that went round and were lost with a link: it was closed, or there was none to forward them on.
    long dropped;
    Predicate<Passage> loss = _ -> false;
    Consumer<Site> observer = _ -> {};
    /// Gets the steps of all nodes, in order, when wanted.
    BiConsumer<Site, Step> recorder;
    private final PriorityQueue<Timed> queue = new PriorityQueue<>((a, b) -> {
        int order = Long.signum(a.at - b.at);
        return order == 0 ? Long.compare(a.order, b.order) : order;
    });
    private long order;

    World(int nodes, long seed, Timing timing) {
        random = new Random(seed);
        this.timing = timing;
        for (int i = 0; i < nodes; i++) sites.add(new Site(i));
    }

    void start() {
        for (var site : sites) at(now + random.nextInt(1, 20) * MILLI, site::start);
    }

    void at(long time, Runnable event) {
        queue.add(new Timed(time, order++, event));
    }

    long delay() {
        return hop == MILLI ? MILLI / 2 + random.nextInt((int) MILLI) : hop;
    }

    /// Goes on until a condition holds or the time is over.
    boolean run(long nanos, BooleanSupplier done) {
        long end = now + nanos;
        while (!queue.isEmpty() && queue.peek().at - end <= 0) {
            var next = queue.poll();
            if (next.at - now > 0) now = next.at;
            next.event.run();
            events++;
            if (done.getAsBoolean()) return true;
        }
        if (end - now > 0) now = end;
        return done.getAsBoolean();
    }

    boolean allEnded() {
        for (var site : sites) if (!site.crashed && (site.status == null)) return false;
        return true;
    }

    private void perform(Site site, RingAction action) {
        switch (action) {
            case RingAction.Dial(long link, long id) -> dial(site, link, sites.get((int) id));
            case RingAction.Send(long link, Signal signal) -> {
                var wire = site.wires.get(link);
                if (wire != null) sendOn(wire, site, link, signal);
                else drop(signal);
            }
            case RingAction.Close(long link) -> {
                var wire = site.wires.get(link);
                if (wire != null) wire.close(site, link);
            }
            case RingAction.Record(JournalEntry entry) -> site.disk.add(entry);
            case RingAction.Deliver(long source, byte[] text) -> site.printed.add(source + "> " + new String(text));
            case RingAction.Report(Outgoing message, Outgoing.Fate fate) -> site.fates.put(message.reference(), fate);
            case RingAction.Note(Step step) -> recorder.accept(site, step);
            case RingAction.Exit(int status, String _) -> {
                site.status = status;
                for (var wire : List.copyOf(site.wires.values())) wire.cut();
            }
        }
    }

    private void sendOn(Wire wire, Site site, long link, Signal signal) {
        if (wire.closed) {
            drop(signal);
            return;
        }
        boolean forth = link == wire.fromId && site == wire.from;
        if (loss.test(new Passage(site, signal))) return;
        wire.carry(forth, other -> {
            long id = forth ? wire.toId : wire.fromId;
            if (other.wires.get(id) != wire) {
                drop(signal);
                return;
            }
            other.step(t -> {
                if (other.wires.get(id) != wire || other.machine.successor() < 0) drop(signal);
                if (other.wires.get(id) == wire) other.machine.received(t, id, signal);
            });
        });
    }

    private void drop(Signal signal) {
        if (SchedulesTest.isOnLap(signal)) dropped++;
    }

    private void dial(Site site, long link, Site to) {
        at(now + delay(), () -> {
            if (site.machine == null) return;
            if (!to.isUp()) {
                site.step(t -> site.machine.failed(t, link));
                return;
            }
            long other = to.accepted;
            to.accepted += 2;
            var wire = new Wire(site, to, link, other);
            site.wires.put(link, wire);
            to.wires.put(other, wire);
            to.step(t -> to.machine.accepted(t, other));
            site.step(t -> site.machine.connected(t, link));
        });
    }
}
