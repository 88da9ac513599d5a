/// An echo conversation over a bad link, watched from within: a ladder of it, and a capture for Wireshark, without root.

import wirelab.echo.EchoClient;
import wirelab.echo.EchoServer;
import wirelab.echo.UdpEchoClient;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.*;

/// Every third datagram or so is lost on the way there; the seed decides which, so that each run loses the same.
static final String LINK = "delay=15ms up:loss=35% seed=11";
static final int DATAGRAMS = 6;
static final Duration PATIENCE = Duration.ofMillis(250);

/// Where server, link and clients stand: what is said there is recorded.
Host host = Host.HERE;

void main(String... args) {
    Program.of("TapDemo", "an echo conversation over a bad link, as a ladder and as a capture")
            .text("pcap", "FILE", null, "keep the capture there; without it, it is deleted")
            .text("svg", "FILE", null, "draw the ladder there too")
            .example("--pcap echo.pcapng --svg echo.svg")
            .demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    boolean kept = options.path("pcap") != null;
    var file = kept ? options.path("pcap") : Files.createTempFile("TapDemo", ".pcapng");
    var capture = Capture.to(file);
    // @start region="watch"
    var watchers = new ArrayList<Watcher>(List.of(capture, Ladder.print(System.out)));
    if (options.path("svg") != null) watchers.add(Ladder.svg(options.path("svg"), "TapDemo", System.err));
    int answered;
    try (var recorder = Recorder.start(watchers.toArray(Watcher[]::new))) {
        host = Host.HERE.watchedBy(recorder);
        answered = talk(demo);
    }
    // @end
    demo.step("The capture: what Wireshark would show");
    check(demo, capture, Files.readAllBytes(file), answered);
    if (kept) demo.say("open it: wireshark " + file);
    else Files.delete(file);
}

/// Two conversations with the same server: over the bad link in datagrams, then in a stream.
///
/// @return how many datagrams were answered
int talk(Demo demo) throws IOException {
    int answered = 0;
    try (var server = EchoServer.start(host, EchoServer.Options.DEFAULTS);
            var link = Relay.start(host, server.address(), LinkSpec.parse(LINK))) {
        demo.step(DATAGRAMS + " datagrams over a link with " + LINK);
        try (var client = UdpEchoClient.open(host, link.address())) {
            for (int i = 1; i <= DATAGRAMS; i++) {
                if (client.echo(("datagram " + i).getBytes(), PATIENCE) != null) answered++;
            }
        }
        long lost = link.up().offered() - link.up().delivered();
        demo.say("What reaches the link and does not leave it is lost: UDP never notices.");
        demo.check("the link lost some and not all: " + lost + " of " + DATAGRAMS, lost > 0 && lost < DATAGRAMS);
        demo.check("all others came back", answered == DATAGRAMS - lost);
        demo.step("The same over TCP: the link can only be late");
        try (var client = EchoClient.connect(host, link.address(), Duration.ofSeconds(5))) {
            for (String text : List.of("hello", "how are you?")) {
                var reply = client.echo(text.getBytes());
                demo.check("'" + text + "' came back after two delays of 15 ms", reply.roundTrip().toMillis() >= 30);
            }
            // Waits for the other end's FIN, so that the ladder shows both.
            client.connection().closeGently();
        }
    }
    return answered;
}

void check(Demo demo, Capture capture, byte[] file, int answered) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    demo.say(Text.count(capture.packets(), "packet") + " in " + Text.count(file.length, "byte")
            + ", with the checksums that they would have had");
    long fourTimes = IntStream.rangeClosed(1, DATAGRAMS)
            .map(i -> (int) Pattern.compile("datagram " + i + "(?!\")").matcher(text).results().count())
            .filter(times -> times == 4).count();
    demo.check("a lost datagram was recorded once, where it entered the link; an answered one four times",
            fourTimes == answered);
    demo.check("the parties are the interfaces", Stream.of("echo client", "echo server").allMatch(text::contains));
    demo.check("the comments are in the words of the protocol", text.contains("\"how are you?\""));
}
