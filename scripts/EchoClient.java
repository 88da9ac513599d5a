/// Echo client: sends a text, or each line of standard input, and shows what came back and how long it took.

import wirelab.echo.UdpEchoClient;
import wirelab.impair.LinkOptions;
import wirelab.kit.*;
import wirelab.tap.TapOptions;

final LinkOptions link = new LinkOptions();

void main(String... args) {
    Program.of("EchoClient", "sends text to an echo server and shows what came back and how long it took (RFC 862)")
            .client(wirelab.echo.EchoServer.PORT)
            .text("data", "TEXT", null, "what to send; without it, each line of standard input")
            .flag("tcp", "over TCP, which is the default")
            .flag("udp", "over UDP, one datagram per text")
            .flag("raw", "copy standard input to standard output through the server, byte by byte (TCP)")
            .number("count", 1, 1, 1_000_000, "send so many times")
            .duration("timeout", "5s", "wait so long for an answer")
            .with(link)
            .example("--data hello")
            .example("--udp --data hello --count 10")
            .example("--udp --data hello --count 10 --link 'delay=20ms±5ms loss=10% seed=7'")
            .example("--raw < picture.png | sha256sum")
            .with(new TapOptions())
            .run(args, options -> {
                if (options.flag("tcp") && options.flag("udp")) throw new UsageException("--tcp or --udp, not both");
                if (options.flag("raw") && options.flag("udp")) throw new UsageException("--raw goes over TCP alone");
                if (options.flag("raw")) copy(options);
                else if (options.flag("udp")) udp(options);
                else tcp(options);
            });
}

void copy(Options options) throws IOException {
    try (var client = wirelab.echo.EchoClient.connect(link.through(options.address()), options.duration("timeout"))) {
        client.copy(System.in, System.out);
    }
}

void tcp(Options options) throws IOException {
    try (var client = wirelab.echo.EchoClient.connect(link.through(options.address()), options.duration("timeout"))) {
        eachText(options, text -> client.echo(text.getBytes()));
    }
}

void udp(Options options) throws IOException {
    try (var client = UdpEchoClient.open(link.through(options.address()))) {
        eachText(options, text -> client.echo(text.getBytes(), options.duration("timeout")));
    }
}

interface Echo {
    wirelab.echo.EchoClient.Reply of(String text) throws IOException;
}

void eachText(Options options, Echo echo) throws IOException {
    int lost = 0;
    var lines = options.text("data") == null ? new BufferedReader(new InputStreamReader(System.in)).lines().iterator()
            : List.of(options.text("data")).iterator();
    while (lines.hasNext()) {
        String text = lines.next();
        for (int i = 0; i < options.number("count"); i++) {
            var reply = echo.of(text);
            if (reply == null) {
                lost++;
                System.out.println("no answer within " + Text.duration(options.duration("timeout")));
            } else if (Arrays.equals(reply.data(), text.getBytes())) {
                System.out.println(text + "   (" + Text.duration(reply.roundTrip()) + ")");
            } else {
                throw new IOException("the server answered something else:\n" + HexDump.of(reply.data()));
            }
        }
    }
    if (lost > 0) throw new IOException(lost + " answers did not come");
}
