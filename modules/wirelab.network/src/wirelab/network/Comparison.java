package wirelab.network;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// Measures both services on one network while a node on the way dies and comes back.
///
/// A stream of numbered packets goes from one node to another. After 25 of them the victim is killed; when packets arrive
/// again it is revived, and the stream goes on until the tables are right and 50 more have been sent. Whoever uses
/// circuits opens a new one as soon as the old one is gone, and again until it stands.
public final class Comparison {
    private static final int BEFORE = 25;
    private static final int AFTER = 50;
    private static final int PAYLOAD = 100;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /// What was measured of one service.
    ///
    /// @param service which one
    /// @param method how tables were filled
    /// @param setUp nanoseconds until the first packet could be sent; 0 without a set-up
    /// @param first nanoseconds that the first packet was under way
    /// @param header bytes of each frame beside its payload
    /// @param routes what a node on the way keeps for routing, in entries
    /// @param circuits what it keeps for this conversation, in entries
    /// @param sent packets sent
    /// @param received packets that arrived, without duplicates
    /// @param overtaken packets that arrived after a later one
    /// @param lost packets that did not arrive
    /// @param reports of these, how many a report told the sender of
    /// @param toldSender nanoseconds from the failure until the sender was told, by a report or a clearing, or -1 if it
    ///     never was
    /// @param toldReceiver nanoseconds from the failure until the receiver was told, or -1 if it never was
    /// @param recovery nanoseconds from the failure until the first packet that was sent after it arrived
    public record Measured(String service, NodeOptions.Method method, long setUp, long first, int header, int routes,
            int circuits, int sent, int received, int overtaken, int lost, int reports, long toldSender, long toldReceiver,
            long recovery) {}

    private final Fabric network;
    private final String from;
    private final String to;
    private final String victim;
    private final Duration interval;
    private long mark;
    private int sent;
    private long killed;
    private int sentBeforeKill;

    private Comparison(Fabric network, String from, String to, String victim, Duration interval) {
        this.network = network;
        this.from = from;
        this.to = to;
        this.victim = victim;
        this.interval = interval;
    }

    /// Measures the connectionless service and then the connection-oriented one.
    ///
    /// @param network a network that has converged
    /// @param victim a node on the way, with another way round it
    /// @param interval between two packets
    /// @return one result for each
    public static List<Measured> of(Fabric network, String from, String to, String victim, Duration interval) {
        return List.of(new Comparison(network, from, to, victim, interval).datagrams(),
                new Comparison(network, from, to, victim, interval).circuits());
    }

    private Measured datagrams() {
        mark = network.mark();
        long began = network.now();
        int routes = network.routingState(victim);
        run(() -> network.send(from, to, packet()));
        long first = arrivals().getFirst().nanos() - began;
        var reports = network.since(mark).stream().filter(h -> h.node().equals(from)
                && h.what() instanceof Action.Reported).toList();
        long told = reports.isEmpty() ? -1 : reports.getFirst().nanos() - killed;
        int header = new Datagram(from, to, 1, 0, new byte[0]).encode().length;
        return measured("datagrams", 0, first, header, routes, 0, reports.size(), told, -1);
    }

    private Measured circuits() {
        mark = network.mark();
        long began = network.now();
        var caller = new Caller();
        caller.open();
        long setUp = network.now() - began;
        int circuits = network.circuits(victim).size();
        int routes = network.routingState(victim);
        long firstSent = network.now();
        run(caller::say);
        long first = arrivals().getFirst().nanos() - firstSent;
        var told = new ArrayList<Long>();
        for (String end : List.of(from, to)) {
            told.add(network.since(mark).stream().filter(h -> h.node().equals(end) && h.what() instanceof Action.Closed
                    && h.nanos() >= killed).findFirst().map(h -> h.nanos() - killed).orElse(-1L));
        }
        if (!network.circuits(from).isEmpty()) network.hangUp(from, caller.circuit);
        network.await(() -> network.circuits(to).isEmpty(), LIMIT);
        return measured("circuits", setUp, first, Data.HEADER, routes, circuits, 0, told.get(0), told.get(1));
    }

    /// The stream, with the death and the return of the victim in the midst of it.
    private void run(Runnable send) {
        for (int i = 0; i < BEFORE; i++) step(send);
        network.kill(victim);
        killed = network.now();
        sentBeforeKill = sent;
        long end = killed + LIMIT.toNanos();
        while (recovered() == null && network.now() < end) step(send);
        network.revive(victim);
        while (!network.isConverged() && network.now() < end) step(send);
        for (int i = 0; i < AFTER; i++) step(send);
        network.await(() -> arrived(sent - 1), Duration.ofSeconds(1));
    }

    private void step(Runnable send) {
        send.run();
        network.pass(interval);
    }

    private byte[] packet() {
        return ByteBuffer.allocate(PAYLOAD).putInt(sent++).array();
    }

