/// Reliable UDP beside TCP on the same links: alone, and against each other; on a cable, beside what sends raw datagrams.

import java.net.*;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.*;
import wirelab.congestion.ControlName;
import wirelab.hosts.*;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.rudpcompare.*;

/// A link, and how much goes over it, and what was measured elsewhere: cubic, bbr, the best other.
record Place(String name, String line, int megabytes, String goal, String others) {}

static final List<Place> ALONE = List.of(
        new Place("20 ms", "delay=10ms", 1000, "800", "896 / 916 / UDT 1,186"),
        new Place("20 ms, 1 % lost both ways", "delay=10ms loss=1%", 1000, "700", "6.1 / 508 / QUIC-BBR 629"),
        new Place("100 ms, 2 %, with its start", "delay=50ms loss=2%", 100, "200", "1.5 / 97 / 111"),
        new Place("50 Mbit/s, 20 ms, 1 BDP", "delay=10ms up:rate=50mbit up:queue=128K", 40, "46", "47.9 / 47.8 / 46.9"),
        new Place("50 Mbit/s, 20 ms, 5 packets", "delay=10ms up:rate=50mbit up:queue=5", 40, "40", ""));
static final List<Place> BESIDE = List.of(
        new Place("1 BDP", "delay=10ms up:rate=50mbit up:queue=128K", 0, "", ""),
        new Place("8 BDP", "delay=10ms up:rate=50mbit up:queue=1M", 0, "", ""),
        new Place("5 packets", "delay=10ms up:rate=50mbit up:queue=5", 0, "", ""));

void main(String... args) {
    Program.of("RudpBench", "measures reliable UDP and TCP on the same links (Linux, root)")
            .choice("part", List.of("alone", "beside", "cable", "floor"),
                    "each alone, against each other, as fast as it goes; or what raw datagrams come to over the link of 20 ms")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .text("tcp", "NAMES", "cubic,bbr", "controllers of TCP, with commas")
            .text("control", "NAMES", "tolerant", "controllers of ours, with commas")
            .number("seconds", 8, 2, 100, "how long each sends at most")
            .number("beside-seconds", 25, 10, 200, "how long two send; from 8 s on it counts")
            .flag("sealed", "ours seals its packets")
            .text("only", "WORDS", "", "only the link of this name, or those whose name has these words")
            .text("pair", "WORDS", "", "of --part beside, only these two, such as 'TCP cubic, ours tolerant'")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    if (TunLink.missing() != null) throw new IOException(TunLink.missing());
    var rounds = new Rounds(1, options.number("rounds"));
    switch (options.text("part")) {
        case "alone" -> alone(options, rounds);
        case "beside" -> beside(options);
        case "floor" -> floor(options, rounds);
        default -> cable(options, rounds);
    }
}

/// {@return the links that were asked for: one by its whole name, so that a long run can be taken in pieces}
static List<Place> chosen(List<Place> places, String words) {
    var named = places.stream().filter(place -> place.name.equals(words)).toList();
    return named.isEmpty() ? places.stream().filter(place -> place.name.contains(words)).toList() : named;
}

static double median(List<ContestResult> outcomes, ToDoubleFunction<ContestResult> what) {
    double[] sorted = outcomes.stream().mapToDouble(what).sorted().toArray();
    return sorted[sorted.length / 2];
}

