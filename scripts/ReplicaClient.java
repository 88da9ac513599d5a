/// A client of a replicated folder: the usual commands, typed at its prompt or given one by one.

import wirelab.kit.*;
import wirelab.program.*;
import wirelab.replica.*;
import wirelab.replicaterminal.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("ReplicaClient", "works on a folder that several machines keep, with the usual commands")
            .client(7100)
            .text("config", "FILE", "", "the nodes, as ReplicaNode has them, and [group] with the key; else the one at HOST")
            .text("key", "FILE", "", "the group's key, where there is no --config")
            .flag("plain", "does not seal what is said; the nodes must say so, too")
            .duration("patience", "10s", "how long to try")
            .arguments("COMMAND...", "ls, cat, put, get, cp, mv, rm, status and so on; without one, lines are read")
            .example("--config config.ini")
            .example("--config config.ini ls -l docs")
            .example("--config config.ini put notes.txt docs")
            .example("--port 7100 --plain status")
            .with(new TapSwitches())
            .run(args, this::run);
}

ReplicaConfig config(CommandLine options) throws IOException {
    if (!options.text("config").isEmpty()) return ReplicaConfig.read(options.path("config"), options.flag("plain"));
    String key = options.text("key").isEmpty() ? "" : SafeFile.read(options.path("key"), 4_096).strip();
    if (key.isEmpty() && !options.flag("plain")) {
        throw new UsageException("say --config FILE, or --key FILE with the group's key, or --plain where nothing is sealed");
    }
    return ReplicaConfig.of(List.of(options.address()), key, options.flag("plain"));
}

void run(CommandLine options) throws Exception {
    var how = ReplicaSession.Options.DEFAULTS.withPatience(options.duration("patience"));
    try (var session = ReplicaSession.open(options.host(), config(options), how)) {
        if (options.arguments().isEmpty()) {
            if (!CommandScreen.run(session, System.in, System.out, System.err)) throw new IOException("the last command failed");
            return;
        }
        boolean shown = System.console() != null && System.console().isTerminal();
        new ReplicaCommands(session, System.out, shown).run(options.arguments());
        System.out.flush();
    }
}
