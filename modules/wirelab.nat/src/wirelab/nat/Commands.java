package wirelab.nat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import wirelab.kit.Address;
import wirelab.kit.Failure;
import wirelab.kit.Host;
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
        /// @throws IOException when nobody answers
        String discover() throws IOException;
    }

    private static final Logger LOG = System.getLogger(Commands.class.getName());

    private Commands() {}

    /// Starts a client on another port when the usual one is in use, as for the second client on one machine.
    ///
    /// @param portWanted whether the user asked for this port and takes no other
    /// @throws IOException when a port cannot be had
    public static NatClient start(Host host, NatClient.Options options, boolean portWanted, Consumer<Notice> listener)
            throws IOException {
        try {
            return NatClient.start(host, options, listener);
        } catch (IOException e) {
            if (portWanted || !(e.getCause() instanceof BindException)) throw e;
            return NatClient.start(host, options.withPort(0), listener);
        }
    }

    /// Does what a line says.
    ///
    /// @param discovery what `@nat` does
    /// @return what to show, empty for nothing, `null` when the user wants to leave
    public static String run(NatClient client, String line, Discovery discovery) {
        String[] words = line.strip().split("\\s+", 3);
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "" -> "";
            case "@show_list" -> {
                var list = client.list();
                yield list.isEmpty() ? "* not registered yet: nobody is known" : String.join("\n", list);
            }
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
                    yield "* " + Failure.line(e);
                }
            }
            case "@keys" -> client.fingerprints();
            case "@help" -> HELP;
            case "@exit", "/exit", "exit" -> null;
            default -> "* " + (words[0].startsWith("@") ? "there is no " + words[0] : "to whom?")
                    + "; @help shows what there is";
        };
    }

    /// Refuses an id before anything else is asked.
    public static String id(String text) {
        if (!Ids.valid(text)) throw new UsageException("an id has 1 to 32 letters, digits, '_', '-' or '.', not " + text);
        return text;
    }

    /// The addresses of a server: the first of each family, and all the user named.
    ///
    /// @param text `HOST`, `HOST:PORT`, or two of them with a comma between
    /// @return one address of each family at most
    /// @throws UsageException when no name is known
    public static List<InetSocketAddress> servers(String text) {
        var servers = new ArrayList<InetSocketAddress>();
        var unknown = new ArrayList<String>();
        for (String one : text.split(",")) {
            var parsed = Address.parse(one.strip(), "127.0.0.1", NatServer.PORT);
            try {
                for (var address : InetAddress.getAllByName(parsed.getHostString())) {
                    boolean known = servers.stream().anyMatch(s -> s.getAddress().getClass() == address.getClass());
                    if (!known) servers.add(new InetSocketAddress(address, parsed.getPort()));
                }
            } catch (UnknownHostException _) {
                unknown.add(parsed.getHostString());
            }
        }
        if (servers.isEmpty()) throw new UsageException("unknown host " + String.join(", ", unknown));
        // One bad name of two is no reason to ask none.
        for (String name : unknown) LOG.log(Level.WARNING, "unknown host " + name + ": it is left out");
        return servers;
    }

    /// What `@nat` does.
    ///
    /// @param stun the STUN server, `HOST` or `HOST:PORT`
    /// @throws IOException when nobody answers
    public static String discover(Host host, String stun) throws IOException {
        var server = Address.parse(stun, "127.0.0.1", BindingServer.PORT);
        if (server.isUnresolved()) throw new IOException("unknown host " + server.getHostString());
        return BindingClient.towards(host, server).discover(server, _ -> {}).toString();
    }
}
