package wirelab.multicast;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import wirelab.kit.UsageException;
import wirelab.program.CommandLine;
import wirelab.program.Program;

/// The options that senders and receivers have in common: which of the four ways, the port, the interface.
public final class CastSwitches implements Program.Extra {
    public CastSwitches() {}

    @Override
    public void declare(Program program) {
        program.flag("unicast", "one to one")
                .flag("anycast", "one to one of a set: the first that lives")
                .flag("broadcast", "one to all on the subnet (IPv4)")
                .flag("multicast", "one to all who have joined a group")
                .number("port", Target.PORT, 0, 65_535, "port of the receivers")
                .text("interface", "NAME", null, "which interface, by name or address");
    }

    @Override
    public AutoCloseable begin(CommandLine options) {
        return () -> {};
    }

    /// {@return which way the user chose: the kind, or `null` when none was named}
    public static Kind kind(CommandLine options) {
        var chosen = new ArrayList<Kind>();
        for (var kind : Kind.values()) if (options.flag(kind.name().toLowerCase(Locale.ROOT))) chosen.add(kind);
        if (chosen.size() > 1) {
            throw new UsageException("one of --unicast, --anycast, --broadcast, --multicast, not several");
        }
        return chosen.isEmpty() ? null : chosen.getFirst();
    }

    /// The interface that the user named.
    ///
    /// @return the interface, or `null` when none was named
    /// @throws IOException when the system does not tell
    public static NetworkInterface on(CommandLine options) throws IOException {
        return options.text("interface") == null ? null : Interfaces.named(options.text("interface"));
    }

    /// Where a receiver of a kind listens.
    ///
    /// @param host the address that the user named, or `null`
    /// @throws IOException when the host is unknown
    public static InetSocketAddress bind(Kind kind, String host, boolean ipv6, int port) throws IOException {
        String preset = switch (kind) {
            case UNICAST, ANYCAST -> "127.0.0.1";
            case BROADCAST -> "0.0.0.0";
            case MULTICAST -> ipv6 ? "::" : "0.0.0.0";
        };
        var bind = new InetSocketAddress(host == null ? preset : host, port);
        if (bind.isUnresolved()) throw new IOException("unknown host " + host);
        return bind;
    }

    /// The memberships of a receiver.
    ///
    /// @param source the one sender that is wanted, or `null` for all
    /// @param on the interface, or `null` for each that can do it
    /// @throws IOException when a name is unknown or the system does not tell its interfaces
    public static List<Membership> memberships(String group, String source, NetworkInterface on) throws IOException {
        var address = host(group);
        var from = source == null ? null : host(source);
        if (on == null && address instanceof Inet6Address ipv6) on = ipv6.getScopedInterface();
        var all = on == null ? Interfaces.forGroups(address instanceof Inet6Address) : List.of(on);
        return all.stream().map(each -> new Membership(address, each, from)).toList();
    }

    private static InetAddress host(String name) throws IOException {
        var found = new InetSocketAddress(name, 0);
        if (found.isUnresolved()) throw new IOException("unknown host " + name);
        return found.getAddress();
    }
}
