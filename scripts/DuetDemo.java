/// A duet in one process: pairing over TCP, talk over UDP with a fifth lost, a stranger who gets nowhere, exit, a crash.

import wirelab.duet.*;
import wirelab.duet.DuetClient;
import wirelab.duet.DuetServer;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final Duration TIMEOUT = Duration.ofMillis(1000);
static final int MESSAGES = 40;

/// What one member has been told.
static final class User implements Consumer<DuetNotice> {
    final String name;
    final Demo demo;
    final List<DuetNotice> told = new ArrayList<>();

    User(String name, Demo demo) {
        this.name = name;
        this.demo = demo;
    }

    @Override
    public synchronized void accept(DuetNotice notice) {
        boolean dull = notice instanceof DuetNotice.Delivered || notice instanceof DuetNotice.Said said && said.number() > 3;
        if (!dull) demo.say(String.format("%-6s| %s", name, notice.text()));
        told.add(notice);
        notifyAll();
    }

    synchronized boolean knows(Predicate<DuetNotice> what, int times) throws InterruptedException {
        long deadline = System.nanoTime() + 15_000_000_000L;
        while (told.stream().filter(what).count() < times) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) return false;
            wait(left);
        }
        return true;
    }

    synchronized List<String> heard() {
        return told.stream().filter(DuetNotice.Said.class::isInstance).map(n -> ((DuetNotice.Said) n).words()).toList();
    }

    boolean isOver(DuetNotice.Ending ending) throws InterruptedException {
        return knows(n -> n instanceof DuetNotice.Over over && over.ending() == ending, 1);
    }
}

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    Program.of("DuetDemo", "two members who met at a TCP server talk over UDP")
            .flag("short", "the first talk alone, for a ladder that fits a page")
            .example("--short --ladder duet.svg")
            .with(new TapSwitches("stranger", "alice", "bob", "duet server"))
            .demo(args, (options, demo) -> {
                host = options.host();
                var console = Collections.synchronizedList(new ArrayList<String>());
                var chosen = DuetServer.Options.DEFAULTS.withLimits(new Pairing.Limits(Duration.ofSeconds(5), TIMEOUT));
                try (var server = DuetServer.start(host, chosen, console::add)) {
                    talk(demo, server, console);
                    if (options.flag("short")) return;
                    loss(demo, server);
                    crash(demo, server, console);
                }
            });
}

void talk(Demo demo, DuetServer server, List<String> console) throws Exception {
    demo.step("Two members join, are paired, prove themselves, and talk");
    var a = new User("alice", demo);
    var b = new User("bob", demo);
    // @start region="talk"
    try (var alice = DuetClient.start(host, server.address(), "alice", a);
            var bob = DuetClient.start(host, server.address(), "bob", b)) {
        demo.check("each has proved to be the other's partner", a.knows(DuetNotice.Proven.class::isInstance, 1)
                && b.knows(DuetNotice.Proven.class::isInstance, 1));
        alice.say("hello, bob");
        bob.say("hello, alice");
        // @end
        demo.check("both have heard it", b.knows(DuetNotice.Said.class::isInstance, 1)
                && a.knows(DuetNotice.Said.class::isInstance, 1));
        demo.check("and both know that it has arrived", a.knows(DuetNotice.Delivered.class::isInstance, 1)
                && b.knows(DuetNotice.Delivered.class::isInstance, 1));
        stranger(demo, alice, b);
        demo.step("alice leaves: both connections and both UDP conversations end");
        leave(alice);
        demo.check("alice has left", a.isOver(DuetNotice.Ending.LEFT));
        demo.check("and bob is told so", b.isOver(DuetNotice.Ending.PARTNER_LEFT));
        long began = System.nanoTime();
        while (server.connections() > 0 && System.nanoTime() - began < 5_000_000_000L) Thread.sleep(5);
        demo.check("no connection is left at the server", server.connections() == 0);
    }
    demo.say("The server's console:");
    synchronized (console) {
        console.forEach(line -> demo.say("  " + line));
        demo.check("it has a copy of both messages", console.contains("alice> hello, bob")
                && console.contains("bob> hello, alice"));
    }
}

