/// Unicast, anycast, broadcast and multicast side by side on loopback: who gets what, and a set of equals of which one dies.

import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.multicast.*;
import wirelab.tap.TapOptions;

static final List<String> NAMES = List.of("alice", "bob", "carol");
/// In 239.0.0.0/8, which belongs to whoever uses it (RFC 2365).
static final String GROUP = "239.7.7.7";
static final Duration PATIENCE = Duration.ofMillis(400);
static final String BAD_LINK = "loss=20% duplicate=10% seed=8";
static final Duration DEADLINE = Duration.ofSeconds(5);

/// One host of the demo: a socket of its own, and one at the port that all share, as hosts on a subnet would.
record Host(String name, Receiver own, Receiver common, Set<String> heard) {}

void main(String... args) {
    Program.of("CastDemo", "one to one, to one of a set, to all, and to those who joined").with(new TapOptions())
            .demo(args, (options, demo) -> {
        var loopback = Interfaces.named("127.0.0.1");
        var hosts = new ArrayList<Host>();
        try {
            int port = 0;
            for (String name : NAMES) {
                hosts.add(host(name, port));
                port = hosts.getFirst().common.address().getPort();
            }
            fourKinds(demo, hosts, loopback);
            failOver(demo, hosts);
            counting(demo, hosts, loopback);
            badLink(demo, hosts.get(1).own);
        } finally {
            for (var host : hosts) {
                host.own.close();
                host.common.close();
            }
        }
    });
}

Host host(String name, int port) throws IOException {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    var own = Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("127.0.0.1", 0)).withShared(false).withAnswers(true)
            .withName(name);
    var common = Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("0.0.0.0", port)).withName("");
    return new Host(name, Receiver.start(own, arrival -> hear(arrival, heard)),
            Receiver.start(common, arrival -> hear(arrival, heard)), heard);
}

void hear(Ledger.Arrival arrival, Set<String> heard) {
    if (arrival.payload() instanceof Message.Data data && !data.text().isEmpty()) heard.add(data.text());
}

void fourKinds(Demo demo, List<Host> hosts, NetworkInterface loopback) throws Exception {
    demo.step("The same datagram four times; alice and carol have joined the group " + GROUP + ", bob has not");
    var group = InetAddress.ofLiteral(GROUP);
    for (var host : hosts) if (!host.name.equals("bob")) host.common.join(new Membership(group, loopback, null));
    var bob = hosts.get(1).own.address();
    int port = hosts.getFirst().common.address().getPort();
    var set = hosts.stream().map(host -> Address.text(host.own.address())).collect(Collectors.joining(","));
    var targets = new LinkedHashMap<String, Target>();
    targets.put("unicast", Target.of(Kind.UNICAST, Address.text(bob), 0, null));
    targets.put("anycast", Target.of(Kind.ANYCAST, set, 0, null));
    targets.put("broadcast", Target.of(Kind.BROADCAST, "127.255.255.255", port, loopback));
    targets.put("multicast", Target.of(Kind.MULTICAST, GROUP, port, loopback));
    var expected = Map.of("unicast", Set.of("bob"), "anycast", Set.of("alice"), "broadcast", Set.copyOf(NAMES),
            "multicast", Set.of("alice", "carol"));
    for (var each : targets.entrySet()) sendOne(each.getKey(), each.getValue());
    awaitAll(hosts, expected);
    demo.say(String.format("%-10s %-28s %5s   %-6s %-6s %-6s", "kind", "sent to", "sent", "alice", "bob", "carol"));
    targets.forEach((kind, target) -> demo.say(String.format("%-10s %-28s %5d   %-6s %-6s %-6s", kind,
            kind.equals("anycast") ? "one of " + hosts.size() + " addresses" : Address.text(target.addresses().getFirst()),
                    1,
            cell(hosts.get(0), kind), cell(hosts.get(1), kind), cell(hosts.get(2), kind))));
    for (String kind : targets.keySet()) {
        var got = hosts.stream().filter(host -> host.heard.contains(kind)).map(Host::name).collect(Collectors.toSet());
        demo.check(kind + " reached " + String.join(", ", new TreeSet<>(got)) + " and nobody else",
                got.equals(expected.get(kind)));
    }
}

