package wirelab.nat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;
import wirelab.nat.NatServer.NatWords;

/// The sockets of one client, by the numbers that its [Engine] gives them, each with a thread that reads from it.
final class ClientSockets {
    private static final Logger LOG = System.getLogger(NatClient.class.getName());

    /// Takes a datagram that has arrived; called by the thread of its socket.
    @FunctionalInterface
    interface Receiver {
        void receive(int socket, InetSocketAddress from, byte[] datagram);
    }

    private final String id;
    private final Host host;
    private final Tap.Party party;
    private final Receiver receiver;
    private final boolean loopback;
    /// The first so many are those to the server. Its word to begin comes in there, and a platform thread wakes sooner than
    /// a virtual one.
    private final int first;
    private final Map<Integer, UdpSocket> sockets = new ConcurrentHashMap<>();

    ClientSockets(Host host, NatClient.Options options, Receiver receiver) {
        id = options.id();
        this.host = host;
        party = new Tap.Party(id, NatWords.WORDS);
        loopback = options.servers().getFirst().getAddress().isLoopbackAddress();
        first = options.servers().size();
        this.receiver = receiver;
    }

    /// The addresses under which neighbours may reach this machine.
    static List<InetAddress> addresses(InetSocketAddress server) throws SocketException {
        if (server.getAddress().isLoopbackAddress()) return List.of(server.getAddress());
        return NetworkInterface.networkInterfaces().filter(ClientSockets::isUp).flatMap(NetworkInterface::inetAddresses)
                .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress() && !a.isMulticastAddress())
                .sorted(Comparator.comparing(a -> a instanceof Inet4Address ? 0 : 1)).limit(Profile.MAX_ADDRESSES).toList();
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException _) {
            // It vanished while we looked.
            return false;
        }
    }

    int open(int number, boolean ipv6, int port) throws IOException {
        String any = loopback ? (ipv6 ? "::1" : "127.0.0.1") : (ipv6 ? "::" : "0.0.0.0");
        var socket = host.bind(new InetSocketAddress(any, port), party);
        sockets.put(number, socket);
        var thread = number < first ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        thread.name("nat-" + id + "-" + number).start(() -> read(number, socket));
        return socket.local().getPort();
    }

    private void read(int number, UdpSocket socket) {
        var buffer = ByteBuffer.allocate(1500);
        try {
            while (true) {
                var from = socket.receive(buffer.clear());
                var datagram = new byte[buffer.flip().remaining()];
                buffer.get(datagram);
                receiver.receive(number, from, datagram);
            }
        } catch (ClosedChannelException _) {
            // Closed by us: done.
        } catch (IOException e) {
            throw new UncheckedIOException("reading", e);
        }
    }

    void send(Action.Send send) {
        var socket = sockets.get(send.socket());
        if (socket == null) return;
        try {
            socket.send(send.payload(), send.to());
        } catch (IOException e) {
            // As if lost on the way: no route for the moment, for instance.
            LOG.log(Level.DEBUG, "sending to " + send.to(), e);
        }
    }

    void close(int number) {
        var socket = sockets.remove(number);
        if (socket != null) socket.close();
    }

    void closeAll() {
        sockets.values().forEach(UdpSocket::close);
    }

    InetSocketAddress local(int number) {
        return sockets.get(number).local();
    }
}
