package wirelab.kit;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One UDP socket, at either end of a conversation, each datagram of which the [Tap] sees.
///
/// The socket is never connected: behind some NATs a connected one throws on an answer that only concerns another peer.
public final class UdpSocket implements Closeable {
    /// The most that one IPv4 datagram carries: 65,535 less 20 bytes of IP header and 8 of UDP header (RFC 768).
    public static final int MAX_PAYLOAD = 65_507;

    private final DatagramChannel channel;
    private final Tap.Party party;
    private final Tap tap = Tap.current();
    private final InetSocketAddress local;
    private final Tap.Bound bound;

    private UdpSocket(DatagramChannel channel, Tap.Party party) throws IOException {
        this.channel = channel;
        this.party = party;
        local = (InetSocketAddress) channel.getLocalAddress();
        bound = tap == null ? () -> {} : tap.bound(party, Tap.Transport.UDP, local);
    }

    /// Opens a socket.
    ///
    /// @param bind the address and port of this end; port 0 takes a free one
    /// @param party who speaks at this end, for a tap
    /// @return the open socket
    /// @throws IOException when the address cannot be had, in words that name it
    public static UdpSocket bind(InetSocketAddress bind, Tap.Party party) throws IOException {
        return open(bind, party, null);
    }

    /// Opens a socket at an address that others may have, too, if they opened it so: each of them gets its own copy of what
    /// is sent to a group or by broadcast; what is sent to one address goes to one of them.
    ///
    /// @param bind the address and port of this end; port 0 takes a free one
    /// @param party who speaks at this end, for a tap
    /// @return the open socket
    /// @throws IOException when the address cannot be had, in words that name it
    public static UdpSocket bindShared(InetSocketAddress bind, Tap.Party party) throws IOException {
        return open(bind, party, StandardSocketOptions.SO_REUSEADDR);
    }

    /// Opens several sockets at one address, among which Linux shares out what comes, by source. The first is bound as if it
    /// were alone, so an address that anybody has is refused; only then the others may join it.
    static List<UdpSocket> bindGroup(InetSocketAddress bind, Tap.Party party, int size) throws IOException {
        var group = new ArrayList<UdpSocket>(size);
        group.add(bind(bind, party));
        try {
            var address = group.getFirst().local;
            if (size > 1) group.getFirst().channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            while (group.size() < size) group.add(open(address, party, StandardSocketOptions.SO_REUSEPORT));
            return group;
        } catch (IOException | RuntimeException e) {
            group.forEach(UdpSocket::close);
            throw e;
        }
    }

    private static UdpSocket open(InetSocketAddress bind, Tap.Party party, SocketOption<Boolean> shared) throws IOException {
        var family = bind.getAddress() instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        var channel = DatagramChannel.open(family);
        try {
            if (shared != null) channel.setOption(shared, true);
            channel.bind(bind);
            return new UdpSocket(channel, party);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException("cannot listen on " + Address.text(bind) + ": " + reason(e), e);
        }
    }

    /// Opens a socket on a free port, to talk to one peer: on loopback if that is where the peer is, else on any address.
    ///
    /// @param peer whom it will talk to
    /// @param party who speaks at this end, for a tap
    /// @return the open socket
    /// @throws IOException when no socket can be had or the peer's name is unknown
    public static UdpSocket towards(InetSocketAddress peer, Tap.Party party) throws IOException {
        if (peer.isUnresolved()) throw new IOException("unknown host " + peer.getHostString());
        boolean ipv6 = peer.getAddress() instanceof Inet6Address;
        String any = peer.getAddress().isLoopbackAddress() ? (ipv6 ? "::1" : "127.0.0.1") : (ipv6 ? "::" : "0.0.0.0");
        return bind(new InetSocketAddress(any, 0), party);
    }

    /// Sends one datagram.
    ///
    /// @param payload from position to limit; may be empty
    /// @param to where to
    /// @throws IOException when the system refuses, for instance because it is too long
    public void send(ByteBuffer payload, InetSocketAddress to) throws IOException {
        if (tap != null) tap.datagram(party, Tap.Direction.SENT, local, to, payload.asReadOnlyBuffer());
        channel.send(payload, to);
    }

    /// Sends one datagram.
    ///
    /// @param payload may be empty
    /// @param to where to
    /// @throws IOException when the system refuses, for instance because it is too long
    public void send(byte[] payload, InetSocketAddress to) throws IOException {
        send(ByteBuffer.wrap(payload), to);
    }

    /// Waits for one datagram.
    ///
    /// @param into where the payload goes; what has no room is lost, so leave one byte more than you allow and look
    /// @return where it came from
    /// @throws IOException when the socket is closed
    public InetSocketAddress receive(ByteBuffer into) throws IOException {
        int from = into.position();
        var source = (InetSocketAddress) channel.receive(into);
        if (tap != null) show(source, into.slice(from, into.position() - from));
        return source;
    }

    /// Waits for one datagram, but not for ever.
    ///
    /// @param into where the payload goes, from its position; must be backed by an array
    /// @param timeout how long to wait
    /// @return where it came from, or `null` when nothing came in time
    /// @throws IOException when the socket is closed
    public InetSocketAddress receive(ByteBuffer into, Duration timeout) throws IOException {
        int from = into.position();
        var packet = new DatagramPacket(into.array(), into.arrayOffset() + from, into.remaining());
        try {
            channel.socket().setSoTimeout(Math.toIntExact(Math.max(1, timeout.toMillis())));
            channel.socket().receive(packet);
        } catch (SocketTimeoutException _) {
            return null;
        }
        into.position(from + packet.getLength());
        var source = (InetSocketAddress) packet.getSocketAddress();
        if (tap != null) show(source, into.slice(from, packet.getLength()));
        return source;
    }

    private void show(InetSocketAddress source, ByteBuffer payload) {
        tap.datagram(party, Tap.Direction.RECEIVED, local, source, payload.asReadOnlyBuffer());
    }

    /// Asks the system to keep more datagrams that were not read yet; it may give less.
    ///
    /// @param bytes how much
    /// @throws IOException when the socket is closed
    public void receiveBuffer(int bytes) throws IOException {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, bytes);
    }

    /// This end.
    ///
    /// @return its address and true port
    public InetSocketAddress local() {
        return local;
    }

    /// The channel underneath, for options of one protocol alone (multicast, for instance); what is sent or received on it
    /// directly is not seen by the tap.
    ///
    /// @return the channel
    public DatagramChannel channel() {
        return channel;
    }

    /// Closes the socket; whoever waits on it gets an exception.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // It was closed already.
        }
        bound.close();
    }

    /// Says why an address cannot be had.
    static String reason(Exception e) {
        if (e instanceof UnresolvedAddressException) return "unknown host";
        return e instanceof BindException || e.getMessage() != null ? e.getMessage() : e.toString();
    }
}
