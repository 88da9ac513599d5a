/// A ring of five in one process, drawn as it turns: frames are lost, nodes die and come back, the run ends by itself.

import wirelab.chat.Terminal;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.ring.*;

static final int NODES = 5;
/// At a terminal a frame takes so long from one node to the next that it can be seen.
static final Duration HOP = Duration.ofMillis(120);
/// A lap of five such hops, twice, and what follows from that.
static final Timing SLOW = new Timing(Duration.ofMillis(400), Duration.ofSeconds(2), Duration.ofMillis(2500),
        Duration.ofSeconds(8), Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofMillis(250), Duration.ofSeconds(6));
static final String KEYS = "0-4 kill, start again   l lose a frame   b broadcast   q let it end   Q stop";

/// How often which node has got which message, and which have arrived anywhere.
final Map<String, Integer> printed = new ConcurrentHashMap<>();
final Set<String> arrived = ConcurrentHashMap.newKeySet();
final Map<String, Outgoing.Fate> fates = new ConcurrentHashMap<>();
final List<RingService> rings = new ArrayList<>();
final AtomicLong references = new AtomicLong(1_000_000);
Path folder;
RingConfig config;
Random random;
/// Whether there is always something more to say, so that the run does not end.
volatile boolean talkative;

void main(String... args) {
    Program.of("RingDemo", "five nodes take turns; frames are lost, nodes die and come back; the run ends by itself")
            .text("svg", "FILE", "", "write who held the turn when, and each frame as a slope, as SVG")
            .number("seed", 1, 0, 1_000_000, "of the frames that are lost, and of the faults with --auto")
            .flag("auto", "at a terminal: faults by seed for half a minute, instead of by keys")
            .example("--svg ring.svg")
            .example("--auto --seed 7")
            .demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    folder = Files.createTempDirectory("ring-demo");
    random = new Random(options.number("seed"));
    try (var terminal = Terminal.open()) {
        if (terminal == null) story(demo);
        else drawn(demo, options.flag("auto"));
        for (var ring : rings) ring.close();
    }
    demo.check("no message was delivered twice", printed.values().stream().allMatch(times -> times == 1));
    demo.check("whatever was acknowledged was delivered", fates.entrySet().stream()
            .allMatch(fate -> fate.getValue() != Outgoing.Fate.ACKNOWLEDGED || arrived.contains(fate.getKey())));
    var traces = traces();
    var result = TraceCheck.check(traces);
    demo.say(result.problem() == null ? result.summary() : result.problem());
    demo.check("the traces break no property", result.problem() == null);
    if (!options.text("svg").isEmpty()) {
        Files.writeString(Path.of(options.text("svg")), RingPicture.svg(traces));
        demo.say("the picture is in " + options.text("svg"));
    }
    Folders.delete(folder);
}

List<Path> traces() {
    return IntStream.range(0, NODES).mapToObj(id -> folder.resolve("trace" + id)).toList();
}

RingService start(Host host, long id, List<Outgoing> messages, double share) throws IOException {
    return RingService.start(host, new RingService.Setup(config, id, (id + 1) % NODES, messages,
            folder.resolve("journal" + id), folder.resolve("trace" + id),
            (_, text) -> delivered(id, new String(text)),
            (message, fate) -> reported(id, message, fate), Mishaps.losing(share, random.nextLong())));
}

void delivered(long id, String text) {
    arrived.add(text);
    printed.merge(id + " got " + text, 1, Integer::sum);
}

void reported(long id, Outgoing message, Outgoing.Fate fate) {
    fates.put(new String(message.text()), fate);
    if (talkative && fate != Outgoing.Fate.UNSENT) rings.get((int) id).submit(message(id));
}

/// Something that a node has not said before, for any other.
Outgoing message(long id) {
    long n = references.incrementAndGet();
    return new Outgoing(n, (id + 1 + n % (NODES - 1)) % NODES, Outgoing.URGENT, (n + " of " + id).getBytes());
}

// Without a terminal: a story in lines.

void story(Demo demo) throws Exception {
    config = RingConfig.local(NODES, Timing.DEFAULTS.scaled(0.2).withForm(Duration.ofSeconds(20)));
    talkative = true;
    demo.step("Five nodes form a ring, and each has always something to say; one frame in fifty is lost");
    for (long id = 0; id < NODES; id++) rings.add(start(Host.HERE, id, List.of(message(id)), 0.02 / NODES));
    for (int n = 0; n < 8; n++) demo.say(picture());
    demo.step("Node 2 is gone without a word, and comes back with its journal");
    rings.get(2).close();
    demo.say(picture());
    rings.set(2, start(Host.HERE, 2, List.of(message(2)), 0.02 / NODES));
    for (int n = 0; n < 4; n++) demo.say(picture());
    demo.step("Nobody has anything to say any more: the run ends by itself");
    talkative = false;
    demo.check("every node has ended with status 0", haveEnded());
    demo.say(arrived.size() + " of " + fates.size() + " messages delivered; the rest is reported to those who sent it");
}

