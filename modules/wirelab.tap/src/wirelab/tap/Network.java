package wirelab.tap;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What this machine knows of its own network; answers are remembered, since a tap may ask for each datagram.
final class Network {
    /// Used where an address belongs to no interface here, as in a capture of what somebody else sent.
    static final int ETHERNET_MTU = 1500;
    /// No IPv6 link takes less (RFC 8200, section 5), and few IPv4 ones.
    static final int LEAST_MTU = 576;
    static final int MOST_MTU = 65_536;
    private static final int REMEMBERED = 1024;

    private static final Map<InetAddress, Boolean> LOCAL = remembering();
    private static final Map<InetAddress, Integer> MTU = remembering();
    private static final Map<InetAddress, InetAddress> TOWARDS = remembering();

    private Network() {}

    private static <K, V> Map<K, V> remembering() {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        });
    }

    /// Asks outside of any lock; two threads may ask the same.
    private static <V> V ask(Map<InetAddress, V> known, InetAddress address, Function<InetAddress, V> question) {
        V answer = known.get(address);
        if (answer != null) return answer;
        answer = question.apply(address);
        known.put(address, answer);
        return answer;
    }

    /// Whether an address is one of this machine's own.
    static boolean isLocal(InetAddress address) {
        return address.isLoopbackAddress() || ask(LOCAL, address, it -> interfaceOf(it) != null);
    }

    /// The longest IP packet that the interface with an address takes: 65,536 on the loopback interface of Linux, 1,500 on
    /// most others.
    static int mtu(InetAddress address) {
        return ask(MTU, address, it -> {
            var found = interfaceOf(it);
            try {
                int mtu = found == null ? ETHERNET_MTU : found.getMTU();
                return mtu <= 0 ? ETHERNET_MTU : Math.clamp(mtu, LEAST_MTU, MOST_MTU);
            } catch (SocketException _) {
                return ETHERNET_MTU;
            }
        });
    }

    private static NetworkInterface interfaceOf(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address);
        } catch (SocketException _) {
            return null;
        }
    }

    /// The address that a socket bound to the wildcard address uses towards a peer: the system is asked for its route, and
    /// nothing is sent.
    static InetSocketAddress concrete(InetSocketAddress local, InetSocketAddress peer) {
        if (!local.getAddress().isAnyLocalAddress()) return local;
        var address = ask(TOWARDS, peer.getAddress(), it -> {
            try (var socket = new DatagramSocket(null)) {
                socket.connect(new InetSocketAddress(it, 9));
                return socket.getLocalAddress();
            } catch (IOException | RuntimeException _) {
                // No route: then nothing will be sent either.
                return it instanceof Inet6Address ? InetAddress.ofLiteral("::1") : InetAddress.ofLiteral("127.0.0.1");
            }
        });
        return new InetSocketAddress(address, local.getPort());
    }

    /// The addresses at which a socket can be reached: its own, or with the wildcard address all that this machine has.
    static List<InetAddress> reachableAt(InetAddress bound) {
        if (!bound.isAnyLocalAddress()) return List.of(bound);
        var all = new ArrayList<InetAddress>();
        try {
            NetworkInterface.networkInterfaces().forEach(each -> each.inetAddresses().forEach(all::add));
        } catch (SocketException _) {
            all.add(InetAddress.getLoopbackAddress());
        }
        return all;
    }

    /// {@return which network namespace of Linux this process lives in; each has loopback addresses of its own; its number,
    /// or `-` elsewhere}
    static String namespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString().replaceAll("\\D", "");
        } catch (IOException | UnsupportedOperationException _) {
            return "-";
        }
    }
}
