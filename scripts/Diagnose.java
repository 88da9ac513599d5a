/// Says why a client on this machine does not reach a server, step by step, each with the stock command that proves it.

import wirelab.hosts.NativeAccess;
import wirelab.kit.*;
import wirelab.netview.*;
import wirelab.program.*;
import wirelab.stun.BindingServer;

/// The exit status of the class of a verdict; what it is about has been said.
static final class Unreached extends IOException implements Program.ExitStatus {
    private static final long serialVersionUID = 1L;
    final int status;

    Unreached(Verdict verdict) {
        super(verdict.toString());
        status = verdict.status();
    }

    @Override
    public int exitStatus() {
        return status;
    }
}

void main(String... args) throws Exception {
    // Who said no, and what netlink tells, takes calls of the C library.
    if (NativeAccess.relaunched()) return;
    Program.of("Diagnose", "why does my client not reach my server? step by step, with proofs")
            .arguments("HOST PORT", "the server, as the client would name it")
            .text("stun", "HOST[:PORT]", null, "STUN server outside, that tells whether a NAT is in between")
            .text("process", "NAME", "", "part of the name of the program that should listen")
            .duration("timeout", "4s", "how long a connection may take")
            .example("localhost 7007")
            .example("--stun stun.example.org server.example.org 80")
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    var arguments = options.arguments();
    if (arguments.size() != 2) throw new UsageException("HOST and PORT are needed");
    var chosen = NetObserver.Options.DEFAULTS.withLimit(options.duration("timeout")).withExpected(options.text("process"))
            .withEnvironment(System.getenv());
    if (options.text("stun") != null) {
        var server = Address.parse(options.text("stun"), "127.0.0.1", BindingServer.PORT);
        if (server.isUnresolved()) throw new UsageException("--stun: unknown host " + server.getHostString());
        chosen = chosen.withStun(server);
    }
    var diagnosis = Diagnosis.of(new NetObserver(options.host(), chosen).observe(arguments.getFirst(),
            port(arguments.get(1))));
    System.out.print(diagnosis.text());
    System.out.flush();
    if (diagnosis.verdict().status() != 0) throw new Unreached(diagnosis.verdict());
}

int port(String text) {
    try {
        int port = Integer.parseInt(text);
        if (port >= 1 && port <= 65_535) return port;
    } catch (NumberFormatException _) {
        // Said below.
    }
    throw new UsageException("'" + text + "' is no port between 1 and 65535");
}
