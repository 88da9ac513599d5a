package wirelab.natlab;

import java.util.function.Consumer;
import wirelab.kit.Machine;

/// What a [wirelab.kit.Driver] is to a machine in real time, in the time of a [SimulatedInternet]: does what the machine
/// wants done, and wakes it in time.
final class SimulatedDriver<A> {
    private final SimulatedInternet net;
    private final Machine<A> machine;
    private final Consumer<? super A> performer;
    private boolean ended;
    private boolean armed;
    private long wake;

    SimulatedDriver(SimulatedInternet net, Machine<A> machine, Consumer<? super A> performer) {
        this.net = net;
        this.machine = machine;
        this.performer = performer;
    }

    /// Something has happened to the machine.
    void settle() {
        machine.drain(performer);
        long next = machine.nextAt();
        if (next == Machine.NEVER) return;
        if (next - net.now() < 0) next = net.now();
        if (armed && next - wake >= 0) return;
        armed = true;
        wake = next;
        net.at(next, this::wake);
    }

    private void wake() {
        // An earlier wake-up may have come in between, and another been asked for.
        if (ended || !armed || wake - net.now() > 0) return;
        armed = false;
        machine.tick(net.now());
        settle();
    }

    /// Its process is gone: nothing happens any more.
    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }
}
