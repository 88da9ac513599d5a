package wirelab.multicast;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Objects;
import wirelab.kit.Address;
import wirelab.kit.UsageException;

/// That a receiver belongs to a group on an interface; the system tells the routers there by IGMP (RFC 3376) or MLD (RFC
/// 3810).
///
/// @param group the group, in 224.0.0.0/4 or ff00::/8
/// @param source the one sender that is wanted (source-specific multicast, RFC 4607), or `null` for all
public record Membership(InetAddress group, NetworkInterface on, InetAddress source) {
    public Membership {
        Objects.requireNonNull(on);
        if (!group.isMulticastAddress()) {
            throw new UsageException(Address.text(group) + " is not a group: those are in 224.0.0.0/4 or ff00::/8");
        }
        if (source != null && (source.isMulticastAddress() || source.isAnyLocalAddress()
                || source.getClass() != group.getClass())) {
            throw new UsageException(Address.text(source) + " cannot be a source of " + Address.text(group));
        }
    }

    /// In a few words.
    ///
    /// @return such as `224.1.1.1 on eth0 from 10.0.0.1`
    @Override
    public String toString() {
        return Address.text(group) + " on " + on.getName() + (source == null ? "" : " from " + Address.text(source));
    }
}