void alone(CommandLine options, Rounds rounds) throws Exception {
    var who = new ArrayList<Competitor>(Competitor.ofTcp(options.text("tcp")));
    who.addAll(Competitor.ofOurs(options.text("control"), !options.flag("sealed")));
    var table = new Table().text("link", "link", 28).text("sender", "sender", 18).number("Mbit/s", "mbits", 8, 1)
            .number("least", "least", 8, 1).number("most", "most", 8, 1).number("packets ÷ data", "overhead", 14, 3)
            .number("queue, ms", "queue", 9, 1).text("goal", "goal", 4).text("elsewhere", "others", 24);
    System.out.println(table.head());
    for (var place : chosen(ALONE, options.text("only"))) {
        var contest = new Contest(LinkSpec.parse(place.line + " seed=7"), Contest.Options.DEFAULTS
                .withBytes(place.megabytes * 1_000_000L).withTime(Duration.ofSeconds(options.number("seconds"))));
        var all = new ArrayList<>(who);
        // Where the machine limits, and not the link, calls of the system are what counts.
        if (!place.line.contains("rate=")) who.forEach(one -> {
            if (one instanceof Competitor.Rudp ours) all.add(new Competitor.Rudp(ours.control(), ours.plain(), true));
        });
        rounds.run(all, one -> contest.run(List.of(one))).forEach((one, outcomes) -> {
            var rates = outcomes.stream().mapToDouble(outcome -> outcome.flows().getFirst().rate()).summaryStatistics();
            System.out.println(table.add(place.name, one.toString(), median(outcomes, o -> o.flows().getFirst().rate()),
                    rates.getMin(), rates.getMax(), median(outcomes, ContestResult::overhead), median(outcomes, o -> o.queue(1)),
                    one instanceof Competitor.Rudp ? place.goal : "", place.others));
        });
    }
    Results.write("rudp-alone", Json.object("rows", table.rows()), table);
}

/// Two at once, the second two seconds after the first: ours beside each TCP, either first, and beside itself.
void beside(CommandLine options) throws Exception {
    var tcp = Competitor.ofTcp(options.text("tcp"));
    var pairs = new ArrayList<List<Competitor>>();
    for (var ours : Competitor.ofOurs(options.text("control"), !options.flag("sealed"))) {
        for (var one : tcp) pairs.add(List.of(one, ours));
        for (var one : tcp) pairs.add(List.of(ours, one));
        pairs.add(List.of(ours, ours));
    }
    if (pairs.isEmpty()) pairs.add(List.of(tcp.getFirst(), tcp.getLast()));
    pairs.removeIf(pair -> !(pair.getFirst() + ", " + pair.getLast()).contains(options.text("pair")));
    var table = new Table().text("queue", "queue", 10).text("first", "first", 14).text("second", "second", 14)
            .number("Mbit/s", "first-mbits", 7, 1).number("Mbit/s", "second-mbits", 7, 1)
            .number("second's share", "share", 14, 2).number("least", "least", 6, 2).number("most", "most", 6, 2)
            .number("Jain", "jain", 6, 3).number("queue, ms", "wait", 9, 1).text("goal", "goal", 22);
    System.out.println(table.head());
    for (var place : chosen(BESIDE, options.text("only"))) {
        for (var pair : pairs) {
            var outcomes = new ArrayList<ContestResult>();
            for (int seed = 1; seed <= options.number("rounds"); seed++) {
                outcomes.add(new Contest(LinkSpec.parse(place.line + " seed=" + seed), Contest.Options.DEFAULTS
                        .withGap(Duration.ofSeconds(2)).withTime(Duration.ofSeconds(options.number("beside-seconds"))))
                                .run(pair));
            }
            var shares = outcomes.stream().mapToDouble(o -> o.share(1, 8)).summaryStatistics();
            System.out.println(table.add(place.name, pair.get(0).toString(), pair.get(1).toString(),
                    median(outcomes, o -> o.flows().get(0).rateFrom(8)), median(outcomes, o -> o.flows().get(1).rateFrom(8)),
                    median(outcomes, o -> o.share(1, 8)), shares.getMin(), shares.getMax(), median(outcomes, o -> o.jain(8)),
                    median(outcomes, o -> o.queue(8)), goal(place, pair)));
        }
    }
    Results.write("rudp-beside", Json.object("rows", table.rows()), table);
}

/// What is promised of a pair: whom ours must leave room, and who must leave room for ours.
static String goal(Place place, List<Competitor> pair) {
    if (pair.stream().noneMatch(Competitor.Tcp.class::isInstance)) return "Jain ≥ 0.95";
    if (pair.contains(new Competitor.Tcp("bbr"))) return "ours ≥ 0.25";
    if (!pair.contains(new Competitor.Tcp("cubic"))) return "";
    return place.name.equals("5 packets") ? "cubic ≥ 0.33" : "each 0.33 to 0.67";
}

