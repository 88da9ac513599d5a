/// Chat client that gets through NATs: @show_list, @chat ID TEXT, @path ID, @nat, @keys, @exit.

import static wirelab.nat.NatClient.*;

import wirelab.chat.ChatScreen;
import wirelab.impair.LinkSwitches;
import wirelab.impair.Relay;
import wirelab.kit.*;
import wirelab.nat.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

/// The link lies between client and server: what peers say to each other directly does not go over it.
final Set<InetSocketAddress> servers = new HashSet<>();
/// Longer than any message may be: what is too long is refused in words, and not cut.
static final int LONGEST_LINE = 4_096;

void main(String... args) {
    Program.of("NatClient", "chats with peers behind any NAT: directly where it can be done, encrypted end to end")
            .text("id", "ID", null, "who you are; asked for when missing")
            .text("server", "HOST[:PORT]", null, "where the server is (two with a comma); asked for when missing")
            .text("host", "ADDRESS", null, "your own private address, instead of those that are found")
            .number("port", 10_081, 0, 65_535, "local port; 0 takes a free one")
            .text("stun", "HOST[:PORT]", null, "STUN server for @nat, instead of port 3478 of the server")
            .example("--id alice --server chat.example.org")
            .with(new LinkSwitches(Relay.Options.DEFAULTS, servers::contains))
            .with(new TapSwitches())
            .run(args, this::chat);
}

void chat(CommandLine options) throws Exception {
    // What was said is judged before the rest is asked for.
    var own = options.text("host") == null ? null : List.of(literal("--host", options.text("host")));
    var given = options.text("server") == null ? null : Commands.servers(options.text("server"));
    var end = new CountDownLatch(1);
    try (var screen = ChatScreen.open(System.in, System.out, LONGEST_LINE)) {
        Signals.listen("WINCH", screen::resized);
        String id = Commands.id(ask(screen, "id", options.text("id")));
        var ends = given == null ? Commands.servers(ask(screen, "server", null)) : given;
        servers.addAll(ends);
        var clientOptions = new Options(id, ends, options.number("port"),
                own == null ? ownAddresses(options.host(), ends.getFirst()) : own);
        try (var client = Commands.start(options.host(), clientOptions, options.flag("port"),
                notice -> screen.show(notice.text()))) {
            Program.whenAskedToEnd(end::countDown);
            screen.show("* on " + Address.text(client.local()) + "; @help shows what there is");
            String stun = options.text("stun") == null ? ends.getFirst().getHostString() : options.text("stun");
            screen.read(line -> {
                String answer = Commands.run(client, line, () -> Commands.discover(options.host(), stun));
                if (answer != null) screen.answer(answer);
                return answer != null;
            }, end::countDown);
            end.await();
        }
    }
}

InetAddress literal(String option, String text) {
    try {
        return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
        throw new UsageException(option + " is an IP address in digits, not " + text);
    }
}

String ask(ChatScreen screen, String what, String given) throws IOException {
    if (given != null) return given;
    String line = screen.ask(what + ": ");
    if (line == null || line.isBlank()) throw new UsageException("--" + what + " is missing");
    return line.strip();
}
