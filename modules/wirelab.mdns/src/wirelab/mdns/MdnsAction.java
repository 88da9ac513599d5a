package wirelab.mdns;

import java.net.InetSocketAddress;

/// What a responder or a browser wants done.
public sealed interface MdnsAction {
    /// Send a message.
    ///
    /// @param link on which, counted from 0
    /// @param to somebody, or `null` for everybody on the link
    record Send(int link, DnsMessage message, InetSocketAddress to) implements MdnsAction {}

    /// The names of a service are its own now.
    ///
    /// @param service as it is called now
    record Claimed(ServiceInstance service) implements MdnsAction {}

    /// A service is there, or is there in another way than before.
    record Found(FoundService service) implements MdnsAction {}

    /// A service is not there any more.
    record Lost(FoundService service) implements MdnsAction {}
}
