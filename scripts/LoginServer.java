/// Echo server behind a login by SCRAM-SHA-256: the password never crosses the wire; AddUser makes the user file.

import static wirelab.login.LoginServer.*;

import wirelab.kit.*;
import wirelab.login.UserFile;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("LoginServer", "echoes behind a login by SCRAM-SHA-256 (RFC 5802, RFC 7677)")
            .server(PORT)
            .text("users", "FILE", "users.ini", "the users, from AddUser; read again when it changes")
            .number("max", 10_000, 1, 1_000_000, "connections at once")
            .duration("idle", "60s", "hang up on a client that is silent for so long")
            .duration("login-time", "30s", "hang up on a client that has not logged in after so long")
            .number("free", 3, 0, 1000, "failures of one address that cost nothing; each further one doubles a delay")
            .example("--users users.ini")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    Path file = options.path("users");
    if (!Files.exists(file)) {
        throw new UsageException(file + ": no such file; java scripts/AddUser.java --users " + file + " NAME makes it");
    }
    var preset = Options.DEFAULTS;
    var chosen = preset.withBind(options.address()).withLoginTime(options.duration("login-time"))
            .withSlowdown(preset.slowdown().withFree(options.number("free")));
    chosen = chosen.withTcp(chosen.tcp().withMaxConnections(options.number("max"))
            .withTimeouts(options.duration("idle"), preset.tcp().whole()));
    try (var server = start(options.host(), UserFile.open(file), chosen)) {
        Program.serve(server.address());
        if (options.flag("verbose")) System.err.println(server.counters());
    }
}
