/// Asks a STUN server for this host's public address, for the kind of its NAT, and for how long a mapping lasts.

import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.stun.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("StunClient", "asks a STUN server for this host's public address and for the kind of its NAT")
            .client(BindingServer.PORT)
            .choice("ask", List.of("binding", "nat", "lifetime"), "public address, kind of NAT, or lifetime of a mapping")
            .choice("over", List.of("udp", "tcp"), "transport of a binding request")
            .number("local-port", 0, 0, 65_535, "port to ask from; 0 takes a free one")
            .with(PasswordSwitches.ofUser("user", "short-term credential to sign a request with"))
            .number("tries", Retry.STANDARD.requests(), 1, 16, "how often a request is sent; each wait is twice as long")
            .duration("limit", "5min", "longest silence that is tried to find the lifetime")
            .duration("precision", "1s", "how exact the lifetime must be")
            .flag("bytes", "show the answer byte by byte as well")
            .example("--host stun.example.org --ask nat")
            .example("--ask lifetime --limit 2min")
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .run(args, options -> {
                var server = options.address();
                var client = BindingClient.towards(options.host(), server).withPort(options.number("local-port"))
                        .withRetry(new Retry(Retry.STANDARD.rto(), options.number("tries"), Retry.STANDARD.last()));
                var login = PasswordSwitches.user(options, "user");
                if (login != null) client = client.withCredential(new Credential(login.user(), login.password()));
                switch (options.text("ask")) {
                    case "nat" -> show(client.discover(server, System.out::println));
                    case "lifetime" -> lifetime(client, server, options);
                    default -> binding(client, server, options);
                }
            });
}

void binding(BindingClient client, InetSocketAddress server, CommandLine options) throws IOException {
    var answer = options.text("over").equals("tcp") ? client.bindingOverTcp(server) : client.binding(server).message();
    if (options.flag("bytes")) System.out.println(HexDump.of(answer.encode()));
    if (answer.kind() == StunMessage.Kind.ERROR) throw new IOException("the server refuses: " + answer);
    answer.attributes().forEach(attribute -> System.out.println(Visible.of(attribute.toString())));
}

void lifetime(BindingClient client, InetSocketAddress server, CommandLine options) throws IOException {
    var found = client.lifetime(server, options.duration("limit"), options.duration("precision"), System.out::println);
    System.out.println("a mapping lasts " + found + "; send every " + Text.duration(found.keepAlive()));
}

void show(NatBehavior nat) {
    System.out.println();
    System.out.println("kind        " + nat.kind());
    if (nat.mapped().isEmpty()) return;
    System.out.println("local       " + Address.text(nat.local()));
    System.out.println("public      " + String.join(", ", nat.seen().stream().map(Address::text).toList()));
    System.out.println("mapping     " + nat.mapping());
    System.out.println("filtering   " + nat.filtering());
    System.out.println("hairpin     " + nat.hairpin());
    System.out.println("port        " + (nat.preservesPort() ? "kept" : nat.portStep().isPresent()
            ? "in steps of " + nat.portStep().getAsInt() : "changed"));
}
