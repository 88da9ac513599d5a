package wirelab.nat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Address;
import wirelab.kit.UsageException;
import wirelab.stun.BindingClient;
import wirelab.stun.BindingServer;

/// What the user types, as the classroom programs take it, and a little more.
public final class Commands {
    /// What can be typed.
    public static final String HELP = """
            @show_list       who is here: id, public and private address
            @chat ID TEXT    say something
            @path ID         how that peer is reached, and why
            @nat             what kind of NAT is before this machine (by STUN)
            @keys            fingerprints, to be compared by telephone
            @help            this
            @exit            leave""";

    /// Finds out what NAT is before this machine; takes a second or two.
    @FunctionalInterface
    public interface Discovery {
        /// Asks.
        ///
        /// @return lines for the user
        /// @throws IOException when nobody answers
        String discover() throws IOException;
    }

    private Commands() {}

    /// Does what a line says.
    ///
    /// @param client who does it
    /// @param line what the user typed
    /// @param discovery what `@nat` does
    /// @return what to show, empty for nothing, `null` when the user wants to leave
    public static String run(NatClient client, String line, Discovery discovery) {
        String[] words = line.strip().split("\\s+", 3);
        return switch (words[0]) {
            case "" -> "";
            case "@show_list" -> String.join("\n", client.list());
            case "@chat" -> {
                if (words.length < 3) yield "* @chat ID TEXT";
                client.chat(words[1], words[2]);
                yield "";
            }
            case "@path" -> words.length < 2 ? "* @path ID" : "* " + client.path(words[1]);
            case "@nat" -> {
                try {
                    yield "* " + discovery.discover();
                } catch (IOException e) {
                    yield "* " + e.getMessage();
                }
            }
            case "@keys" -> client.fingerprints();
            case "@help" -> HELP;
            case "@exit" -> null;
            default -> "* " + (words[0].startsWith("@") ? "there is no " + words[0] : "to whom?")
                    + "; @help shows what there is";
        };
    }

    /// The addresses of a server: the first of each family, and all the user named.
    ///
    /// @param text `HOST`, `HOST:PORT`, or two of them with a comma between
    /// @return one address of each family at most
    /// @throws UsageException when a name is unknown
    public static List<InetSocketAddress> servers(String text) {
        var servers = new ArrayList<InetSocketAddress>();
        for (String one : text.split(",")) {
            var parsed = Address.parse(one.strip(), "127.0.0.1", NatServer.PORT);
            try {
                for (var address : InetAddress.getAllByName(parsed.getHostString())) {
                    boolean known = servers.stream().anyMatch(s -> s.getAddress().getClass() == address.getClass());
                    if (!known) servers.add(new InetSocketAddress(address, parsed.getPort()));
                }
            } catch (UnknownHostException e) {
                throw new UsageException("unknown host " + parsed.getHostString());
            }
        }
        return servers;
    }

    /// What `@nat` does.
    ///
    /// @param stun the STUN server, `HOST` or `HOST:PORT`
    /// @return the kind of NAT
    /// @throws IOException when nobody answers
    public static String discover(String stun) throws IOException {
        var server = Address.parse(stun, "127.0.0.1", BindingServer.PORT);
        if (server.isUnresolved()) throw new IOException("unknown host " + server.getHostString());
        return BindingClient.towards(server).discover(server, _ -> {}).toString();
    }
}
