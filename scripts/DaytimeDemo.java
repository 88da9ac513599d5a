/// Daytime and time (RFC 867, RFC 868) over TCP and UDP: formats, the year 2036, a flood, and servers that must not loop.

import wirelab.daytime.*;
import wirelab.daytime.DaytimeClient;
import wirelab.daytime.DaytimeServer;
import wirelab.daytime.TimeClient;
import wirelab.daytime.TimeServer;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final Duration PATIENCE = Duration.ofSeconds(5);

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    Program.of("DaytimeDemo", "daytime and time servers (RFC 867, RFC 868) and their clients in one process")
            .with(new TapSwitches()).demo(args, (options, demo) -> {
        host = options.host();
        daytime(demo);
        formats(demo);
        time(demo);
        rollOver(demo);
        flood(demo);
    });
}

void daytime(Demo demo) throws IOException {
    demo.step("A daytime server says what time it is to whoever connects, and to whoever sends a datagram");
    try (var server = DaytimeServer.start(host, DaytimeServer.Options.DEFAULTS, InstantSource.system())) {
        var tcp = DaytimeClient.tcp(host, server.address(), PATIENCE);
        var udp = DaytimeClient.udp(host, server.address(), PATIENCE);
        demo.say("TCP: " + tcp.text());
        demo.say("UDP: " + udp.text());
        for (var answer : List.of(tcp, udp)) {
            var time = answer.time(ZoneId.systemDefault());
            demo.check("it is a time that we understand, and it is now",
                    time.isPresent() && Math.abs(Duration.between(time.get().toInstant(), Instant.now()).toSeconds()) < 5);
        }
    }
}

void formats(Demo demo) throws IOException {
    demo.step("The RFC prescribes no format: strftime letters, or a pattern of DateTimeFormatter");
    var clock = InstantSource.fixed(Instant.parse("1982-02-23T01:37:43Z"));
    var zone = ZoneId.of("America/Los_Angeles");
    for (String pattern : List.of(TimeFormat.RFC_867, "%c", "%d %^b %y %H:%M:%S %Z", "%Y-%m-%dT%H:%M:%S%:z")) {
        var options = DaytimeServer.Options.DEFAULTS.withZone(zone)
                .withFormat(TimeFormat.of(pattern, Locale.ENGLISH));
        try (var server = DaytimeServer.start(host, options, clock)) {
            var answer = DaytimeClient.tcp(host, server.address(), PATIENCE);
            demo.say(String.format("%-34s %s", pattern, answer.text()));
            var understood = answer.time(zone).map(ZonedDateTime::toInstant);
            demo.check("our client understands it", understood.equals(Optional.of(clock.instant())));
        }
    }
}

void time(Demo demo) throws IOException {
    demo.step("A time server says the same in four bytes: seconds since 1900");
    try (var server = TimeServer.start(host, ServiceOptions.DEFAULTS, InstantSource.system())) {
        var answer = TimeClient.tcp(host, server.address(), PATIENCE);
        demo.say(HexDump.of(answer.encode()) + "   that is " + answer.seconds() + " s, or " + answer.time(Instant.now()));
        var time = TimeClient.udp(host, server.address(), PATIENCE).time(Instant.now());
        demo.check("over UDP it is the same second, or the next",
                Math.abs(Duration.between(answer.time(Instant.now()), time).toSeconds()) <= 1);
    }
}

void rollOver(Demo demo) {
    demo.step("\"This base will serve until the year 2036\": then the 32 bits begin at 0 again");
    var last = Instant.parse("2036-02-07T06:28:15Z");
    for (var instant : List.of(last, last.plusSeconds(1), last.plusSeconds(2))) {
        var message = TimeMessage.of(instant);
        demo.say(instant + "  is sent as " + message.seconds());
        demo.check("it is read as the same time, by a clock of today and by one of 2040",
                message.time(Instant.now()).equals(instant)
                        && message.time(Instant.parse("2040-01-01T00:00:00Z")).equals(instant));
    }
    demo.check("the example of 1858 in the RFC is a negative number", TimeMessage.of(Instant.parse("1858-11-17T00:00:00Z"))
            .equals(new TimeMessage(-1_297_728_000L & 0xffff_ffffL)));
}

void flood(Demo demo) throws IOException {
    demo.step("A hundred datagrams from one source, and a datagram that seems to come from another such server");
    var service = ServiceOptions.DEFAULTS.withRate(5, 10);
    try (var server = TimeServer.start(host, service, InstantSource.system());
            var socket = host.towards(server.address(), Tap.Party.UNKNOWN)) {
        for (int i = 0; i < 100; i++) socket.send(new byte[0], server.address());
        int answers = 0;
        var buffer = ByteBuffer.allocate(16);
        while (socket.receive(buffer.clear(), Duration.ofMillis(100)) != null) answers++;
        demo.say(answers + " of 100 were answered: 10 at once, then 5 per second; the rest was dropped");
        demo.check("the source got no more than its share", answers >= 10 && answers < 20);
        demo.check("from ports 7, 13, 17, 19 and 37 comes what answers anything: not answered, or it would never end",
                IntStream.of(7, 13, 17, 19, 37).mapToObj(port -> new InetSocketAddress("127.0.0.1", port))
                        .allMatch(UdpServer::mayLoop));
    }
}
