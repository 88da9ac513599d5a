package wirelab.netview;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that was seen before a diagnosis is made of it.
///
/// @param name of the server, as it was given
/// @param problem why the name has no address, `null` where it has
/// @param attempts one for each address
/// @param interfaces of this machine
/// @param routes of this machine
/// @param sockets of this machine that have to do with the port
/// @param proxies variables that name one, as far as they hold for this server
/// @param proxyReachable whether the proxy accepts connections; empty where there is none
/// @param mapped this machine as a STUN server sees it; `null` where none was asked
/// @param local this machine's address towards that server
/// @param stunProblem why the STUN server did not say, `null` where it did or was not asked
/// @param clockKept whether some program keeps this machine's clock; empty where it is not known
/// @param expected part of the name of the program that should listen, empty for any
public record Observations(String name, int port, String problem, List<Attempt> attempts, List<NetInterface> interfaces,
                           List<NetRoute> routes, List<SocketEntry> sockets, Map<String, String> proxies,
                           Optional<Boolean> proxyReachable, InetSocketAddress mapped, InetAddress local, String stunProblem,
                           Optional<Boolean> clockKept, String expected) {
    /// {@return the kind of network that this machine stands in}
    public NetworkKind kind() {
        return NetworkKind.of(interfaces, routes, mapped, local);
    }

    List<SocketEntry> listeners() {
        return sockets.stream().filter(socket -> socket.protocol().equals("tcp") && socket.state() == SocketState.LISTEN
                && socket.local().getPort() == port).toList();
    }

    /// Connections that clients have begun with this port and that have been answered more than once in vain.
    List<SocketEntry> halfOpen() {
        return sockets.stream().filter(socket -> socket.state() == SocketState.SYN_RECEIVED
                && socket.local().getPort() == port && socket.tries() > 0).toList();
    }

    /// Connections to an address of the server on which the same is sent again and again and nobody confirms it.
    List<SocketEntry> stuck(InetAddress address) {
        return sockets.stream().filter(socket -> socket.remote().getPort() == port
                && socket.remote().getAddress().equals(address) && socket.unsent() > 0 && socket.tries() >= 2
                && (socket.state() == SocketState.ESTABLISHED || socket.state() == SocketState.CLOSE_WAIT)).toList();
    }

    @Override
    public String toString() {
        return "what was seen of " + name + " port " + port + ": " + attempts;
    }
}
