/// Unicast, anycast, broadcast and multicast side by side on loopback: who gets what, and a set of equals of which one dies.

import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.multicast.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final List<String> NAMES = List.of("alice", "bob", "carol");
/// In 239.0.0.0/8, which belongs to whoever uses it (RFC 2365).
static final String GROUP = "239.7.7.7";
static final Duration PATIENCE = Duration.ofMillis(400);
static final String BAD_LINK = "loss=20% duplicate=10% seed=8";
static final Duration DEADLINE = Duration.ofSeconds(5);

/// One station of the demo: a socket of its own, and one at the port that all share, as hosts on a subnet would.
record Station(String name, Receiver own, Receiver common, Set<String> heard) {}

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    Program.of("CastDemo", "one to one, to one of a set, to all, and to those who joined")
            .flag("short", "the four ways alone, for a ladder that fits a page")
            .example("--short --ladder cast.svg")
            .with(new TapSwitches("sender", "alice", "bob"))
            .demo(args, (options, demo) -> {
        host = options.host();
        var loopback = Interfaces.named("127.0.0.1");
        var stations = new ArrayList<Station>();
        try {
            int port = 0;
            for (String name : NAMES) {
                stations.add(station(name, port));
                port = stations.getFirst().common.address().getPort();
            }
            fourKinds(demo, stations, loopback);
            if (options.flag("short")) return;
            failOver(demo, stations);
            counting(demo, stations, loopback);
            badLink(demo, stations.get(1).own);
        } finally {
            for (var station : stations) {
                station.own.close();
                station.common.close();
            }
        }
    });
}

Station station(String name, int port) throws IOException {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    var own = Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("127.0.0.1", 0)).withShared(false).withAnswers(true)
            .withName(name);
    var common = Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("0.0.0.0", port)).withName("");
    return new Station(name, Receiver.start(host, own, arrival -> hear(arrival, heard)),
            Receiver.start(host, common, arrival -> hear(arrival, heard)), heard);
}

void hear(Ledger.Arrival arrival, Set<String> heard) {
    if (arrival.payload() instanceof CastMessage.Data data && !data.text().isEmpty()) heard.add(data.text());
}

void fourKinds(Demo demo, List<Station> stations, NetworkInterface loopback) throws Exception {
    demo.step("The same datagram four times; alice and carol have joined the group " + GROUP + ", bob has not");
    var group = InetAddress.ofLiteral(GROUP);
    for (var station : stations) if (!station.name.equals("bob")) station.common.join(new Membership(group, loopback, null));
    var bob = stations.get(1).own.address();
    int port = stations.getFirst().common.address().getPort();
    var set = stations.stream().map(station -> Address.text(station.own.address())).collect(Collectors.joining(","));
    var targets = new LinkedHashMap<String, Target>();
    targets.put("unicast", Target.of(Kind.UNICAST, Address.text(bob), 0, null));
    targets.put("anycast", Target.of(Kind.ANYCAST, set, 0, null));
    targets.put("broadcast", Target.of(Kind.BROADCAST, "127.255.255.255", port, loopback));
    targets.put("multicast", Target.of(Kind.MULTICAST, GROUP, port, loopback));
    var expected = Map.of("unicast", Set.of("bob"), "anycast", Set.of("alice"), "broadcast", Set.copyOf(NAMES),
            "multicast", Set.of("alice", "carol"));
    for (var each : targets.entrySet()) {
        String kind = each.getKey();
        sendOne(kind, each.getValue(), () -> awaitAll(stations, Map.of(kind, expected.get(kind))));
    }
    demo.say(String.format("%-10s %-28s %5s   %-6s %-6s %-6s", "kind", "sent to", "sent", "alice", "bob", "carol"));
    targets.forEach((kind, target) -> demo.say(String.format("%-10s %-28s %5d   %-6s %-6s %-6s", kind,
            kind.equals("anycast") ? "one of " + stations.size() + " addresses"
                    : Address.text(target.addresses().getFirst()),
                    1,
            cell(stations.get(0), kind), cell(stations.get(1), kind), cell(stations.get(2), kind))));
    for (String kind : targets.keySet()) {
        var got = stations.stream().filter(station -> station.heard.contains(kind)).map(Station::name)
                .collect(Collectors.toSet());
        demo.check(kind + " reached " + String.join(", ", new TreeSet<>(got)) + " and nobody else",
                got.equals(expected.get(kind)));
    }
}

String cell(Station station, String kind) {
    return station.heard.contains(kind) ? "got it" : "-";
}

/// The sender stays until all have heard it: whoever watches would not know any more who it was.
void sendOne(String kind, Target target, Runnable heard) throws IOException {
    var options = Sender.Options.DEFAULTS.withName("sender").withText(kind);
    if (target.kind() == Kind.ANYCAST) {
        try (var sender = AnycastSender.open(host, target, options, DEADLINE, DEADLINE, _ -> {})) {
            sender.send(kind);
            sender.drain(DEADLINE);
        }
    } else {
        try (var sender = Sender.open(host, target, options)) {
            sender.send();
            heard.run();
        }
    }
}

