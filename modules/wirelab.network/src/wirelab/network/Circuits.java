package wirelab.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import wirelab.kit.Machine;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.network.Circuit.End;
import wirelab.network.Circuit.Leg;
import wirelab.network.Clear.Reason;

/// The connection-oriented service of a node: for each circuit that passes it remembers which label on which link is
/// continued by which other, and needs no address any more once the set-up has passed.
final class Circuits {
    /// Signs of life that may be missing before a circuit is cleared.
    private static final int MISSED = 4;

    private final Node node;
    private final Circuit.Labels labels;
    private final long keep;
    private final Map<Leg, Circuit> legs = new LinkedHashMap<>();
    private final Map<Integer, Circuit> ends = new TreeMap<>();
    private final Set<Circuit> all = new HashSet<>();
    private int nextId = 1;
    boolean accepting = true;

    Circuits(Node node) {
        this.node = node;
        labels = new Circuit.Labels(node.name, node.random);
        keep = node.options.keep().toNanos();
    }

    // What the user of this node wants.

    /// Calls another node; whether it answers is told by an [Action.Opened] or an [Action.Closed].
    int open(long now, String destination) {
        if (destination.equals(node.name)) throw new UsageException("a circuit from " + node.name
                + " to itself goes nowhere");
        int id = nextId++;
        var route = node.router.route(destination);
        if (route == null || isFull()) {
            node.emit(new Action.Closed(id, destination, route == null ? Reason.NO_ROUTE : Reason.FULL, node.name));
            return id;
        }
        var forth = new Leg(route.nextHop(), labels.choose(route.nextHop(), legs::containsKey));
        add(new Circuit(now, null, forth, new End(id, destination), Machine.after(now, node.options.setup().toNanos())));
        transmit(forth, new Setup(forth.label(), node.name, destination, node.options.ttl(), mtu(forth), 1));
        return id;
    }

    void send(int id, byte[] payload) {
        var circuit = ends.get(id);
        if (circuit == null || !circuit.open) throw new UsageException(node.name + " has no open circuit " + id);
        int most = Math.min(Frame.MAX_PAYLOAD, circuit.end.mtu - Data.HEADER);
        if (payload.length > most) {
            throw new UsageException(Text.count(payload.length, "byte") + "; the MTU of circuit " + id + " has room for "
                    + most);
        }
        var leg = circuit.back == null ? circuit.forth : circuit.back;
        transmit(leg, new Data(leg.label(), circuit.end.nextSent, payload));
        circuit.end.nextSent = (circuit.end.nextSent + 1) & 0xffff_ffffL;
    }

    void close(int id) {
        var circuit = ends.get(id);
        if (circuit == null) throw new UsageException(node.name + " has no circuit " + id);
        end(circuit, Reason.CLOSED, node.name, null);
    }

    // What comes from neighbours.

    void receive(long now, String neighbour, Frame.Labelled frame) {
        if (frame instanceof Setup setup) {
            setUp(now, new Leg(neighbour, setup.label()), setup);
            return;
        }
        var side = new Leg(neighbour, frame.label());
        var circuit = legs.get(side);
        if (circuit == null) {
            if (!(frame instanceof Clear)) transmit(side, new Clear(side.label(), Reason.UNKNOWN_LABEL, node.name));
            return;
        }
        circuit.hear(now, side);
        switch (frame) {
            case Accepted accept -> accepted(now, circuit, side, accept);
            case Data data -> data(circuit, side, data);
            case Keep _ -> {
                var on = circuit.other(side);
                if (circuit.open && on != null) transmit(on, new Keep(on.label()));
            }
            case Clear clear -> end(circuit, clear.reason(), clear.reporter(), side);
            case Setup _ -> throw new AssertionError("handled above");
        }
    }

    private void setUp(long now, Leg back, Setup setup) {
        var present = legs.get(back);
        if (present != null) {
            // The neighbour has forgotten the circuit that it had by this label, so that is over at both sides.
            end(present, Reason.UNKNOWN_LABEL, node.name, null);
            return;
        }
        boolean here = setup.destination().equals(node.name);
        var route = here ? null : node.router.route(setup.destination());
        Reason refusal = null;
        if (!labels.isOfNeighbour(back.neighbour(), back.label())) refusal = Reason.UNKNOWN_LABEL;
        else if (isFull()) refusal = Reason.FULL;
        else if (here && !accepting) refusal = Reason.REFUSED;
        else if (!here && (setup.ttl() == 1 || setup.hops() == 255)) refusal = Reason.TTL_EXPIRED;
        else if (!here && route == null) refusal = Reason.NO_ROUTE;
        if (refusal != null) transmit(back, new Clear(back.label(), refusal, node.name));
        else if (here) accept(now, back, setup);
        else passOn(now, back, setup, route.nextHop());
    }

    private void accept(long now, Leg back, Setup setup) {
        var end = new End(nextId++, setup.source());
        end.mtu = setup.mtu();
        end.hops = setup.hops();
        var circuit = new Circuit(now, back, null, end, now);
        add(circuit);
        transmit(back, new Accepted(back.label(), setup.mtu(), setup.hops()));
        stands(now, circuit);
    }

