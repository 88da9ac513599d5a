package wirelab.mdns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import wirelab.kit.UsageException;

/// Where multicast DNS is spoken.
///
/// @param bind an address of this host: on its interface; the wildcard address: on all but loopback
/// @param port at which all speak
public record MdnsOptions(InetAddress bind, int port) {
    public static final int PORT = 5353;
    /// On all interfaces but loopback.
    public static final MdnsOptions DEFAULTS = new MdnsOptions(InetAddress.ofLiteral("0.0.0.0"), PORT);

    public MdnsOptions {
        if (port < 1 || port > 0xffff) throw new UsageException(port + " is no port for all");
    }

    /// {@return on the interface of an address, at its port}
    ///
    /// @throws UsageException when it is the name of an unknown host
    public static MdnsOptions at(InetSocketAddress address) {
        if (address.isUnresolved()) throw new UsageException("unknown host " + address.getHostString());
        return new MdnsOptions(address.getAddress(), address.getPort());
    }

    public MdnsOptions withBind(InetAddress bind) {
        return new MdnsOptions(bind, port);
    }

    public MdnsOptions withPort(int port) {
        return new MdnsOptions(bind, port);
    }
}
