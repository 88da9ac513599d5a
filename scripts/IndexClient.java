/// Asks a node of the index what there is and where, and gets documents.

import wirelab.index.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("IndexClient", "asks a node of the index what there is and where, and gets documents")
            .client(8000)
            .text("output", "FILE", "", "where get puts the document, and mirror its copies").letter('O')
            .flag("json", "answers for programs")
            .flag("all", "with nodes: those that say by multicast DNS that they are there; needs no node to ask")
            .text("key", "FILE", "", "the secret that the nodes share")
            .arguments("COMMAND...", "list, find WORDS, nodes, copies N, get NAME_OR_HASH, mirror N or watch")
            .example("list --json")
            .example("nodes --all")
            .example("find sliding window")
            .example("get rfc1350.txt -O tftp.txt")
            .example("mirror 2 -O papers")
            .with(new TapSwitches())
            .run(args, this::run);
}

void run(CommandLine options) throws IOException {
    var words = new ArrayList<>(options.arguments());
    if (words.isEmpty()) throw new UsageException("what? list, find, nodes, copies, get, mirror or watch");
    boolean puts = words.getFirst().equals("get") || words.getFirst().equals("mirror");
    if (puts) words.add(options.required("output"));
    if (puts && words.getLast().isEmpty()) throw new UsageException("--output is missing: -O FILE");
    if (options.flag("all")) words.add("--all");
    var key = options.text("key").isEmpty() ? null : Hmac.sha256(SafeFile.bytes(options.path("key"), 4_096));
    new IndexCommands(options.host(), options.address(), key, options.flag("json"), System.out).run(words);
}