void awaitAll(List<Station> stations, Map<String, Set<String>> expected) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (System.nanoTime() < end) {
        if (stations.stream().allMatch(station -> expected.entrySet().stream()
                .allMatch(each -> !each.getValue().contains(station.name) || station.heard.contains(each.getKey())))) return;
        LockSupport.parkNanos(1_000_000);
    }
}

void failOver(Demo demo, List<Station> stations) throws IOException {
    demo.step("Anycast: alice, the nearest, dies; what she has not answered goes to bob");
    var set = new Target(Kind.ANYCAST, stations.stream().map(station -> station.own.address()).toList(), null);
    var options = Sender.Options.DEFAULTS.withName("sender");
    try (var sender = AnycastSender.open(host, set, options, PATIENCE, DEADLINE, action -> {
        if (action instanceof Failover.Action.Down(int member)) demo.say(NAMES.get(member) + " is silent for "
                + Text.duration(PATIENCE));
    })) {
        for (int i = 0; i < 3; i++) {
            sender.send("before");
            sender.drain(DEADLINE);
        }
        stations.getFirst().own.close();
        for (int i = 0; i < 3; i++) {
            sender.send("after");
            sender.await(Duration.ofMillis(1));
        }
        boolean all = sender.drain(DEADLINE);
        long[] answered = sender.answered();
        demo.say("answered: alice " + answered[0] + ", bob " + answered[1] + ", carol " + answered[2]);
        demo.check("alice answered three datagrams, bob the three after her death, and none was lost",
                all && Arrays.equals(answered, new long[] {3, 3, 0}));
    }
}

void counting(Demo demo, List<Station> stations, NetworkInterface loopback) throws IOException {
    demo.step("Twenty datagrams to the group, of which each fifth is never sent: what the receivers tell");
    int port = stations.getFirst().common.address().getPort();
    long id = 7;
    try (var socket = host.bind(new InetSocketAddress("127.0.0.1", 0), new Tap.Party("", Tap.Words.NONE))) {
        socket.option(StandardSocketOptions.IP_MULTICAST_IF, loopback);
        var to = new InetSocketAddress(GROUP, port);
        for (long n = 1; n <= 20; n++) {
            if (n % 5 != 0) socket.send(new CastMessage.Data(id, n, n * 1000, false, "", 0).encode(), to);
        }
        socket.send(new CastMessage.End(id, 20, 20_000).encode(), to);
        for (var station : List.of(stations.get(0), stations.get(2))) {
            var report = awaitEnd(station.common, new Ledger.Source(socket.local(), id));
            demo.say(station.name + ": " + report);
            demo.check(station.name + " counts 16 received and 4 lost, the last one among them", report != null
                    && report.received() == 16 && report.lost() == 4);
        }
        demo.check("bob, who is no member, has heard of none", stations.get(1).common.ledger().reports()
                .get(new Ledger.Source(socket.local(), id)) == null);
    }
}

ReceptionReport awaitEnd(Receiver receiver, Ledger.Source source) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
        var report = receiver.ledger().reports().get(source);
        if (report != null && report.ended() || System.nanoTime() > end) return report;
        LockSupport.parkNanos(1_000_000);
    }
}

/// A datagram that is only counted, as the model of a link sees it.
record Probe(long number) implements Packet<Probe> {
    public int size() { return CastMessage.HEADER; }
    public void flip(long bit) {}
    public Probe copy() { return this; }
    public void lost() {}
}

void badLink(Demo demo, Receiver bob) throws IOException {
    demo.step("Twenty datagrams to bob over a bad link (" + BAD_LINK + "): does he count what the model says?");
    var spec = LinkSpec.parse(BAD_LINK);
    Link<Probe> model = spec.upLink(0);
    var arrived = new ArrayList<Long>();
    for (long n = 1; n <= 20; n++) {
        model.offer(n, new Probe(n));
        for (Probe probe; (probe = model.poll(n)) != null; ) arrived.add(probe.number);
    }
    long different = arrived.stream().distinct().count();
    try (var relay = Relay.start(host, bob.address(), spec);
            var sender = Sender.open(host, new Target(Kind.UNICAST, List.of(relay.address()), null),
                    Sender.Options.DEFAULTS.withName("sender"))) {
        for (int i = 0; i < 20; i++) sender.send();
        sender.end();
        ReceptionReport report = null;
        for (long end = System.nanoTime() + DEADLINE.toNanos(); System.nanoTime() < end
                && (report == null || !report.ended()); ) {
            LockSupport.parkNanos(1_000_000);
            report = bob.ledger().reports().entrySet().stream().filter(each -> each.getKey().sender() == sender.id())
                    .map(Map.Entry::getValue).findFirst().orElse(null);
        }
        demo.say("the model:  received " + different + ", duplicates " + (arrived.size() - different));
        demo.say("bob counts: " + report);
        demo.check("the same datagrams are lost and doubled, and bob knows of each", report != null
                && report.received() == different
                && report.duplicates() == arrived.size() - different && report.expected() == 21 - arrived.getFirst());
    }
}
