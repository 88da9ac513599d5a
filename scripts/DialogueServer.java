/// Dialogue server: links two users who then talk, and tells each what becomes of every message; nc is client enough.

import static wirelab.dialogue.DialogueServer.*;

import wirelab.dialogue.DialogueLimits;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("DialogueServer", "links two users who then talk, with delivery notices")
            .server(PORT)
            .number("max", DialogueLimits.DEFAULTS.users(), 2, 10_000, "users at once")
            .duration("heartbeat", "5s", "silence after which a program is asked for a sign of life")
            .duration("timeout", "15s", "silence after which it is away")
            .duration("grace", "10s", "time in which it may come back; then it is gone")
            .duration("ring", "30s", "time to answer an invitation")
            .example("--port 7011")
            .example("--heartbeat 1s --timeout 3s --grace 5s")
            .with(new TapSwitches())
            .run(args, options -> {
                var limits = DialogueLimits.DEFAULTS.withUsers(options.number("max")).withRing(options.duration("ring"))
                        .withPatience(options.duration("heartbeat"), options.duration("timeout"), options.duration("grace"));
                var chosen = Options.DEFAULTS.withBind(options.address()).withLimits(limits);
                try (var server = start(options.host(), chosen, IO::println)) {
                    Program.serve(server.address());
                    if (options.flag("verbose")) System.err.println(server.counters());
                }
            });
}
