/// Reliable UDP: a file over a link that loses, broken off and gone on with, and what takes each loss for congestion.

import java.security.MessageDigest;
import wirelab.congestion.ControlName;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.rudp.*;
import wirelab.rudpfiles.*;
import wirelab.tap.TapSwitches;

static final int SIZE = 3_000_000;
/// Both ways, 10 ms and one packet in fifty; each controller gets the same losses.
static final String LOSSY = "delay=10ms loss=2% seed=7";

Host host = Host.HERE;

void main(String... args) {
    Program.of("RudpDemo", "a file over datagrams that get lost, and two answers to how fast it may go")
            .with(new TapSwitches())
            .demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    host = options.host();
    var folder = Files.createTempDirectory("rudp-demo");
    try {
        byte[] content = new byte[SIZE];
        new Random(1).nextBytes(content);
        Files.write(folder.resolve("data.bin"), content);
        var served = Files.createDirectory(folder.resolve("served"));
        Files.move(folder.resolve("data.bin"), served.resolve("data.bin"));
        var identity = RudpIdentity.create(Secrets.RANDOM);
        demo.step("A server for a folder, known by its key");
        demo.say(identity.toString());
        sealed(demo, folder, served, identity, content);
        for (var control : List.of(ControlName.TOLERANT, ControlName.NEW_RENO)) lossy(demo, folder, served, identity,
                control);
    } finally {
        Folders.delete(folder);
    }
}

void sealed(Demo demo, Path folder, Path served, RudpIdentity identity, byte[] content) throws Exception {
    demo.step("Fetched over a clean path, sealed");
    try (var server = FileService.start(host, FileService.Options.DEFAULTS, served, identity);
            var remote = RemoteFolder.connect(host, server.address(), RudpOptions.DEFAULTS, RudpTrace.NONE)) {
        demo.check("the server has shown the key that it is known by",
                identity.publicKey().equals(remote.session().serverKey()));
        var items = remote.list("");
        demo.say("In its folder: " + items.getFirst().name() + ", " + Text.bytes(items.getFirst().size()));
        var copy = folder.resolve("copy.bin");
        var result = remote.get("data.bin", copy, _ -> {});
        demo.say("SHA-256 " + HexFormat.of().formatHex(result.hash()));
        demo.check("it is the same file", Arrays.equals(content, Files.readAllBytes(copy)));
        demo.check("and that is its SHA-256",
                Arrays.equals(result.hash(), MessageDigest.getInstance("SHA-256").digest(content)));
        Files.delete(copy);
        // As if the connection had broken after a third.
        Files.write(folder.resolve(".copy.bin.part"), Arrays.copyOf(content, SIZE / 3));
        result = remote.get("data.bin", copy, _ -> {});
        demo.check("broken off after a third, it goes on there: " + Text.bytes(result.before()) + " were not sent again",
                result.before() == SIZE / 3 && Arrays.equals(content, Files.readAllBytes(copy)));
        Files.delete(copy);
    }
}

/// The same file over a link that loses at random: whoever takes each loss for congestion crawls.
void lossy(Demo demo, Path folder, Path served, RudpIdentity identity, ControlName control) throws Exception {
    demo.step("Over " + LOSSY + ", the server controlled by " + control);
    var transport = RudpOptions.DEFAULTS.withControl(control);
    var chosen = FileService.Options.DEFAULTS.withTransport(transport);
    try (var server = FileService.start(host, chosen, served, identity);
            var link = BadLink.of(LinkSpec.parse(LOSSY));
            var remote = RemoteFolder.connect(host.behind(link), server.address(), transport, RudpTrace.NONE)) {
        var copy = folder.resolve("copy.bin");
        long begin = System.nanoTime();
        remote.get("data.bin", copy, _ -> {});
        double seconds = (System.nanoTime() - begin) / 1e9;
        demo.say(String.format(Locale.ROOT, "%.1f Mbit/s, in %.1f s", SIZE * 8 / seconds / 1e6, seconds));
        var relay = link.relays().getFirst();
        demo.say("The link says, of what came: " + relay.down() + ".");
        demo.check("what was lost was sent again, and all of it came", Files.size(copy) == SIZE);
        Files.delete(copy);
    }
}
