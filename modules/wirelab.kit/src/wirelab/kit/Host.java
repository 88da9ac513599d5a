package wirelab.kit;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Where a program stands on the network: whoever wants a socket asks a host for it.
///
/// Every server and client of every protocol takes one, and without a word it is [#HERE], this machine. All else is a value
/// that is derived from it, by what it is that differs:
///
/// ```
/// Host.HERE.watchedBy(tap)                    every byte of its sockets is shown to a tap
/// Host.HERE.behind(link)                      what its clients say goes over a bad link
/// Host.at(namespace)                          its sockets, names and interfaces are those of a network namespace
/// hosts.add("a", "192.0.2.1")                 it is simulated, and so is its time (wirelab.simulation)
/// ```
///
/// The three go together in any order. None is a property of the process: hosts that differ stand side by side in it, as
/// many as there are tests that run at once, and what one of them does no other one notices. A host holds nothing that is
/// open and need not be closed; what it was derived from does. Options stay values: a host is handed over beside them.
///
/// A socket keeps what it was opened with in final fields of its own: on a host without a tap and a link, a read or a write
/// costs a comparison with `null` and goes to the JDK's channel straight away.
public final class Host {
    /// This machine, as it is.
    public static final Host HERE = new Host(null, null, null);

    /// Where code must run, so that the sockets that it opens and what it looks up belong to one host and not another.
    public interface Place {
        /// Runs code there, and waits for it.
        <T, E extends Exception> T call(Task<T, E> task) throws E;

        /// {@return a new channel for datagrams: the system's, unless a place has its own}
        default DatagramChannel datagrams(ProtocolFamily family) throws IOException {
            return call(() -> DatagramChannel.open(family));
        }

        /// {@return a new channel for a connection; not every place has them}
        default SocketChannel stream() throws IOException {
            return call(SocketChannel::open);
        }

        /// {@return a new channel that can listen; not every place has them}
        default ServerSocketChannel listener(ProtocolFamily family) throws IOException {
            return call(() -> ServerSocketChannel.open(family));
        }

        /// {@return the time there, as from [System#nanoTime()]}
        default long now() {
            return System.nanoTime();
        }
    }

    /// A piece of code that gives a value or throws.
    @FunctionalInterface
    public interface Task<T, E extends Exception> {
        T run() throws E;
    }

    /// What is done to a channel before it connects.
    @FunctionalInterface
    public interface Preparation {
        void prepare(SocketChannel channel) throws IOException;
    }

    /// What lies between a host and all others.
    @FunctionalInterface
    public interface Uplink {
        /// The ways of one host, which begin with its own sockets: those are opened on the host given here, which has the
        /// same place and the same tap but no uplink.
        Way from(Host direct);
    }

    /// How the others are reached: what is sent to somebody goes to another address, and what comes from there is his.
    public interface Way {
        /// Where to send to, so that it reaches `remote`; that itself, if nothing lies in between.
        InetSocketAddress to(Tap.Transport transport, InetSocketAddress remote) throws IOException;

        /// Who is meant by the source of a datagram; that itself, if nothing lies in between.
        InetSocketAddress origin(InetSocketAddress source);
    }

    private static final List<SocketOption<Boolean>> BESIDE = List.of(StandardSocketOptions.SO_REUSEADDR);
    private static final List<SocketOption<Boolean>> IN_GROUP = List.of(StandardSocketOptions.SO_REUSEPORT);
    private static final List<SocketOption<Boolean>> BESIDE_IN_GROUP =
            List.of(StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT);

    private final Place place;
    private final Uplink uplink;
    private final Tap tap;
    private final Way way;

    private Host(Place place, Uplink uplink, Tap tap) {
        this.place = place;
        this.uplink = uplink;
        this.tap = tap;
        way = uplink == null ? null : uplink.from(new Host(place, null, tap));
    }

    /// A host that is somewhere else, without a tap and an uplink.
    public static Host at(Place place) {
        return new Host(Objects.requireNonNull(place), null, null);
    }

    /// The same host, on which one more tap sees every socket.
    public Host watchedBy(Tap tap) {
        return new Host(place, uplink, Tap.both(this.tap, Objects.requireNonNull(tap)));
    }