void leave(DuetClient client) {
    client.close();
}

void stranger(Demo demo, DuetClient alice, User b) throws Exception {
    demo.step("A stranger sends to alice's UDP port: text, and a well-made datagram with a tag of zeros");
    byte[] forged = HexFormat.of().parseHex("44550103" + "02000012" + "7fffffff" + "00000002" + "00000000" + "00000000"
            + HexFormat.of().formatHex("I, bob".getBytes()) + "00".repeat(16));
    var party = new Tap.Party("stranger", Tap.Words.NONE);
    try (var socket = host.towards(alice.udpAddress(), party)) {
        socket.send("hello, alice, I am bob".getBytes(), alice.udpAddress());
        socket.send(forged, alice.udpAddress());
    }
    long began = System.nanoTime();
    while (alice.counts().strangers() < 2 && System.nanoTime() - began < 5_000_000_000L) Thread.sleep(5);
    demo.say(alice.counts().toString());
    demo.check("both are dropped and counted", alice.counts().strangers() == 2);
    alice.say("still us two?");
    demo.check("and the talk goes on", b.knows(DuetNotice.Said.class::isInstance, 2));
}

void loss(Demo demo, DuetServer server) throws Exception {
    demo.step(MESSAGES + " messages each way, a fifth of all datagrams lost, some doubled, some late");
    var a = new User("alice", demo);
    var b = new User("bob", demo);
    try (var left = link(1); var right = link(2);
            var alice = DuetClient.start(host.behind(left), server.address(), "alice", a);
            var bob = DuetClient.start(host.behind(right), server.address(), "bob", b)) {
        a.knows(DuetNotice.Proven.class::isInstance, 1);
        b.knows(DuetNotice.Proven.class::isInstance, 1);
        for (int i = 1; i <= MESSAGES; i++) {
            alice.say("a" + i);
            bob.say("b" + i);
        }
        a.knows(DuetNotice.Said.class::isInstance, MESSAGES);
        b.knows(DuetNotice.Said.class::isInstance, MESSAGES);
        a.knows(DuetNotice.Delivered.class::isInstance, MESSAGES);
        demo.check("bob has all of alice's, once and in order",
                b.heard().equals(IntStream.rangeClosed(1, MESSAGES).mapToObj(i -> "a" + i).toList()));
        demo.check("alice has all of bob's, once and in order",
                a.heard().equals(IntStream.rangeClosed(1, MESSAGES).mapToObj(i -> "b" + i).toList()));
        demo.say("alice: " + alice.counts());
        demo.say("link:  " + left.relays().getLast().up());
        demo.check("something was lost, and sent again", alice.counts().repeated() > 0);
    }
}

/// A bad link for what is said to the partner; what is said to the server goes straight.
BadLink link(int seed) {
    return BadLink.of(LinkSpec.parse("delay=5ms±3ms loss=20% duplicate=3% seed=" + seed),
            Relay.Options.DEFAULTS.withProtocols(false, true), _ -> true);
}

void crash(Demo demo, DuetServer server, List<String> console) throws Exception {
    demo.step("alice's machine loses its power: nothing is closed, nothing is said");
    var a = new User("alice", demo);
    var b = new User("bob", demo);
    try (var _ = DuetClient.start(host, server.address(), "bob", b)) {
        var alice = DuetClient.start(host, server.address(), "alice", a);
        b.knows(DuetNotice.Proven.class::isInstance, 1);
        long began = System.nanoTime();
        alice.freeze();
        demo.check("bob is told that she has vanished", b.isOver(DuetNotice.Ending.PARTNER_VANISHED));
        var took = Duration.ofNanos(System.nanoTime() - began);
        demo.say("after " + Text.duration(took) + "; the time-out is " + Text.duration(TIMEOUT));
        demo.check("and not much later than the time-out", took.compareTo(TIMEOUT.multipliedBy(2)) < 0);
    }
}
