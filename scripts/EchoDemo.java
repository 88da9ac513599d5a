/// One echo server and three clients in one process: bytes both ways, half-close, and five clients at once over TCP and UDP.

import wirelab.echo.EchoClient;
import wirelab.echo.EchoServer;
import wirelab.echo.UdpEchoClient;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final Duration PATIENCE = Duration.ofSeconds(5);

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    var program = Program.of("EchoDemo", "one echo server (RFC 862) and its clients in one process").with(new TapSwitches());
    program.demo(args, (options, demo) -> {
        host = options.host();
        try (var server = EchoServer.start(host, EchoServer.Options.DEFAULTS)) {
            demo.say("The server listens on " + Address.text(server.address()) + ", TCP and UDP.");
            oneClient(demo, server.address());
            oneDatagram(demo, server.address());
            threeClients(demo, server.address());
            halfClose(demo, server.address());
        }
        demo.step("Does the datagram server behave like the stream server when five clients come at once?");
        demo.say("Both pretend to compute 50 ms on each message. The stream server has a thread for each connection;\n"
                + "the datagram server has one socket and one thread, so the datagrams wait for each other.");
        var slow = EchoServer.Options.DEFAULTS.withWork(Duration.ofMillis(50));
        try (var server = EchoServer.start(host, slow)) {
            var tcp = demo.atOnce(5, i -> tcpRoundTrip(server.address(), i));
            var udp = demo.atOnce(5, i -> udpRoundTrip(server.address(), i));
            demo.say("five TCP clients: all answered after " + Text.duration(tcp));
            demo.say("five UDP clients: all answered after " + Text.duration(udp));
            demo.check("the stream server answers five clients side by side", tcp.toMillis() >= 50 && tcp.toMillis() < 250);
            demo.check("the datagram server answers them one after the other", udp.toMillis() >= 250);
        }
    });
}

void oneClient(Demo demo, InetSocketAddress server) throws IOException {
    demo.step("A client connects over TCP and sends 13 bytes");
    // @start region="poke"
    try (var client = EchoClient.connect(host, server, Duration.ofSeconds(5))) {
        var reply = client.echo("hello, world\n".getBytes());
        demo.say("-> " + HexDump.of("hello, world\n".getBytes()));
        demo.say("<- " + HexDump.of(reply.data()));
        demo.check("the same bytes came back", reply.data().text().equals("hello, world\n"));
        demo.say("round trip " + Text.duration(reply.roundTrip()));
    }
    // @end
}

void oneDatagram(Demo demo, InetSocketAddress server) throws IOException {
    demo.step("Another sends datagrams: an empty one, and the longest that IPv4 carries");
    try (var client = UdpEchoClient.open(host, server)) {
        for (int size : new int[] {0, UdpSocket.MAX_PAYLOAD}) {
            var reply = client.echo(new byte[size], PATIENCE);
            demo.check("a datagram of " + size + " bytes came back", reply != null && reply.data().length() == size);
        }
    }
}

void threeClients(Demo demo, InetSocketAddress server) throws Exception {
    demo.step("Three clients at once: each has a connection of its own, so nobody gets what another sent");
    String[] names = {"alice", "bob", "carol"};
    demo.atOnce(names.length, i -> {
        try (var client = EchoClient.connect(host, server, PATIENCE)) {
            String back = client.echo(("I am " + names[i]).getBytes()).data().text();
            demo.say(names[i] + " on port " + client.connection().local().getPort() + " got back: " + back);
            demo.check("own words came back to " + names[i], back.equals("I am " + names[i]));
        }
    });
}

void halfClose(Demo demo, InetSocketAddress server) throws IOException {
    demo.step("A client sends 10 MB and ends its direction (FIN); the server still answers to the last byte");
    var data = new byte[10_000_000];
    new Random(862).nextBytes(data);
    var back = new ByteArrayOutputStream(data.length);
    try (var client = EchoClient.connect(host, server, PATIENCE)) {
        client.copy(new ByteArrayInputStream(data), back);
    }
    demo.check("10,000,000 bytes came back unchanged", Arrays.equals(data, back.toByteArray()));
}

void tcpRoundTrip(InetSocketAddress server, int i) throws IOException {
    try (var client = EchoClient.connect(host, server, PATIENCE)) {
        client.echo(("client " + i).getBytes());
    }
}

void udpRoundTrip(InetSocketAddress server, int i) throws IOException {
    try (var client = UdpEchoClient.open(host, server)) {
        if (client.echo(("client " + i).getBytes(), PATIENCE) == null) throw new IOException("lost");
    }
}
