package wirelab.netview;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;

/// A socket of TCP, UDP or raw IP.
///
/// @param protocol `tcp`, `udp` or `raw`
/// @param ipv6 whether it is a socket of IPv6; one at `::` takes IPv4 as well, unless `onlyIpv6`
/// @param remote port 0 at no address in particular where it is not connected
/// @param received bytes that the program has not taken; of a listening socket, connections that it has not accepted
/// @param unsent bytes that the peer has not confirmed; of a listening socket, how many may wait, 0 where that is not known
/// @param tries how often the last segment was sent again without an answer
/// @param user number of its owner
/// @param inode number by which processes hold it; 0 where none does any more
/// @param namespace network that it stands in, empty for the one that was asked
/// @param owners processes that hold it, as far as this user may see them
/// @param tcp figures of the connection, `null` where they are not known
public record SocketEntry(String protocol, boolean ipv6, boolean onlyIpv6, InetSocketAddress local, InetSocketAddress remote,
                          SocketState state, long received, long unsent, int tries, long user, long inode, String namespace,
                          List<ProcessEntry> owners, TcpFigures tcp) {
    /// What stays the same of a socket while its state changes; a port may be listened to by several.
    public record Key(String protocol, boolean ipv6, InetSocketAddress local, InetSocketAddress remote, long inode,
                      String namespace) {
        @Override
        public String toString() {
            return protocol + " " + text(local, ipv6, false) + " " + text(remote, ipv6, false);
        }
    }

    public Key key() {
        boolean connected = remote.getPort() != 0 && protocol.equals("tcp");
        return new Key(protocol, ipv6, local, remote, connected ? 0 : inode, namespace);
    }

    SocketEntry ownedBy(List<ProcessEntry> processes) {
        return new SocketEntry(protocol, ipv6, onlyIpv6, local, remote, state, received, unsent, tries, user, inode,
                namespace, processes, tcp);
    }

    SocketEntry in(String other) {
        return new SocketEntry(protocol, ipv6, onlyIpv6, local, remote, state, received, unsent, tries, user, inode, other,
                owners, tcp);
    }

    public String localText() {
        return text(local, ipv6, onlyIpv6);
    }

    public String remoteText() {
        return text(remote, ipv6, onlyIpv6);
    }

    /// As `ss` writes it: `*` where both families are meant, brackets around IPv6, `*` for no port.
    private static String text(InetSocketAddress address, boolean ipv6, boolean onlyIpv6) {
        String host = Prefix.text(address.getAddress());
        boolean mapped = ipv6 && !host.contains(":");
        if (ipv6 && address.getAddress().isAnyLocalAddress() && !onlyIpv6 && !mapped) host = "*";
        else if (mapped) host = "[::ffff:" + host + "]";
        else if (ipv6) host = "[" + host + "]";
        return host + ":" + (address.getPort() == 0 ? "*" : address.getPort());
    }

    /// {@return the processes, fit for a terminal; empty where none is known}
    public String ownersText() {
        return owners.stream().map(ProcessEntry::toString).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return protocol + " " + state + " " + localText() + " " + remoteText() 
                + (owners.isEmpty() ? "" : " " + ownersText());
    }
}
