package wirelab.network;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import wirelab.kit.Machine;

/// Who is at the other ends of a node's links: hellos go out at an interval, and a neighbour is up as long as both ends
/// hear each other (RFC 2328, sections 9.5 and 10.5).
///
/// A hello that says "I do not hear you" from a neighbour that was up means that it has been started anew: it goes down at
/// once and up again, so that nothing which it has forgotten is taken for granted.
final class Neighbours {
    /// What happens when a neighbour comes or goes.
    interface Watcher {
        void changed(long now, String neighbour, boolean up);
    }

    private static final class State {
        boolean heard;
        boolean up;
        long heardAt;
    }

    private final String name;
    private final long interval;
    private final long dead;
    private final BiConsumer<String, Frame> transmit;
    private final Watcher watcher;
    private final Map<String, State> states = new TreeMap<>();
    private long nextHello;

    Neighbours(long now, Node node, Watcher watcher) {
        name = node.name;
        interval = node.options.hello().toNanos();
        dead = node.options.dead().toNanos();
        transmit = node::transmit;
        this.watcher = watcher;
        for (String neighbour : node.ports.keySet()) states.put(neighbour, new State());
        nextHello = now;
    }

    boolean isUp(String neighbour) {
        var state = states.get(neighbour);
        return state != null && state.up;
    }

    /// A hello came over the link to a neighbour.
    void receive(long now, String neighbour, Hello hello) {
        var state = states.get(neighbour);
        boolean first = !state.heard;
        state.heard = true;
        state.heardAt = now;
        boolean wasUp = state.up;
        if (wasUp && !hello.heard()) change(now, neighbour, state, false);
        // An answer before anything else, so that the neighbour knows by the same link that it is heard before it gets more.
        if (first || wasUp != hello.heard()) transmit.accept(neighbour, new Hello(name, true));
        if (!wasUp && hello.heard()) change(now, neighbour, state, true);
    }

    void tick(long now) {
        states.forEach((neighbour, state) -> {
            if (!state.heard || now - state.heardAt < dead) return;
            state.heard = false;
            if (state.up) change(now, neighbour, state, false);
        });
        if (!Machine.isDue(nextHello, now)) return;
        nextHello = Machine.after(now, interval);
        states.forEach((neighbour, state) -> transmit.accept(neighbour, new Hello(name, state.heard)));
    }

    long nextAt() {
        long next = nextHello;
        for (var state : states.values()) {
            if (state.heard) next = Machine.earlier(next, Machine.after(state.heardAt, dead));
        }
        return next;
    }

    private void change(long now, String neighbour, State state, boolean up) {
        state.up = up;
        watcher.changed(now, neighbour, up);
    }
}
