/// Echo client: sends a text, or each line of standard input, and shows what came back and how long it took.

import static wirelab.echo.EchoClient.*;

import wirelab.echo.EchoServer;
import wirelab.echo.UdpEchoClient;
import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("EchoClient", "sends text to an echo server and shows what came back and how long it took (RFC 862)")
            .client(EchoServer.PORT)
            .text("data", "TEXT", null, "what to send; without it, each line of standard input")
            .number("size", 0, 0, 65_507, "send so many bytes instead of a text")
            .flag("tcp", "over TCP, which is the default")
            .flag("udp", "over UDP, one datagram per text")
            .flag("raw", "copy standard input to standard output through the server, byte by byte (TCP)")
            .number("count", 1, 1, 1_000_000, "send so many times")
            .duration("timeout", "5s", "wait so long for an answer")
            .with(new LinkSwitches())
            .example("--data hello")
            .example("--udp --data hello --count 10")
            .example("--udp --data hello --count 10 --link 'delay=20ms±5ms loss=10% seed=7'")
            .example("--udp --size 65507 --pcap long.pcapng --pcap-mtu 576")
            .example("--raw < picture.png | sha256sum")
            .with(new TapSwitches())
            .run(args, options -> {
                if (options.flag("tcp") && options.flag("udp")) throw new UsageException("--tcp or --udp, not both");
                if (options.flag("raw") && options.flag("udp")) throw new UsageException("--raw goes over TCP alone");
                if (options.flag("size") && !options.flag("raw") && options.text("data") != null) {
                    throw new UsageException("--data or --size, not both");
                }
                if (options.flag("raw")) copy(options);
                else if (options.flag("udp")) udp(options);
                else tcp(options);
            });
}

void copy(CommandLine options) throws IOException {
    try (var client = connect(options.host(), options.address(), options.duration("timeout"))) {
        client.copy(System.in, System.out);
    }
}

void tcp(CommandLine options) throws IOException {
    try (var client = connect(options.host(), options.address(), options.duration("timeout"))) {
        eachText(options, text -> client.echo(text.getBytes()));
    }
}

void udp(CommandLine options) throws IOException {
    try (var client = UdpEchoClient.open(options.host(), options.address())) {
        eachText(options, text -> client.echo(text.getBytes(), options.duration("timeout")));
    }
}

interface Echo {
    Reply of(String text) throws IOException;
}

void eachText(CommandLine options, Echo echo) throws IOException {
    int lost = 0;
    boolean filled = options.flag("size");
    var lines = filled ? List.of("x".repeat(options.number("size"))).iterator()
            : options.text("data") == null ? new BufferedReader(new InputStreamReader(System.in)).lines().iterator()
            : List.of(options.text("data")).iterator();
    while (lines.hasNext()) {
        String text = lines.next();
        for (int i = 0; i < options.number("count"); i++) {
            var reply = echo.of(text);
            if (reply == null) {
                lost++;
                System.out.println("no answer within " + Text.duration(options.duration("timeout")));
            } else if (reply.data().text().equals(text)) {
                String what = filled ? Text.count(text.length(), "byte") : Visible.of(text);
                System.out.println(what + "   (" + Text.duration(reply.roundTrip()) + ")");
            } else {
                throw new IOException("the server answered something else:\n" + HexDump.of(reply.data()));
            }
        }
    }
    if (lost > 0) throw new IOException(Text.count(lost, "answer") + " did not come");
}