/// A way to send as fast as it goes; gives Mbit/s of payload that came.
record Fast(String name, Callable<Double> run) {}

/// What raw datagrams are: nothing is sent again, and nobody keeps account of them.
///
/// @param mbits how fast they leave, in bursts of a quarter of a millisecond; 0 for as fast as they go
/// @param answers whether each has a checksum, and each sixteenth is answered
record Raw(double mbits, boolean seals, boolean answers) {}

void cable(CommandLine options, Rounds rounds) throws Exception {
    int seconds = options.number("seconds");
    var ways = new ArrayList<Fast>();
    ways.add(new Fast("raw, JDK", () -> onCable(seconds, new Raw(0, false, false))));
    ways.add(new Fast("raw, JDK, that seals", () -> onCable(seconds, new Raw(0, true, false))));
    ways.add(new Fast("raw, JDK, answered", () -> onCable(seconds, new Raw(0, false, true))));
    for (boolean plain : new boolean[] {true, false}) {
        for (boolean gso : new boolean[] {false, true}) ways.add(ours(options, null, plain, gso));
    }
    for (var tcp : Competitor.ofTcp(options.text("tcp"))) ways.add(fast(tcp, null, seconds));
    race("rudp-cable", options, rounds, ways);
}

/// What the machine comes to over the link of 20 ms: each datagram is four calls of the system, in three threads.
void floor(CommandLine options, Rounds rounds) throws Exception {
    int seconds = options.number("seconds");
    var link = LinkSpec.parse(ALONE.getFirst().line + " seed=7");
    var ways = new ArrayList<Fast>();
    ways.add(new Fast("raw, JDK", () -> onLink(link, seconds, new Raw(0, false, false))));
    for (int mbits : List.of(800, 1_200)) {
        ways.add(new Fast("raw, JDK, at " + mbits, () -> onLink(link, seconds, new Raw(mbits, false, false))));
    }
    ways.add(new Fast("raw, JDK, answered", () -> onLink(link, seconds, new Raw(0, false, true))));
    ways.add(new Fast("raw, JDK, answered, at 1200", () -> onLink(link, seconds, new Raw(1_200, false, true))));
    for (boolean gso : new boolean[] {false, true}) ways.add(ours(options, link, true, gso));
    for (var tcp : Competitor.ofTcp(options.text("tcp"))) ways.add(fast(tcp, link, seconds));
    race("rudp-floor", options, rounds, ways);
}

static Fast ours(CommandLine options, LinkSpec link, boolean plain, boolean gso) {
    return fast(new Competitor.Rudp(ControlName.parse(options.text("control")), plain, gso), link, options.number("seconds"));
}

/// {@return the rate from the second second on}
static Fast fast(Competitor who, LinkSpec link, int seconds) {
    var contest = new Contest(link, Contest.Options.DEFAULTS.withBytes(100_000_000_000L).withTime(Duration.ofSeconds(seconds)));
    return new Fast(who.toString(), () -> contest.run(List.of(who)).flows().getFirst().rateFrom(1));
}

/// Measures them in turns; the first one is what others are compared with.
void race(String name, CommandLine options, Rounds rounds, List<Fast> ways) throws Exception {
    var table = new Table().text("sender", "sender", 27).number("Mbit/s", "mbits", 9, 0).number("least", "least", 9, 0)
            .number("most", "most", 9, 0).number("÷ raw", "ratio", 7, 2);
    System.out.println(table.head());
    double[] base = {0};
    rounds.run(ways.stream().filter(way -> way.name.contains(options.text("only"))).toList(), way -> way.run.call())
            .forEach((way, rates) -> {
                Collections.sort(rates);
                double median = rates.get(rates.size() / 2);
                if (base[0] == 0) base[0] = median;
                System.out.println(table.add(way.name, median, rates.getFirst(), rates.getLast(), median / base[0]));
            });
    Results.write(name, Json.object("rows", table.rows()), table);
}

