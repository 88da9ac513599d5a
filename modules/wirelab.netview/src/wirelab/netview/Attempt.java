package wirelab.netview;

import java.net.InetAddress;
import java.time.Duration;
import wirelab.hosts.EchoProbe;
import wirelab.hosts.TcpProbe;

/// One address of a server, and what came of trying it.
///
/// @param own whether it is an address of this machine
/// @param route by which packets go there, `null` where there is none
/// @param source address that they carry, `null` where it is not known
/// @param neighbour whom they are handed to on the link, `null` where it is not known
/// @param reply what came of opening a connection
/// @param icmp the ICMP error behind it, `null` where none was seen
/// @param time that it took
/// @param small what came back for a small packet, `null` where none was sent
/// @param full what came back for one as large as the interface takes
/// @param mtu that size in bytes
public record Attempt(InetAddress address, boolean own, NetRoute route, InetAddress source, Neighbour neighbour, Reply reply,
                      TcpProbe.Icmp icmp, Duration time, EchoProbe.Answer small, EchoProbe.Answer full, int mtu) {
    /// What came of opening a connection.
    public enum Reply { CONNECTED, REFUSED, NO_NETWORK, NO_HOST, SILENCE, FORBIDDEN }

    public boolean connected() {
        return reply == Reply.CONNECTED;
    }

    public boolean ipv6() {
        return address.getAddress().length == 16;
    }

    /// Whether an ICMP error came from somebody else: this machine sends them to itself when nobody answers on the link.
    boolean rejected() {
        return icmp != null && icmp.from() != null && !icmp.from().equals(source) && !icmp.from().isLoopbackAddress();
    }

    @Override
    public String toString() {
        return Prefix.text(address) + ": " + reply;
    }
}
