/// Room server: what one member sends goes to all others, marked with its id, in one order; plain `nc` is a client.

import static wirelab.room.RoomServer.*;

import wirelab.program.*;
import wirelab.room.Rules;
import wirelab.tap.TapSwitches;

void main(String... args) {
    var rules = Rules.DEFAULTS;
    Program.of("RoomServer", "a room where all hear what one says, in one order; plain nc is a client")
            .server(PORT)
            .number("max", rules.max(), 1, 100_000, "members at once; one more is refused")
            .number("line", rules.lineLimit(), 16, 20_000, "longest line of a member in bytes")
            .number("history", rules.history(), 0, 10_000, "lines that a newcomer is shown")
            .number("rate", rules.rate(), 0, 1_000_000, "lines per second and member, 0 for no limit")
            .number("burst", rules.burst(), 1, 1_000_000, "lines at once within that limit")
            .number("patience", rules.patience(), 1, 1_000_000,
                    "lines too many after the warning that cost a member its place")
            .size("queue", "4M", "drop a member for which more than this waits")
            .duration("stall", "30s", "drop a member that takes longer for 256 KiB")
            .duration("idle", "2h", "hang up where nothing was said or heard for so long")
            .example("--port 7017")
            .example("--max 200 --rate 0")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    var tcp = Options.DEFAULTS.tcp().withBind(options.address())
            .withTimeouts(options.duration("idle"), Options.DEFAULTS.tcp().whole());
    var rules = new Rules(options.number("max"), options.number("line"), options.number("history"), options.number("rate"),
            options.number("burst"), options.number("patience"));
    var chosen = new Options(tcp, rules, options.size("queue"), options.duration("stall"));
    try (var server = start(options.host(), chosen)) {
        Program.serve(server.address());
        if (options.flag("verbose")) System.err.println(server.counters() + "; " + server.tcp().counters());
    }
}
