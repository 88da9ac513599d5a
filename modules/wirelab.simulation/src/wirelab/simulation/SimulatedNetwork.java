package wirelab.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import wirelab.kit.Machine;
import wirelab.kit.Text;

/// Several machines on a hostile network, in virtual time: the same seed gives the same run. What goes wrong is told with
/// the seed and the last steps.
public final class SimulatedNetwork {
    /// A start shortly before nanoseconds wrap around.
    public static final long BEFORE_WRAP = Long.MAX_VALUE - 1_000_000_000;
    private static final int REMEMBERED = 40;
    private static final int MOST_AT_ONCE = 100_000;

    /// What a network does. Delays are between least and most, so what is sent later may arrive earlier.
    ///
    /// @param loss share of datagrams that vanish, 0 to 1
    /// @param repeat share that arrives twice
    /// @param corrupt share of which one bit arrives flipped
    /// @param least delay, of datagrams and streams
    /// @param most delay
    public record Weather(double loss, double repeat, double corrupt, Duration least, Duration most) {
        /// One millisecond, and nothing happens.
        public static final Weather FAIR = new Weather(0, 0, 0, Duration.ofMillis(1), Duration.ofMillis(1));
        /// A tenth lost, a twentieth each repeated and corrupted, 1 to 50 ms.
        public static final Weather FOUL = new Weather(.1, .05, .05, Duration.ofMillis(1), Duration.ofMillis(50));
    }

    private record Coming(long elapsed, long number, Runnable what) {}

    private record Way(String from, String to) {}

    /// What happened last, put into words when somebody wants to know.
    private record Step(long elapsed, Supplier<String> words) {
        String text() {
            return "%,15d µs %s".formatted(elapsed / 1000, words.get());
        }
    }

    private final long seed;
    private final long start;
    private final Random random;
    private final Map<String, SimulatedNode<?, ?>> nodes = new HashMap<>();
    private final List<SimulatedNode<?, ?>> inOrder = new ArrayList<>();
    private final PriorityQueue<Coming> coming = new PriorityQueue<>(
            (a, b) -> a.elapsed != b.elapsed ? Long.compare(a.elapsed, b.elapsed) : Long.compare(a.number, b.number));
    private final Map<Way, Long> streamed = new HashMap<>();
    private final Map<Way, Weather> weathers = new HashMap<>();
    private final Set<Way> cuts = new HashSet<>();
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private Weather weather = Weather.FAIR;
    private long elapsed;
    private long numbers;
    private int atOnce;

    /// @param start the first `now`
    public SimulatedNetwork(long seed, long start) {
        this.seed = seed;
        this.start = start;
        random = new Random(seed);
    }

    /// Adds a node and boots it.
    public <N extends SimulatedNode<?, ?>> N add(N node) {
        if (nodes.putIfAbsent(node.name(), node) != null) throw new IllegalArgumentException("two nodes " + node.name());
        inOrder.add(node);
        node.join(this);
        node.restart();
        return node;
    }

    public long now() {
        return start + elapsed;
    }

    public Duration elapsed() {
        return Duration.ofNanos(elapsed);
    }

    /// {@return the run's own chance, for tests that choose what happens next}
    public Random random() {
        return random;
    }

    public void weather(Weather weather) {
        this.weather = weather;
    }

    /// Gives two nodes a weather of their own between them.
    public void weather(String one, String other, Weather weather) {
        weathers.put(new Way(one, other), weather);
        weathers.put(new Way(other, one), weather);
    }

    /// Nothing more gets from one node to the other, or back; streams between them break.
    public void cut(String one, String other) {
        note(() -> "cut " + one + " | " + other);
        cuts.add(new Way(one, other));
        cuts.add(new Way(other, one));
        breakStreams(one, other);
    }

    /// Nothing more gets from one node to the other; the way back stays as it is, so that streams break.
    public void cutOneWay(String from, String to) {
        note(() -> "cut " + from + " -> " + to);
        cuts.add(new Way(from, to));
        breakStreams(from, to);
    }

    /// Takes back all cuts.
    public void heal() {
        note(() -> "heal");
        cuts.clear();
    }

    /// Does something after a while.
    public void after(Duration delay, Runnable what) {
        at(elapsed + delay.toNanos(), what);
    }

    /// Lets time pass.
    public void run(Duration time) {
        await(time, () -> false);
    }

    /// Lets time pass until something holds, or fails.
    public void until(String what, Duration limit, BooleanSupplier holds) {
        if (!await(limit, holds)) throw failure("not within " + limit + ": " + what);
    }

