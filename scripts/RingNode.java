/// A node of the logical ring: sends the messages of a file when its turn comes, prints those for it, ends with the run.

import wirelab.kit.*;
import wirelab.program.*;
import wirelab.ring.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("RingNode", "a node of the logical ring: transmits when its turn comes")
            .text("id", "N", "", "its id: [nodoN] of the configuration says where it listens")
            .text("id_dst", "M", "", "the id of its successor; if that is dead, the next in the configuration")
            .text("config", "FILE", "config.ini", "the nodes of the ring, as [nodoX] with host and port")
            .text("messages", "FILE", "", "what to send: a destination's id (or *), a space, the text, per line")
            .text("trace", "FILE", "", "write what it does, for RingCheck")
            .text("journal", "FILE", "", "what must survive a crash; ring-N.journal beside the configuration, or none")
            .text("lose", "SHARE", "", "lose this share of the frames that go round, as 0.001, or the first token, data, ...")
            .text("die", "WHEN", "", "die as by kill -9 at the Nth such moment: hold:N, await:N or forward:N")
            .flag("simple", "bare frames without epochs, as the first rings had them: survives nothing")
            .example("--id 0 --id_dst 1 --config config.ini --messages messages0.txt")
            .with(new TapSwitches())
            .run(args, this::run);
}

long id(CommandLine options, String name) {
    String text = options.required(name);
    try {
        long id = Long.parseLong(text);
        if (id >= 0 && id < RingFrame.ALL) return id;
    } catch (NumberFormatException _) {
        // Said below.
    }
    throw new UsageException("--" + name + ": '" + text + "' is no id; one is between 0 and " + (RingFrame.ALL - 1));
}

Path file(CommandLine options, String name) {
    return options.text(name).isEmpty() ? null : options.path(name);
}

void run(CommandLine options) throws Exception {
    long id = id(options, "id");
    long first = id(options, "id_dst");
    var configuration = Path.of(options.text("config"));
    var config = RingConfig.read(configuration);
    config.address(id);
    var messages = file(options, "messages");
    boolean simple = options.flag("simple");
    var journal = simple || options.text("journal").equals("none") ? null
            : options.text("journal").isEmpty() ? configuration.resolveSibling("ring-" + id + ".journal")
                    : options.path("journal");
    var setup = new RingService.Setup(config, id, first, messages == null ? List.of() : MessageFile.read(messages), journal,
            file(options, "trace"), this::delivered, this::reported,
            Mishaps.parse(options.text("lose"), options.text("die"), id));
    if (simple) {
        try (var ring = SimpleRing.start(options.host(), setup)) {
            Program.listening(ring.address(), "");
            ring.run(config.timing().form());
        }
        return;
    }
    try (var ring = RingService.start(options.host(), setup)) {
        Program.listening(ring.address(), "");
        var end = await(ring, config);
        if (options.flag("verbose")) System.err.println(ring + ": " + end);
        if (end != null && end.status() != 0) throw new IOException(end.why());
    }
}

/// Until the run is over; or, when this process is asked to end, until the turn has come once more.
RingService.End await(RingService ring, RingConfig config) throws InterruptedException {
    while (true) {
        var end = ring.await(Duration.ofMillis(20));
        if (end != null) return end;
        if (!Program.awaitStop(Duration.ofMillis(20))) continue;
        ring.leave();
        return ring.await(config.timing().lost().multipliedBy(2));
    }
}

void delivered(long source, byte[] text) {
    System.out.println(source + "> " + Visible.of(new String(text, StandardCharsets.UTF_8)));
    System.out.flush();
}

void reported(Outgoing message, Outgoing.Fate fate) {
    if (fate == Outgoing.Fate.ACKNOWLEDGED) return;
    String to = message.destination() == RingFrame.ALL ? "everybody" : Long.toString(message.destination());
    System.err.println("to " + to + ": " + fate.words() + ": "
            + Visible.of(new String(message.text(), StandardCharsets.UTF_8)));
}
