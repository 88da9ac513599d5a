package wirelab.mdns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import wirelab.kit.Address;

/// A service of somebody else, as he says.
///
/// @param addresses of its host, those of IPv4 first
/// @param link on which it was heard, counted from 0
public record FoundService(ServiceInstance service, List<InetAddress> addresses, int link) {
    public FoundService {
        addresses = List.copyOf(addresses);
    }

    /// {@return where it can be had, at each of its addresses}
    public List<InetSocketAddress> sockets() {
        return addresses.stream().map(each -> new InetSocketAddress(each, service.port())).toList();
    }

    /// Such as `ada (_http._tcp) at ada.local:80 [path=/], 192.0.2.1`.
    @Override
    public String toString() {
        return service + ", " + String.join(" ", addresses.stream().map(Address::text).toList());
    }
}