double onCable(int seconds, Raw how) throws Exception {
    String name = "wlraw" + ProcessHandle.current().pid();
    try (var left = Namespace.create(name + "l"); var right = Namespace.create(name + "r")) {
        left.ip("link add cable type veth peer name cable netns " + right.name()
                + "\naddr add 10.79.0.1/24 dev cable\nlink set cable up");
        right.ip("addr add 10.79.0.2/24 dev cable\nlink set cable up");
        return raw(left, right, "10.79.0.2", seconds, how);
    }
}

double onLink(LinkSpec link, int seconds, Raw how) throws Exception {
    try (var tun = TunLink.start(link, TunLink.Options.DEFAULTS)) {
        return raw(Namespace.named(tun.left().namespace()), Namespace.named(tun.right().namespace()), tun.right().address(),
                seconds, how);
    }
}

/// One thread sends datagrams as fast as it can, or may, another counts what comes: what the JDK and the kernel can do at most.
double raw(Namespace left, Namespace right, String address, int seconds, Raw how) throws Exception {
    var bytes = new LongAdder();
    try (var in = right.host().bind(new InetSocketAddress(address, 0), Tap.Party.UNKNOWN);
            var out = left.host().towards(in.local(), Tap.Party.UNKNOWN)) {
        in.receiveBuffer(4 << 20);
        var reader = Thread.ofPlatform().daemon().start(() -> count(in, bytes, how));
        var answers = Thread.ofPlatform().daemon().start(() -> count(out, new LongAdder(), new Raw(0, false, false)));
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        long before = -1;
        double interval = how.mbits == 0 ? 0 : 1_472 * 8e3 / how.mbits;
        var payload = ByteBuffer.allocateDirect(1_472);
        var clear = new byte[1_472 - 16];
        var sealed = new byte[1_472];
        var crc = new CRC32C();
        for (long number = 0, now; (now = System.nanoTime()) < end; number++) {
            if (before < 0 && now > begin + 1_000_000_000L) before = bytes.sum();
            while (begin + number * interval > System.nanoTime()) LockSupport.parkNanos(250_000);
            if (how.seals) payload.clear().put(sealed, 0, gcm(Cipher.ENCRYPT_MODE, number, clear, clear.length, sealed)).flip();
            else payload.clear();
            if (how.answers) payload.putLong(0, number).putInt(1_468, check(crc, payload.limit(1_468)));
            out.send(payload.clear(), in.local());
        }
        double came = bytes.sum() - Math.max(0, before);
        in.close();
        out.close();
        reader.join();
        answers.join();
        return came * 8 / (seconds - 1) / 1e6;
    }
}

static int check(CRC32C crc, ByteBuffer of) {
    crc.reset();
    crc.update(of);
    of.clear();
    return (int) crc.getValue();
}

static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(() -> {
    try {
        return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
    }
});
static final SecretKeySpec KEY = new SecretKeySpec(new byte[32], "AES");

static int gcm(int mode, long number, byte[] from, int length, byte[] into) throws GeneralSecurityException {
    var cipher = CIPHER.get();
    cipher.init(mode, KEY, new GCMParameterSpec(128, ByteBuffer.allocate(12).putLong(4, number).array()));
    return cipher.doFinal(from, 0, length, into);
}

/// Counts what comes. What is sealed has no number here, so its tag is only computed again, which costs as much.
static void count(UdpSocket in, LongAdder bytes, Raw how) {
    var into = ByteBuffer.allocateDirect(2_048);
    byte[] packet = new byte[2_048];
    byte[] out = new byte[4_096];
    var crc = new CRC32C();
    try {
        for (long number = 0; ; number++) {
            var source = in.receive(into.clear());
            int length = into.flip().remaining();
            if (how.seals) {
                into.get(packet, 0, length);
                gcm(Cipher.ENCRYPT_MODE, number, packet, length - 16, out);
            }
            if (how.answers) {
                check(crc, into.limit(length - 4));
                if (number % 16 == 0) in.send(into.limit(40), source);
            }
            bytes.add(length);
        }
    } catch (IOException _) {
        // Closed.
    } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
    }
}
