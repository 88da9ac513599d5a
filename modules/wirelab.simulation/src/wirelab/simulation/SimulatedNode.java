package wirelab.simulation;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import wirelab.kit.Driver;
import wirelab.kit.Machine;

/// One node of a [SimulatedNetwork]: says how its machine is made, what it hears, and how its actions are done.
///
/// @param <M> the machine
/// @param <A> its actions
public abstract class SimulatedNode<M extends Machine<A>, A> {
    private final String name;
    private final Map<String, Long> streams = new HashMap<>();
    private final ArrayDeque<A> actions = new ArrayDeque<>();
    private SimulatedNetwork simulator;
    private M machine;
    private long nextAt = Machine.NEVER;
    private boolean performing;

    protected SimulatedNode(String name) {
        this.name = name;
    }

    /// Makes the machine, at the beginning and after each crash; what is to survive it keeps elsewhere.
    protected abstract M boot(long now);

    /// Something has arrived: a datagram, or a piece of a stream.
    protected abstract void received(long now, M machine, String from, byte[] bytes);

    /// Does what the machine wants done, by [#datagram(String, byte[])] or [#stream(String, byte[])], for instance.
    protected abstract void perform(long now, A action);

    /// The stream with a peer is broken, if there was one; the next byte sent begins another.
    protected void streamBroken(long now, M machine, String peer) {}

    public final String name() {
        return name;
    }

    public final boolean isUp() {
        return machine != null;
    }

    /// {@return the machine, to be asked: what happens to it goes through [#enter]; `null` while the node is down}
    public final M machine() {
        return machine;
    }

    /// Lets something happen to the machine, if the node is up.
    public final void enter(ObjLongConsumer<? super M> event) {
        if (machine == null) return;
        event.accept(machine, simulator.now());
        settle();
    }

    /// The machine is gone with all that it knew; what is under way to the node is lost.
    public final void crash() {
        simulator.note(() -> name + " crashes");
        machine = null;
        nextAt = Machine.NEVER;
        actions.clear();
        simulator.breakStreams(name);
    }

    public final void restart() {
        simulator.note(() -> name + " starts");
        machine = boot(simulator.now());
        settle();
    }

    protected final void datagram(String to, byte[] bytes) {
        simulator.datagram(name, to, bytes, arrived -> simulator.arrive(name, to, arrived));
    }

    protected final void stream(String to, byte[] bytes) {
        simulator.stream(name, to, bytes);
    }

    void join(SimulatedNetwork simulator) {
        this.simulator = simulator;
    }

    void arrive(String from, byte[] bytes) {
        enter((machine, now) -> received(now, machine, from, bytes));
    }

    void broken(String peer) {
        enter((machine, now) -> streamBroken(now, machine, peer));
    }

    void tick() {
        simulator.note(() -> name + " ticks");
        enter((machine, now) -> machine.tick(now));
    }

    long nextAt() {
        return nextAt;
    }

    /// {@return how many streams with a peer have been broken from this end}
    long streams(String peer) {
        return streams.getOrDefault(peer, 0L);
    }

    void endStream(String peer) {
        streams.merge(peer, 1L, Long::sum);
    }

    /// As a [Driver] does: what an action enters is performed after what waits.
    private void settle() {
        machine.drain(actions::add);
        nextAt = machine.nextAt();
        if (performing) return;
        performing = true;
        try {
            for (A action; (action = actions.poll()) != null; ) perform(simulator.now(), action);
        } finally {
            performing = false;
        }
    }
}