    /// The user of circuits: says what it has to say if there is a circuit, else calls again.
    private final class Caller {
        private int circuit;
        private long called;

        void open() {
            called = network.mark();
            circuit = network.open(from, to);
            var answer = network.await(called, this::isAnswer, LIMIT);
            if (answer == null || !(answer.what() instanceof Action.Opened)) throw new IllegalStateException("no circuit: "
                    + answer);
        }

        void say() {
            boolean stands = false;
            boolean over = false;
            for (var happening : network.since(called)) {
                if (!happening.node().equals(from)) continue;
                stands |= happening.what() instanceof Action.Opened(int id, _, _, _, _) && id == circuit;
                over |= happening.what() instanceof Action.Closed(int id, _, _, _) && id == circuit;
            }
            if (over) {
                called = network.mark();
                circuit = network.open(from, to);
            } else if (stands) {
                try {
                    network.say(from, circuit, packet());
                } catch (UsageException _) {
                    // It was cleared in this very moment; this packet was never sent.
                    sent--;
                }
            }
        }

        private boolean isAnswer(Happening happening) {
            return happening.node().equals(from) && switch (happening.what()) {
                case Action.Opened opened -> opened.circuit() == circuit;
                case Action.Closed closed -> closed.circuit() == circuit;
                default -> false;
            };
        }
    }

    private record Arrival(int number, long nanos) {}

    private List<Arrival> arrivals() {
        var arrivals = new ArrayList<Arrival>();
        for (var happening : network.since(mark)) {
            if (!happening.node().equals(to)) continue;
            byte[] payload = switch (happening.what()) {
                case Action.Delivered(var datagram) -> datagram.payload();
                case Action.Received received -> received.payload();
                default -> null;
            };
            if (payload != null && payload.length == PAYLOAD) {
                arrivals.add(new Arrival(ByteBuffer.wrap(payload).getInt(), happening.nanos()));
            }
        }
        return arrivals;
    }

    private Arrival recovered() {
        return arrivals().stream().filter(arrival -> arrival.number >= sentBeforeKill).findFirst().orElse(null);
    }

    private boolean arrived(int number) {
        return arrivals().stream().anyMatch(arrival -> arrival.number == number);
    }

    private Measured measured(String service, long setUp, long first, int header, int routes, int circuits, int reports,
            long toldSender, long toldReceiver) {
        Set<Integer> numbers = new HashSet<>();
        int overtaken = 0;
        int greatest = -1;
        for (var arrival : arrivals()) {
            if (numbers.add(arrival.number) && arrival.number < greatest) overtaken++;
            greatest = Math.max(greatest, arrival.number);
        }
        var recovered = recovered();
        long recovery = recovered == null ? -1 : recovered.nanos - killed;
        return new Measured(service, network.options().routing(), setUp, first, header, routes, circuits, sent,
                numbers.size(), overtaken, sent - numbers.size(), reports, toldSender, toldReceiver, recovery);
    }

    /// The table of what was measured, one column for each.
    ///
    /// @param measured from [#of(Fabric, String, String, String, Duration)]
    public static String table(List<Measured> measured) {
        var table = new TextTable();
        table.row("", measured.stream().map(Measured::service));
        table.row("tables filled by", measured.stream().map(m -> m.method == NodeOptions.Method.LINK_STATE ? "link state"
                : "dist. vector"));
        table.row("time of the set-up", measured.stream().map(m -> m.setUp == 0 ? "none" : time(m.setUp)));
        table.row("first packet under way", measured.stream().map(m -> time(m.first)));
        table.row("address in each packet", measured.stream().map(m -> m.circuits == 0 ? "both names" : "a label"));
        table.row("header of each packet", measured.stream().map(m -> Text.count(m.header, "byte")));
        table.row("routes in a node", measured.stream().map(m -> "" + m.routes));
        table.row("circuits in a node",
                measured.stream().map(m -> m.circuits == 0 ? "none" : "" + m.circuits));
        table.row("packets sent", measured.stream().map(m -> "" + m.sent));
        table.row("packets overtaken", measured.stream().map(m -> "" + m.overtaken));
        table.row("packets lost", measured.stream().map(m -> "" + m.lost));
        table.row("reports to the sender", measured.stream().map(m -> m.circuits == 0 ? "" + m.reports : "-"));
        table.row("sender is told after",
                measured.stream().map(m -> m.toldSender < 0 ? "never" : time(m.toldSender)));
        table.row("receiver is told after",
                measured.stream().map(m -> m.toldReceiver < 0 ? "never" : time(m.toldReceiver)));
        table.row("who finds the new way", measured.stream().map(m -> m.circuits == 0 ? "the network"
                : "a new call"));
        table.row("recovery time", measured.stream().map(m -> m.recovery < 0 ? "none" : time(m.recovery)));
        return table.text();
    }

    private static String time(long nanos) {
        return Text.duration(Duration.ofNanos(nanos));
    }
}
