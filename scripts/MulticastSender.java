/// Sends numbered datagrams by unicast, anycast, broadcast or multicast (group 224.1.1.1, port 11000).

import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.multicast.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

/// When the last answers may still come.
static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

void main(String... args) {
    Program.of("MulticastSender", "sends numbered datagrams to one, to one of a set, to all on a subnet or to a group")
            .with(new CastSwitches())
            .text("to", "HOST[:PORT],...", null,
                    "a group, a broadcast address, one host, or several for anycast; it says the kind by itself")
            .number("count", 10, 0, Integer.MAX_VALUE - 1, "how many; 0 until stopped")
            .number("rate", 10, 1, 1_000_000, "how many per second")
            .number("size", 0, 0, UdpSocket.MAX_PAYLOAD, "bytes of each; 0 for as few as can be")
            .text("text", "TEXT", "", "what each carries")
            .number("ttl", 1, 0, 255, "routers that multicast may cross, and one more; 0 stays on this host")
            .choice("loopback", List.of("on", "off"), "whether this host hears its own multicast")
            .flag("iperf", "write the header of iperf 2, for receivers that are iperf -s -u")
            .duration("patience", "500ms", "anycast: how long an answer may take")
            .duration("retry", "5s", "anycast: after how long a dead member is tried again")
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .example("")
            .example("--to 224.5.5.5 --interface lo --text hello")
            .example("--to ff02::1234 --interface eth0 --ttl 1")
            .example("--broadcast --count 3")
            .example("--anycast --to 127.0.0.1:11001,127.0.0.1:11002 --count 100")
            .example("--to 224.1.1.1 --iperf --rate 1000 --count 5000 --size 1470")
            .run(args, this::send);
}

void send(CommandLine options) throws Exception {
    if (options.number("port") == 0) throw new UsageException("--port: a sender must know the port");
    var target = Target.of(CastSwitches.kind(options), options.text("to"), options.number("port"), CastSwitches.on(options));
    if (target.kind() != Kind.UNICAST && options.text("link") != null) {
        throw new UsageException("--link stands between two hosts: it goes with unicast alone");
    }
    var settings = Sender.Options.DEFAULTS.withTimeToLive(options.number("ttl"))
            .withLoopback(options.text("loopback").equals("on"))
            .withSize(options.number("size")).withText(options.text("text")).withIperf(options.flag("iperf"));
    System.out.println(target);
    if (target.kind() == Kind.ANYCAST) {
        if (options.flag("iperf")) throw new UsageException("iperf gives no answers, so it cannot be one of an anycast set");
        anycast(options, target, settings);
    } else {
        toAll(options, target, settings);
    }
}

void toAll(CommandLine options, Target target, Sender.Options settings) throws Exception {
    long count = options.number("count") == 0 ? Long.MAX_VALUE : options.number("count");
    long began = System.nanoTime();
    try (var sender = Sender.open(options.host(), target, settings)) {
        var pace = new Pace(began, options.number("rate"));
        // In the language of iperf the end is the last of the datagrams.
        long last = settings.iperf() ? count - 1 : count;
        while (sender.sent() < last && !Program.awaitStop(Duration.ofNanos(pace.left(System.nanoTime())))) {
            sender.send();
            pace.sent(System.nanoTime());
        }
        if (settings.iperf()) Program.awaitStop(Duration.ofNanos(pace.left(System.nanoTime())));
        sender.end();
        var took = Duration.ofNanos(System.nanoTime() - began);
        long sent = sender.sent() + (settings.iperf() && sender.sent() > 0 ? 1 : 0);
        System.out.println("sent " + Text.count(sent, "datagram") + " in " + Text.duration(took));
    }
}

void anycast(CommandLine options, Target target, Sender.Options settings) throws Exception {
    long count = options.number("count") == 0 ? Long.MAX_VALUE : options.number("count");
    try (var sender = AnycastSender.open(options.host(), target, settings, options.duration("patience"),
            options.duration("retry"),
            action -> show(target, action, options.flag("verbose")))) {
        var pace = new Pace(System.nanoTime(), options.number("rate"));
        while (sender.sent() < count && !Program.awaitStop(Duration.ZERO)) {
            sender.send(settings.text());
            pace.sent(System.nanoTime());
            if (sender.sent() < count) sender.await(Duration.ofNanos(pace.left(System.nanoTime())));
        }
        sender.drain(LAST_ANSWERS.plus(options.duration("patience").multipliedBy(target.addresses().size())));
        long[] answered = sender.answered();
        for (int i = 0; i < answered.length; i++) {
            System.out.println(Address.text(target.addresses().get(i)) + " answered " + answered[i]);
        }
        long missing = sender.sent() - LongStream.of(answered).sum();
        if (missing > 0) throw new IOException("nobody answered " + missing + " of "
                + Text.count(sender.sent(), "datagram"));
    }
}

void show(Target target, Failover.Action action, boolean verbose) {
    switch (action) {
        case Failover.Action.Down(int member) -> System.out.println(Address.text(target.addresses().get(member))
                + " is silent");
        case Failover.Action.Up(int member) -> System.out.println(Address.text(target.addresses().get(member)) + " is back");
        case Failover.Action.GiveUp(long number) -> System.out.println("#" + number + " is given up");
        case Failover.Action.Send(int member, long number) -> {
            if (verbose) System.out.println("#" + number + " to " + Address.text(target.addresses().get(member)));
        }
    }
}
