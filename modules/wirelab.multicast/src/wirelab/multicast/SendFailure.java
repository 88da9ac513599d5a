package wirelab.multicast;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import wirelab.kit.Address;
import wirelab.kit.Failure;

/// Puts what a system says when it will not send into words that tell what to do instead.
final class SendFailure {
    private SendFailure() {}

    static IOException explain(IOException e, Target target, InetSocketAddress to) {
        String said = Failure.reason(e);
        String host = Address.text(to.getAddress());
        String hint = switch (said) {
            case "Network is unreachable", "No route to host" -> unreachable(target, to, host);
            case "Permission denied" -> target.kind() == Kind.BROADCAST ? "" : "; if " + host
                    + " is a broadcast address, say --broadcast";
            case "Message too long" -> "; send fewer bytes with --size";
            default -> "";
        };
        return new IOException("cannot send to " + host + ": " + said + hint, e);
    }

    private static String unreachable(Target target, InetSocketAddress to, String host) {
        if (Kind.isLimitedBroadcast(to.getAddress())) {
            return "; this host has no route for the limited broadcast. Name the interface (--interface eth0), or"
                    + " broadcast to the subnet (--broadcast without --to), or add a route as root"
                    + " (ip route add 255.255.255.255 dev eth0)";
        }
        if (target.kind() == Kind.MULTICAST && target.on() != null && Interfaces.isLoopback(target.on())
                && to.getAddress() instanceof Inet6Address) {
            return "; the loopback interface of Linux carries no groups of IPv6, take another (--interface eth0)";
        }
        return target.kind() == Kind.MULTICAST ? "; no way leads to groups by " + target.on().getName()
                + ": take another interface (--interface eth0), or add a route for " + host : "";
    }
}
