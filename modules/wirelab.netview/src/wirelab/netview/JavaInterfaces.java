package wirelab.netview;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Interfaces as Java knows them on every system: no counters, no lifetimes.
final class JavaInterfaces {
    private JavaInterfaces() {}

    static List<NetInterface> all() throws IOException {
        var all = new ArrayList<NetInterface>();
        for (var known : NetworkInterface.networkInterfaces().toList()) {
            var addresses = known.getInterfaceAddresses().stream().map(JavaInterfaces::address).toList();
            // Windows has one for each of its filters, without an address.
            if (!addresses.isEmpty() || known.isUp()) all.add(of(known, addresses, NetInterface.Traffic.NONE));
        }
        return all;
    }

    /// {@return the interface with what Java knows of it: addresses of IPv4 alone, since Linux's table of those of IPv6 that
    /// Java reads may be that of another namespace}
    static NetInterface completed(NetInterface plain) throws IOException {
        var known = NetworkInterface.getByName(plain.name());
        if (known == null) return plain;
        var addresses = known.getInterfaceAddresses().stream().filter(one -> one.getAddress() instanceof Inet4Address)
                .map(JavaInterfaces::address).toList();
        return of(known, addresses, plain.traffic());
    }

    private static NetInterface of(NetworkInterface known, List<LocalAddress> addresses, NetInterface.Traffic traffic)
            throws IOException {
        var flags = new ArrayList<String>();
        if (known.isLoopback()) flags.add("LOOPBACK");
        if (known.isPointToPoint()) flags.add("POINTOPOINT");
        if (known.supportsMulticast()) flags.add("MULTICAST");
        if (known.isUp()) flags.add("UP");
        byte[] mac = known.getHardwareAddress();
        return new NetInterface(known.getIndex(), known.getName(), List.copyOf(flags), known.getMTU(),
                known.isUp() ? "UP" : "DOWN", mac == null ? "" : HexFormat.ofDelimiter(":").formatHex(mac), -1, addresses,
                traffic);
    }

    private static LocalAddress address(InterfaceAddress one) {
        int most = one.getAddress().getAddress().length * 8;
        return new LocalAddress(new Prefix(one.getAddress(), Math.clamp(one.getNetworkPrefixLength(), 0, most)),
                one.getBroadcast(), scope(one.getAddress()), -1, -1);
    }

    private static String scope(InetAddress address) {
        return address.isLoopbackAddress() ? "host" : address.isLinkLocalAddress() ? "link" : "global";
    }
}