    private void passOn(long now, Leg back, Setup setup, String nextHop) {
        var forth = new Leg(nextHop, labels.choose(nextHop, legs::containsKey));
        // A little longer than the caller waits, so that the caller is the one who gives up.
        add(new Circuit(now, back, forth, null, Machine.after(now, 2 * node.options.setup().toNanos())));
        transmit(forth, new Setup(forth.label(), setup.source(), setup.destination(), setup.ttl() - 1,
                Math.min(setup.mtu(), mtu(forth)), setup.hops() + 1));
    }

    private void accepted(long now, Circuit circuit, Leg side, Accepted accept) {
        if (circuit.open || !side.equals(circuit.forth)) return;
        if (circuit.end == null) {
            circuit.open = true;
            transmit(circuit.back, new Accepted(circuit.back.label(), accept.mtu(), accept.hops()));
        } else {
            circuit.end.mtu = accept.mtu();
            circuit.end.hops = accept.hops();
            stands(now, circuit);
        }
    }

    private void stands(long now, Circuit circuit) {
        var end = circuit.end;
        circuit.open = true;
        end.nextKeep = Machine.after(now, keep);
        node.emit(new Action.Opened(end.id, end.peer, circuit.forth == null, end.hops, end.mtu));
    }

    private void data(Circuit circuit, Leg side, Data data) {
        // Before the ACCEPT it can only belong to an older circuit of the same label.
        if (!circuit.open) return;
        var on = circuit.other(side);
        if (on != null) {
            var frame = new Data(on.label(), data.sequence(), data.payload());
            if (frame.payload().length + Data.HEADER <= mtu(on)) transmit(on, frame);
            else node.counters.count("longer than the MTU");
        } else if (data.sequence() != circuit.end.nextExpected) {
            end(circuit, Reason.SEQUENCE, node.name, null);
        } else {
            circuit.end.nextExpected = (data.sequence() + 1) & 0xffff_ffffL;
            node.emit(new Action.Received(circuit.end.id, data.sequence(), data.payload()));
        }
    }

    // What time and dead neighbours do.

    void down(String neighbour) {
        for (var circuit : List.copyOf(all)) {
            for (var leg : legsOf(circuit)) {
                if (leg.neighbour().equals(neighbour)) end(circuit, Reason.NEIGHBOUR_DOWN, node.name, leg);
            }
        }
    }

    void tick(long now) {
        for (var circuit : List.copyOf(all)) {
            if (Machine.isDue(limit(circuit), now)) {
                end(circuit, Reason.TIMEOUT, node.name, null);
            } else if (circuit.open && circuit.end != null && Machine.isDue(circuit.end.nextKeep, now)) {
                circuit.end.nextKeep = Machine.after(now, keep);
                for (var leg : legsOf(circuit)) transmit(leg, new Keep(leg.label()));
            }
        }
    }

    long nextAt() {
        long next = Machine.NEVER;
        for (var circuit : all) {
            next = Machine.earlier(next, limit(circuit));
            if (circuit.open && circuit.end != null) next = Machine.earlier(next, circuit.end.nextKeep);
        }
        return next;
    }

    private long limit(Circuit circuit) {
        return circuit.open ? Machine.after(circuit.quietSince(), MISSED * keep) : circuit.limit;
    }

    // The book.

    private void add(Circuit circuit) {
        all.add(circuit);
        for (var leg : legsOf(circuit)) legs.put(leg, circuit);
        if (circuit.end != null) ends.put(circuit.end.id, circuit);
    }

    /// Forgets a circuit and says so on each side but the one from which the news came, if any.
    private void end(Circuit circuit, Reason reason, String reporter, Leg except) {
        if (!all.remove(circuit)) return;
        for (var leg : legsOf(circuit)) {
            legs.remove(leg);
            if (!leg.equals(except)) transmit(leg, new Clear(leg.label(), reason, reporter));
        }
        if (circuit.end != null) {
            ends.remove(circuit.end.id);
            node.emit(new Action.Closed(circuit.end.id, circuit.end.peer, reason, reporter));
        }
    }

    private static List<Leg> legsOf(Circuit circuit) {
        var both = new ArrayList<Leg>(2);
        if (circuit.back != null) both.add(circuit.back);
        if (circuit.forth != null) both.add(circuit.forth);
        return both;
    }

    private boolean isFull() {
        return all.size() >= node.options.circuits();
    }

    private int mtu(Leg leg) {
        return node.ports.get(leg.neighbour()).mtu();
    }

    private void transmit(Leg leg, Frame frame) {
        node.transmit(leg.neighbour(), frame);
    }

    /// What this node knows of circuits, for people.
    List<CircuitEntry> table() {
        return legs.values().stream().distinct().map(circuit -> new CircuitEntry(
                circuit.back == null ? "" : circuit.back.neighbour(), circuit.back == null ? -1 : circuit.back.label(),
                circuit.forth == null ? "" : circuit.forth.neighbour(), circuit.forth == null ? -1 : circuit.forth.label(),
                circuit.end == null ? 0 : circuit.end.id, circuit.open)).toList();
    }
}
