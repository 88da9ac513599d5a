/// The far end for round-trip times: a STAMP reflector (RFC 8762), which any STAMP or TWAMP Light sender can use.

import wirelab.hosts.NativeAccess;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.rtt.*;
import wirelab.tap.TapSwitches;

void main(String... args) throws Exception {
    // Before the options, since those may already open a file.
    if (NativeAccess.relaunched()) return;
    Program.of("RttReflector", "sends STAMP test packets back, with the times at which they came and left (RFC 8762)")
            .server(StampReflector.PORT)
            .flag("stateful", "count the answers, so that senders can tell on which way a packet was lost")
            .text("key-file", "FILE", null, "answer authenticated packets alone, with the key in this file")
            .number("rate", 100_000, 1, 10_000_000, "packets per second of each source address")
            .example("--port 8620")
            .example("--host 0.0.0.0 --stateful")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    var chosen = StampReflector.Options.DEFAULTS.withBind(options.address()).withStateful(options.flag("stateful"))
            .withPerSecond(options.number("rate"));
    if (options.text("key-file") != null) {
        chosen = chosen.withKey(SafeFile.read(options.path("key-file"), 4096).strip());
    }
    try (var reflector = StampReflector.start(options.host(), chosen)) {
        Program.serve(reflector.address());
        if (options.flag("verbose")) System.err.println(reflector.counters());
    }
}
