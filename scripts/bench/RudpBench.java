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
        new Place("20 ms", "delay=10ms", 200, "800", "896 / 916 / UDT 1,186"),
        new Place("20 ms, 1 % lost both ways", "delay=10ms loss=1%", 200, "700", "6.1 / 508 / QUIC-BBR 629"),
        new Place("100 ms, 2 %, with its start", "delay=50ms loss=2%", 100, "200", "1.5 / 97 / 111"),
        new Place("50 Mbit/s, 20 ms, 1 BDP", "delay=10ms up:rate=50mbit up:queue=128K", 40, "46", "47.9 / 47.8 / 46.9"),
        new Place("50 Mbit/s, 20 ms, 5 packets", "delay=10ms up:rate=50mbit up:queue=5", 40, "40", ""));
static final List<Place> BESIDE = List.of(
        new Place("1 BDP", "delay=10ms up:rate=50mbit up:queue=128K", 0, "", ""),
        new Place("8 BDP", "delay=10ms up:rate=50mbit up:queue=1M", 0, "", ""),
        new Place("5 packets", "delay=10ms up:rate=50mbit up:queue=5", 0, "", ""));

void main(String... args) {
    Program.of("RudpBench", "measures reliable UDP and TCP on the same links (Linux, root)")
            .choice("part", List.of("alone", "beside", "cable"), "each alone, against each other, or as fast as it goes")
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
    var table = new Table().text("link", "link", 28).text("sender", "sender", 15).number("Mbit/s", "mbits", 8, 1)
            .number("least", "least", 8, 1).number("most", "most", 8, 1).number("packets ÷ data", "overhead", 14, 3)
            .number("queue, ms", "queue", 9, 1).text("goal", "goal", 4).text("elsewhere", "others", 24);
    System.out.println(table.head());
    for (var place : chosen(ALONE, options.text("only"))) {
        var contest = new Contest(LinkSpec.parse(place.line + " seed=7"), Contest.Options.DEFAULTS
                .withBytes(place.megabytes * 1_000_000L).withTime(Duration.ofSeconds(options.number("seconds"))));
        rounds.run(who, one -> contest.run(List.of(one))).forEach((one, outcomes) -> {
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

void cable(CommandLine options, Rounds rounds) throws Exception {
    var contest = new Contest(null, Contest.Options.DEFAULTS.withBytes(100_000_000_000L)
            .withTime(Duration.ofSeconds(options.number("seconds"))));
    var ways = new ArrayList<Fast>();
    ways.add(new Fast("raw, JDK", () -> raw(options.number("seconds"), false)));
    ways.add(new Fast("raw, JDK, that seals", () -> raw(options.number("seconds"), true)));
    for (boolean plain : new boolean[] {true, false}) {
        for (boolean gso : new boolean[] {false, true}) {
            var who = new Competitor.Rudp(ControlName.parse(options.text("control")), plain, gso);
            ways.add(new Fast(who.toString(), () -> contest.run(List.of(who)).flows().getFirst().rateFrom(1)));
        }
    }
    for (var tcp : Competitor.ofTcp(options.text("tcp"))) {
        ways.add(new Fast(tcp.toString(), () -> contest.run(List.of(tcp)).flows().getFirst().rateFrom(1)));
    }
    var table = new Table().text("sender", "sender", 26).number("Mbit/s", "mbits", 9, 0).number("least", "least", 9, 0)
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
    Results.write("rudp-cable", Json.object("rows", table.rows()), table);
}

/// One thread sends datagrams as fast as it can, another counts what comes: what the JDK and the kernel can do at most.
double raw(int seconds, boolean seals) throws Exception {
    String name = "wlraw" + ProcessHandle.current().pid();
    try (var left = Namespace.create(name + "l"); var right = Namespace.create(name + "r")) {
        left.ip("link add cable type veth peer name cable netns " + right.name()
                + "\naddr add 10.79.0.1/24 dev cable\nlink set cable up");
        right.ip("addr add 10.79.0.2/24 dev cable\nlink set cable up");
        var bytes = new LongAdder();
        try (var in = right.host().bind(new InetSocketAddress("10.79.0.2", 0), Tap.Party.UNKNOWN);
                var out = left.host().towards(in.local(), Tap.Party.UNKNOWN)) {
            in.receiveBuffer(4 << 20);
            var reader = Thread.ofPlatform().daemon().start(() -> count(in, bytes, seals));
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            long warm = System.nanoTime() + 1_000_000_000L;
            long before = -1;
            var payload = ByteBuffer.allocateDirect(1_472);
            var clear = new byte[1_472 - 16];
            var sealed = new byte[1_472];
            for (long number = 0, now; (now = System.nanoTime()) < end; number++) {
                if (before < 0 && now > warm) before = bytes.sum();
                if (seals) payload.clear().put(sealed, 0, gcm(Cipher.ENCRYPT_MODE, number, clear, clear.length, sealed)).flip();
                else payload.clear();
                out.send(payload, in.local());
            }
            double came = bytes.sum() - Math.max(0, before);
            in.close();
            reader.join();
            return came * 8 / (seconds - 1) / 1e6;
        }
    }
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
static void count(UdpSocket in, LongAdder bytes, boolean seals) {
    var into = ByteBuffer.allocateDirect(2_048);
    byte[] packet = new byte[2_048];
    byte[] out = new byte[4_096];
    long number = 0;
    try {
        while (true) {
            in.receive(into.clear());
            int length = into.flip().remaining();
            into.get(packet, 0, length);
            if (seals) gcm(Cipher.ENCRYPT_MODE, number++, packet, length - 16, out);
            bytes.add(length);
        }
    } catch (IOException _) {
        // Closed.
    } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
    }
}