    /// Lets time pass until something holds.
    ///
    /// @return whether it held in time
    public boolean await(Duration limit, BooleanSupplier holds) {
        long end = elapsed + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (!step(end)) return false;
            if (atOnce > MOST_AT_ONCE) throw failure("time does not go on");
        }
        return true;
    }

    /// {@return what a test throws, with the seed and the last steps}
    public AssertionError failure(String what) {
        return new AssertionError(what + "\nseed " + seed + ", start " + start + ", the last steps:\n"
                + String.join("\n", steps.stream().map(Step::text).toList()));
    }

    void note(Supplier<String> words) {
        if (steps.size() == REMEMBERED) steps.removeFirst();
        steps.add(new Step(elapsed, words));
    }

    /// Sends a datagram on its way, between any two that have names.
    ///
    /// @param arrival is given what arrives: nothing, or once, or twice
    public void datagram(String from, String to, byte[] bytes, Consumer<byte[]> arrival) {
        var way = new Way(from, to);
        var weather = weatherOn(way);
        if (cuts.contains(way) || random.nextDouble() < weather.loss) {
            note(() -> from + " -> " + to + " lost, " + Text.count(bytes.length, "byte"));
            return;
        }
        for (int copies = random.nextDouble() < weather.repeat ? 2 : 1; copies > 0; copies--) {
            byte[] copy = bytes.clone();
            if (copy.length > 0 && random.nextDouble() < weather.corrupt)
                    copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
            at(elapsed + delay(weather), () -> {
                if (cuts.contains(way)) return;
                note(() -> from + " -> " + to + " " + Text.count(copy.length, "byte"));
                arrival.accept(copy);
            });
        }
    }

    private Weather weatherOn(Way way) {
        return weathers.getOrDefault(way, weather);
    }

    /// In order and whole, but in pieces of any size, as TCP has it.
    void stream(String from, String to, byte[] bytes) {
        var way = new Way(from, to);
        var weather = weatherOn(way);
        if (cuts.contains(way) || !nodes.get(to).isUp()) {
            at(elapsed + delay(weather), () -> broken(from, to));
            return;
        }
        long lives = nodes.get(from).streams(to) + nodes.get(to).streams(from);
        for (int done = 0; done < bytes.length; ) {
            int length = 1 + random.nextInt(bytes.length - done);
            byte[] piece = Arrays.copyOfRange(bytes, done, done + length);
            done += length;
            long due = Math.max(streamed.getOrDefault(way, 0L), elapsed + delay(weather));
            streamed.put(way, due);
            at(due, () -> {
                if (lives != nodes.get(from).streams(to) + nodes.get(to).streams(from)) return;
                note(() -> from + " -> " + to + " " + Text.count(piece.length, "byte") + " of a stream");
                arrive(from, to, piece);
            });
        }
    }

    /// What is under way in a stream is gone, and both ends are told after a while.
    void breakStreams(String one, String other) {
        var way = new Way(one, other);
        if (streamed.remove(way) == null & streamed.remove(new Way(other, one)) == null) return;
        var weather = weatherOn(way);
        nodes.get(one).endStream(other);
        at(elapsed + delay(weather), () -> broken(one, other));
        at(elapsed + delay(weather), () -> broken(other, one));
    }

    void breakStreams(String one) {
        for (var node : inOrder) if (!node.name().equals(one)) breakStreams(one, node.name());
    }

    private void broken(String node, String peer) {
        note(() -> node + ": stream to " + peer + " is broken");
        nodes.get(node).broken(peer);
    }

    void arrive(String from, String to, byte[] bytes) {
        nodes.get(to).arrive(from, bytes);
    }

    private long delay(Weather weather) {
        long least = weather.least.toNanos();
        return least + (long) (random.nextDouble() * (weather.most.toNanos() - least));
    }

    private void at(long due, Runnable what) {
        coming.add(new Coming(due, numbers++, what));
    }

    /// Lets the next thing happen, if there is one before a time, or that time come.
    ///
    /// @param at as a `now`
    void stepUntil(long at) {
        step(elapsed + (at - now()));
    }

    /// Lets the next thing happen, or the end come.
    ///
    /// @param end elapsed nanoseconds; the greatest number for no end
    /// @return whether there was something until then
    boolean step(long end) {
        SimulatedNode<?, ?> next = null;
        long due = coming.isEmpty() ? Long.MAX_VALUE : coming.peek().elapsed;
        for (var node : inOrder) {
            long at = node.nextAt();
            if (at == Machine.NEVER) continue;
            long then = elapsed + Math.max(0, at - now());
            if (then >= due || then > end) continue;
            due = then;
            next = node;
        }
        if (next == null && (due > end || coming.isEmpty())) {
            if (end != Long.MAX_VALUE) elapsed = end;
            return false;
        }
        atOnce = due == elapsed ? atOnce + 1 : 0;
        elapsed = due;
        if (next != null) next.tick();
        else coming.poll().what.run();
        return true;
    }
}
