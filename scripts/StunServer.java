/// A STUN server over UDP and TCP; with a second address it also serves NAT behaviour discovery (RFC 8489, RFC 5780).

import wirelab.program.*;
import wirelab.stun.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("StunServer", "tells its clients how it sees them, and helps them find out what their NAT does")
            .server(BindingServer.PORT)
            .text("other-host", "ADDRESS", null, "second address of this host, for NAT behaviour discovery")
            .number("other-port", BindingServer.PORT + 1, 0, 65_535, "second port, for discovery; 0 takes a free one")
            .with(PasswordSwitches.ofUser("user", "answer only what is signed with this credential"))
            .number("rate", BindingServer.Options.DEFAULTS.perSecond(), 1, 1_000_000_000,
                    "requests per second and source address")
            .flag("no-tcp", "listen on UDP alone")
            .example("--other-host 127.0.0.2")
            .example("--port 0 --user alice --password-file password.txt")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    var chosen = BindingServer.Options.DEFAULTS.withBind(options.address()).withTcp(!options.flag("no-tcp"))
            .withPerSecond(options.number("rate"));
    String other = options.text("other-host");
    if (other != null) chosen = chosen.withOther(InetAddress.getByName(other), options.number("other-port"));
    var login = PasswordSwitches.user(options, "user");
    if (login != null) chosen = chosen.withCredential(new Credential(login.user(), login.password()));
    try (var server = BindingServer.start(options.host(), chosen)) {
        for (var address : server.addresses()) Program.listening(address, "udp");
        if (chosen.tcp()) Program.listening(server.address(), "tcp");
        Program.awaitStop();
        if (options.flag("verbose")) System.err.println(server.counters());
    }
}
