/// One echo server and three clients in one process: what goes over the wire, and what comes back.

import wirelab.kit.*;

void main(String... args) {
    Program.of("EchoDemo", "x").demo(args, (options, demo) -> {
        demo.step("hi");
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, c -> { var l = new Lines(c, 100); for (String x; (x = l.read()) != null;) l.write(x); })) {
            var c = Connection.connect(server.address(), Tap.Party.UNKNOWN);
            var l = new Lines(c, 100); l.write("hello"); demo.check("echoed", l.read().equals("hello"));
            c.close();
        }
    });
}
