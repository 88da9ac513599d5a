package wirelab.netview;

import java.net.InetAddress;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// A multicast group that is listened to at an interface.
///
/// @param users sockets, and parts of the kernel, that have joined it
public record GroupMember(String device, InetAddress group, long users) {
    @Override
    public String toString() {
        return Prefix.text(group) + " at " + Visible.name(device) + ", " + Text.count(users, "user");
    }
}