String cell(Host host, String kind) {
    return host.heard.contains(kind) ? "got it" : "-";
}

void sendOne(String kind, Target target) throws IOException {
    var options = Sender.Options.DEFAULTS.withName("sender").withText(kind);
    if (target.kind() == Kind.ANYCAST) {
        try (var sender = AnycastSender.open(target, options, DEADLINE, DEADLINE, _ -> {})) {
            sender.send(kind);
            sender.drain(DEADLINE);
        }
    } else {
        try (var sender = Sender.open(target, options)) {
            sender.send();
        }
    }
}

void awaitAll(List<Host> hosts, Map<String, Set<String>> expected) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (System.nanoTime() < end) {
        if (hosts.stream().allMatch(host -> expected.entrySet().stream()
                .allMatch(each -> !each.getValue().contains(host.name) || host.heard.contains(each.getKey())))) return;
        LockSupport.parkNanos(1_000_000);
    }
}

void failOver(Demo demo, List<Host> hosts) throws IOException {
    demo.step("Anycast: alice, the nearest, dies; what she has not answered goes to bob");
    var set = new Target(Kind.ANYCAST, hosts.stream().map(host -> host.own.address()).toList(), null);
    try (var sender = AnycastSender.open(set, Sender.Options.DEFAULTS.withName("sender"), PATIENCE, DEADLINE, action -> {
        if (action instanceof Failover.Action.Down(int member)) demo.say(NAMES.get(member) + " is silent for "
                + Text.duration(PATIENCE));
    })) {
        for (int i = 0; i < 3; i++) {
            sender.send("before");
            sender.drain(DEADLINE);
        }
        hosts.getFirst().own.close();
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

void counting(Demo demo, List<Host> hosts, NetworkInterface loopback) throws IOException {
    demo.step("Twenty datagrams to the group, of which each fifth is never sent: what the receivers tell");
    int port = hosts.getFirst().common.address().getPort();
    long id = 7;
    try (var socket = UdpSocket.bind(new InetSocketAddress("127.0.0.1", 0), new Tap.Party("", Tap.Words.NONE))) {
        socket.channel().setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
        var to = new InetSocketAddress(GROUP, port);
        for (long n = 1; n <= 20; n++) {
            if (n % 5 != 0) socket.send(new Message.Data(id, n, n * 1000, false, "", 0).encode(), to);
        }
        socket.send(new Message.End(id, 20, 20_000).encode(), to);
        for (var host : List.of(hosts.get(0), hosts.get(2))) {
            var report = awaitEnd(host.common, new Ledger.Source(socket.local(), id));
            demo.say(host.name + ": " + report);
            demo.check(host.name + " counts 16 received and 4 lost, the last one among them", report != null
                    && report.received() == 16 && report.lost() == 4);
        }
        demo.check("bob, who is no member, has heard of none", hosts.get(1).common.ledger().reports()
                .get(new Ledger.Source(socket.local(), id)) == null);
    }
}

Report awaitEnd(Receiver receiver, Ledger.Source source) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
        var report = receiver.ledger().reports().get(source);
        if (report != null && report.ended() || System.nanoTime() > end) return report;
        LockSupport.parkNanos(1_000_000);
    }
}

/// A datagram that is only counted, as the model of a link sees it.
record Probe(long number) implements Packet<Probe> {
    public int size() { return Message.HEADER; }
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
    try (var relay = Relay.start(bob.address(), spec);
            var sender = Sender.open(new Target(Kind.UNICAST, List.of(relay.address()), null),
                    Sender.Options.DEFAULTS.withName("sender"))) {
        for (int i = 0; i < 20; i++) sender.send();
        sender.end();
        Report report = null;
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