    /// The same host without its taps: for what nobody wants to see in a capture.
    public Host unwatched() {
        return new Host(place, uplink, null);
    }

    /// The same host behind a link, which takes the place of one that it was behind before. Its clients' conversations go
    /// over it; its servers are asked, and answer, as before.
    public Host behind(Uplink uplink) {
        return new Host(place, Objects.requireNonNull(uplink), tap);
    }

    /// {@return what watches its sockets, or `null` when nobody does}
    public Tap tap() {
        return tap;
    }

    /// Opens a connection, in at most [Connection#CONNECT_TIMEOUT].
    public Connection connect(InetSocketAddress remote, Tap.Party party) throws IOException {
        return connect(remote, party, Connection.CONNECT_TIMEOUT);
    }

    /// Opens a connection.
    ///
    /// @throws IOException when nobody answers, in words that name the address
    public Connection connect(InetSocketAddress remote, Tap.Party party, Duration timeout) throws IOException {
        return connect(remote, party, timeout, _ -> {});
    }

    /// Opens a connection whose channel is prepared first: bound to an address, say, or given an option that its first
    /// packet is to carry.
    ///
    /// @throws IOException when it cannot be prepared, or nobody answers, in words that name the address
    public Connection connect(InetSocketAddress remote, Tap.Party party, Duration timeout, Preparation preparation)
            throws IOException {
        requireKnown(remote);
        var channel = place == null ? SocketChannel.open() : place.stream();
        try {
            preparation.prepare(channel);
            var there = way == null ? remote : way.to(Tap.Transport.TCP, remote);
            channel.socket().connect(there, Math.toIntExact(Math.max(1, timeout.toMillis())));
            return new Connection(channel, party, tap, true);
        } catch (IOException e) {
            channel.close();
            if (tap != null) tap.unreachable(party, remote, e.getMessage());
            throw new IOException("cannot connect to " + Address.text(remote) + ": " + Failure.reason(e), e);
        } catch (RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Opens a UDP socket.
    ///
    /// @param bind the address and port of this end; port 0 takes a free one
    /// @throws IOException when the address cannot be had, in words that name it
    public UdpSocket bind(InetSocketAddress bind, Tap.Party party) throws IOException {
        return open(bind, party, List.of(), way);
    }

    /// Opens a UDP socket at an address that others may have, too, if they opened it so: each of them gets its own copy of
    /// what is sent to a group or by broadcast; what is sent to one address goes to one of them.
    public UdpSocket bindShared(InetSocketAddress bind, Tap.Party party) throws IOException {
        return open(bind, party, BESIDE, way);
    }

    /// Opens a UDP socket as [#bindShared] does, at an address that programs of other users have as well, such as the port of
    /// multicast DNS.
    public UdpSocket bindCommon(InetSocketAddress bind, Tap.Party party) throws IOException {
        return open(bind, party, BESIDE_IN_GROUP, way);
    }

    /// Opens a UDP socket on a free port, to talk to one peer: on loopback if the peer is there, else on any address.
    ///
    /// @throws IOException when no socket can be had or the peer's name is unknown
    public UdpSocket towards(InetSocketAddress peer, Tap.Party party) throws IOException {
        var there = reach(peer).getAddress();
        boolean ipv6 = there instanceof Inet6Address;
        String any = there.isLoopbackAddress() ? (ipv6 ? "::1" : "127.0.0.1") : (ipv6 ? "::" : "0.0.0.0");
        return bind(new InetSocketAddress(any, 0), party);
    }

    /// The address of this host at which the way to a peer begins, over UDP; nothing is sent.
    ///
    /// @return the address that datagrams to the peer carry
    /// @throws IOException when there is no way to it
    public InetAddress localAddress(InetSocketAddress peer) throws IOException {
        var there = reach(peer);
        try (var channel = datagrams(family(there))) {
            channel.connect(there);
            return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
        } catch (IOException e) {
            throw new IOException("no way to " + Address.text(peer) + ": " + Failure.reason(e), e);
        }
    }

    /// Runs code where this host is: to look up names or interfaces as it sees them. It must be short and start no thread.
    public <T, E extends Exception> T call(Task<T, E> task) throws E {
        return place == null ? task.run() : place.call(task);
    }

    /// {@return the time of this host, as from [System#nanoTime()]: that itself, unless the host is simulated}
    public long now() {
        return place == null ? System.nanoTime() : place.now();
    }

    /// Listens for connections, of the family that the address belongs to: a channel of no family would be one of IPv6, and
    /// `0.0.0.0` would let in who comes to `::1`.
    ServerSocketChannel listen(InetSocketAddress bind, int backlog) throws IOException {
        var listener = place == null ? ServerSocketChannel.open(family(bind)) : place.listener(family(bind));
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return listener.bind(bind, backlog);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw UdpSocket.cannotListen(bind, e);
        }
    }

    /// Opens several sockets of a server at one address, among which Linux shares out what comes, by source. The first is
    /// bound as if it were alone, so an address that anybody has is refused; only then the others may join it. What a server
    /// sends goes straight back to where it was asked from, so there is no way to find.
    List<UdpSocket> bindGroup(InetSocketAddress bind, Tap.Party party, int size) throws IOException {
        var group = new ArrayList<UdpSocket>(size);
        group.add(open(bind, party, List.of(), null));
        try {
            var first = group.getFirst();
            if (size > 1) first.channel().setOption(StandardSocketOptions.SO_REUSEPORT, true);
            while (group.size() < size) group.add(open(first.local(), party, IN_GROUP, null));
            return group;
        } catch (IOException | RuntimeException e) {
            group.forEach(UdpSocket::close);
            throw e;
        }
    }

    /// Opens sockets of a server at one address of this host, beside those that it has at the wildcard address: as many, and
    /// Linux gives what is sent to that address to them. The port is shared for this moment alone, with nobody else.
    List<UdpSocket> bindBeside(List<UdpSocket> wildcard, InetAddress address, Tap.Party party) throws IOException {
        var group = new ArrayList<UdpSocket>(wildcard.size());
        var bind = new InetSocketAddress(address, wildcard.getFirst().local().getPort());
        try {
            for (var socket : wildcard) socket.channel().setOption(StandardSocketOptions.SO_REUSEADDR, true);
            while (group.size() < wildcard.size()) {
                group.add(open(bind, party, wildcard.size() > 1 ? BESIDE_IN_GROUP : BESIDE, null));
            }
            for (var socket : group) socket.channel().setOption(StandardSocketOptions.SO_REUSEADDR, false);
            return group;
        } catch (IOException | RuntimeException e) {
            group.forEach(UdpSocket::close);
            throw e;
        } finally {
            for (var socket : wildcard) {
                if (socket.channel().isOpen()) socket.channel().setOption(StandardSocketOptions.SO_REUSEADDR, false);
            }
        }
    }

    private UdpSocket open(InetSocketAddress bind, Tap.Party party, List<SocketOption<Boolean>> shared, Way way)
            throws IOException {
        var channel = datagrams(family(bind));
        try {
            for (var option : shared) channel.setOption(option, true);
            channel.bind(bind);
            return new UdpSocket(channel, party, tap, way);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw UdpSocket.cannotListen(bind, e);
        }
    }

    private DatagramChannel datagrams(ProtocolFamily family) throws IOException {
        return place == null ? DatagramChannel.open(family) : place.datagrams(family);
    }

    private static StandardProtocolFamily family(InetSocketAddress bind) {
        return bind.getAddress() instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    private InetSocketAddress reach(InetSocketAddress peer) throws IOException {
        requireKnown(peer);
        return way == null ? peer : way.to(Tap.Transport.UDP, peer);
    }

    private static void requireKnown(InetSocketAddress remote) throws IOException {
        if (remote.isUnresolved()) throw new IOException("unknown host " + remote.getHostString());
    }

    /// What it is, such as `this machine, watched, behind delay=20ms seed=7`.
    @Override
    public String toString() {
        return (place == null ? "this machine" : place) + (tap == null ? "" : ", watched")
                + (uplink == null ? "" : ", behind " + uplink);
    }
}
