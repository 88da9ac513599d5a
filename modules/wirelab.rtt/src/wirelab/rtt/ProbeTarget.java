package wirelab.rtt;

import java.net.InetSocketAddress;
import wirelab.kit.Address;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;

/// Who is asked, and how.
///
/// @param name as the user wrote it
/// @param address where that is
public record ProbeTarget(ProbeKind kind, String name, InetSocketAddress address) {
    private static final int MOST_NAME = 255;

    /// Reads `HOST` or `HOST:PORT` and looks the name up.
    ///
    /// @throws UsageException when it is none, or nobody knows the name
    public static ProbeTarget parse(ProbeKind kind, String text) {
        if (text.length() > MOST_NAME) throw new UsageException("a host of " + text.length() + " letters");
        var address = Address.parse(text, "127.0.0.1", kind.port());
        if (address.isUnresolved()) throw new UsageException("unknown host " + Visible.name(address.getHostString()));
        if (address.getPort() == 0 && kind != ProbeKind.PING) throw new UsageException("'" + text + "': port 0 is none");
        return new ProbeTarget(kind, text, address);
    }

    /// {@return the host and its port, as it was written, harmless on a terminal or a page}
    public String text() {
        boolean known = kind == ProbeKind.PING || name.endsWith(":" + address.getPort());
        return Visible.name(known ? name : name.contains(":") ? Address.text(address) : name + ":" + address.getPort());
    }

    /// Such as `STAMP 192.0.2.1:8620`.
    @Override
    public String toString() {
        return kind + " " + text();
    }
}
