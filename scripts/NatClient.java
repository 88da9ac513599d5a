/// Chat client that gets through NATs: @show_list, @chat ID TEXT, @path ID, @nat, @keys, @exit.

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import wirelab.impair.LinkOptions;
import wirelab.kit.*;
import wirelab.nat.*;
import wirelab.tap.TapOptions;

/// The link lies between client and server: what peers say to each other directly does not go over it.
final LinkOptions link = new LinkOptions();

void main(String... args) {
    Program.of("NatClient", "chats with peers behind any NAT: directly where it can be done, encrypted end to end")
            .text("id", "ID", null, "who you are; asked for when missing")
            .text("server", "HOST[:PORT]", null, "where the server is (two with a comma); asked for when missing")
            .text("host", "ADDRESS", null, "your own private address, instead of those that are found")
            .number("port", 10_081, 0, 65_535, "local port; 0 takes a free one")
            .text("stun", "HOST[:PORT]", null, "STUN server for @nat, instead of port 3478 of the server")
            .example("--id alice --server chat.example.org")
            .with(link)
            .with(new TapOptions())
            .run(args, options -> {
                var in = new BufferedReader(new InputStreamReader(System.in));
                String id = ask(in, "id", options.text("id"));
                String server = ask(in, "server", options.text("server"));
                var servers = Commands.servers(server);
                var clientOptions = new wirelab.nat.NatClient.Options(id, through(servers), options.number("port"),
                        options.text("host") == null ? wirelab.nat.NatClient.ownAddresses(servers.getFirst())
                                : List.of(InetAddress.ofLiteral(options.text("host"))),
                        UdpSocket::bind, notice -> IO.println(notice.text()));
                try (var client = start(clientOptions, options.flag("port"))) {
                    IO.println("* on " + Address.text(client.local()) + "; @help shows what there is");
                    String stun = options.text("stun") == null ? servers.getFirst().getHostString()
                            : options.text("stun");
                    for (String line; (line = in.readLine()) != null; ) {
                        String answer = Commands.run(client, line, () -> Commands.discover(stun));
                        if (answer == null) break;
                        if (!answer.isEmpty()) IO.println(answer);
                    }
                }
            });
}

List<InetSocketAddress> through(List<InetSocketAddress> servers) throws IOException {
    var ends = new ArrayList<InetSocketAddress>();
    for (var server : servers) ends.add(link.through(server));
    return ends;
}

/// Takes another port when the usual one is in use, as for the second client on one machine.
wirelab.nat.NatClient start(wirelab.nat.NatClient.Options options, boolean portWanted) throws IOException {
    try {
        return wirelab.nat.NatClient.start(options);
    } catch (IOException e) {
        if (portWanted || !(e.getCause() instanceof BindException)) throw e;
        return wirelab.nat.NatClient.start(options.withPort(0));
    }
}

String ask(BufferedReader in, String what, String given) throws IOException {
    if (given != null) return given;
    IO.print(what + ": ");
    String line = in.readLine();
    if (line == null || line.isBlank()) throw new UsageException("--" + what + " is missing");
    return line.strip();
}