boolean haveEnded() throws InterruptedException {
    boolean ended = true;
    for (var ring : rings) {
        var end = ring.await(Duration.ofSeconds(60));
        ended &= end != null && end.status() == 0;
    }
    return ended;
}

/// The ring as a line: who has the turn, and how far it has come.
String picture() throws InterruptedException {
    rings.getFirst().await(Duration.ofMillis(150));
    var line = new StringBuilder();
    for (int id = 0; id < rings.size(); id++) {
        boolean holds = rings.get(id).holds();
        line.append(id > 0 ? " -> " : "").append(holds ? "[" : " ").append(id).append(holds ? "]" : " ");
    }
    return line + "   " + rings.getFirst().mark();
}

// At a terminal: the ring as it turns, with slow links between the nodes.

void drawn(Demo demo, boolean auto) throws Exception {
    config = RingConfig.local(NODES, SLOW);
    talkative = true;
    var ids = LongStream.range(0, NODES).boxed().toList();
    var screen = new RingScreen(ids, traces(), HOP);
    var keys = new LinkedBlockingQueue<Integer>();
    if (!auto) Thread.ofPlatform().daemon().start(() -> read(keys));
    try (var link = BadLink.of(LinkSpec.parse("delay=" + HOP.toMillis() + "ms"))) {
        var host = Host.HERE.behind(link);
        for (long id : ids) rings.add(start(host, id, List.of(message(id)), 0));
        var dead = new HashSet<Integer>();
        System.out.print("\u001b[2J");
        long began = System.nanoTime();
        boolean stopped = false;
        for (int tick = 0; !stopped && !isOver(dead); tick++) {
            screen.read(System.nanoTime());
            paint(screen.draw(System.nanoTime(), 80, 21), auto ? "faults by seed" : KEYS);
            Integer key = auto ? fault(tick, dead) : keys.poll(50, TimeUnit.MILLISECONDS);
            if (auto) rings.getFirst().await(Duration.ofMillis(50));
            if (key != null) stopped = press(key, host, screen, dead);
            if (auto && System.nanoTime() - began > 30e9) talkative = false;
        }
        screen.read(System.nanoTime());
        paint(screen.draw(System.nanoTime(), 80, 21), "");
        if (!stopped && dead.isEmpty()) demo.check("every node has ended with status 0", haveEnded());
    }
}

void read(Queue<Integer> keys) {
    try {
        for (int key; (key = System.in.read()) >= 0; ) keys.add(key);
    } catch (IOException _) {
        // The terminal is gone, and so is whoever pressed keys.
    }
    keys.add((int) 'Q');
}

boolean isOver(Set<Integer> dead) throws InterruptedException {
    for (int id = 0; id < NODES; id++) {
        if (!dead.contains(id) && rings.get(id).await(Duration.ZERO) == null) return false;
    }
    return true;
}

void paint(List<String> lines, String below) {
    var page = new StringBuilder("\u001b[H");
    for (String line : lines) page.append(line).append("\u001b[K\r\n");
    System.out.print(page.append("\u001b[K\r\n").append(below).append("\u001b[K\r\n"));
    System.out.flush();
}

/// A key as the seed would press it: a node dies every six seconds and is back after three; a frame is lost in between.
Integer fault(int tick, Set<Integer> dead) {
    if (!talkative) return dead.isEmpty() ? null : '0' + dead.iterator().next();
    return switch (tick % 120) {
        case 60 -> '0' + random.nextInt(NODES);
        case 110 -> dead.isEmpty() ? null : (Integer) ('0' + dead.iterator().next());
        case 20 -> (int) 'l';
        default -> null;
    };
}

/// Does what a key stands for.
///
/// @return whether to stop at once
boolean press(int key, Host host, RingScreen screen, Set<Integer> dead) throws IOException {
    int id = key - '0';
    if (id >= 0 && id < NODES) {
        if (dead.remove(id)) {
            rings.set(id, start(host, id, List.of(message(id)), 0));
        } else {
            dead.add(id);
            rings.get(id).close();
            screen.killed(id);
        }
    }
    switch (key) {
        case 'l' -> rings.get(random.nextInt(NODES)).loseNext();
        case 'b' -> {
            long n = references.incrementAndGet();
            var toAll = new Outgoing(n, RingFrame.ALL, Outgoing.URGENT, (n + " to all").getBytes());
            rings.get(random.nextInt(NODES)).submit(toAll);
        }
        case 'q' -> talkative = false;
        default -> {
            // No key of ours.
        }
    }
    return key == 'Q';
}
