package wirelab.kit;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;

/// One UDP socket of a [Host], at either end of a conversation, each datagram of which the [Tap] sees.
///
/// The socket is never connected: behind some NATs a connected one throws on an answer that only concerns another peer.
public final class UdpSocket implements Closeable {
    /// The most that one IPv4 datagram carries: 65,535 less 20 bytes of IP header and 8 of UDP header (RFC 768).
    public static final int MAX_PAYLOAD = 65_507;

    /// A channel that is not the system's: it can wait for a while by itself, and has a time of its own.
    public interface Patient {
        /// Waits for one datagram, but not for ever.
        ///
        /// @return where it came from, or `null` when nothing came in time
        InetSocketAddress receive(ByteBuffer into, Duration timeout) throws IOException;

        /// {@return the time, as from [System#nanoTime()]}
        long now();
    }

    /// What is done with each datagram.
    @FunctionalInterface
    public interface Taker {
        /// A datagram has come, from anybody.
        ///
        /// @param datagram from position to limit, valid during the call alone
        /// @throws ProtocolViolation when it breaks the protocol; it is counted
        void take(ByteBuffer datagram, InetSocketAddress source) throws ProtocolViolation;
    }

    private static final Logger LOG = System.getLogger(UdpSocket.class.getName());
    private static final LogLimit FAILURES = new LogLimit(LOG);

    private final DatagramChannel channel;
    private final Tap.Party party;
    private final Tap tap;
    private final Host.Way way;
    private final InetSocketAddress local;
    private final Tap.Bound bound;

    UdpSocket(DatagramChannel channel, Tap.Party party, Tap tap, Host.Way way) throws IOException {
        this.channel = channel;
        this.party = party;
        this.tap = tap;
        this.way = way;
        local = (InetSocketAddress) channel.getLocalAddress();
        bound = tap == null ? () -> {} : tap.bound(party, Tap.Transport.UDP, local);
    }

    /// Sends one datagram.
    ///
    /// @param payload from position to limit; may be empty
    /// @throws IOException when the system refuses, for instance because it is too long
    public void send(ByteBuffer payload, InetSocketAddress to) throws IOException {
        var there = way == null ? to : way.to(Tap.Transport.UDP, to);
        if (tap != null) tap.datagram(party, Tap.Direction.SENT, local, there, payload.asReadOnlyBuffer());
        channel.send(payload, there);
    }

    /// Sends one datagram.
    ///
    /// @param payload may be empty
    /// @throws IOException when the system refuses, for instance because it is too long
    public void send(byte[] payload, InetSocketAddress to) throws IOException {
        send(ByteBuffer.wrap(payload), to);
    }

    /// Waits for one datagram.
    ///
    /// @param into where the payload goes; what has no room is lost, so leave one byte more than you allow and look
    /// @throws IOException when the socket is closed
    public InetSocketAddress receive(ByteBuffer into) throws IOException {
        int from = into.position();
        var source = (InetSocketAddress) channel.receive(into);
        if (tap != null) show(source, into.slice(from, into.position() - from));
        return way == null || source == null ? source : way.origin(source);
    }

    /// Waits for one datagram, but not for ever.
    ///
    /// @param into where the payload goes, from its position; must be backed by an array
    /// @return where it came from, or `null` when nothing came in time
    /// @throws IOException when the socket is closed
    public InetSocketAddress receive(ByteBuffer into, Duration timeout) throws IOException {
        int from = into.position();
        var source = channel instanceof Patient patient ? patient.receive(into, timeout) : fromSystem(into, timeout);
        if (source == null) return null;
        if (tap != null) show(source, into.slice(from, into.position() - from));
        return way == null ? source : way.origin(source);
    }

    /// Takes datagrams until this is closed; none of them ends that.
    ///
    /// @param buffer where they go, one after the other; what has no room is lost, so leave one byte more than you allow
    /// @param counters gets `received`, and `malformed` for those that break the protocol
    public void takeAll(ByteBuffer buffer, Counters counters, Taker taker) {
        var received = counters.adder("received");
        while (channel.isOpen()) {
            try {
                var source = receive(buffer.clear());
                received.increment();
                taker.take(buffer.flip(), source);
            } catch (ProtocolViolation e) {
                counters.count("malformed");
                LOG.log(Level.DEBUG, () -> e.getMessage());
            } catch (IOException e) {
                // This was closed, or an ICMP error of somebody who is gone.
                if (channel.isOpen()) LOG.log(Level.DEBUG, "receiving", e);
            } catch (RuntimeException | Error e) {
                // A mistake in this program; one datagram must not end it.
                FAILURES.log(Level.ERROR, "datagram at " + this, e);
            }
        }
    }

    private InetSocketAddress fromSystem(ByteBuffer into, Duration timeout) throws IOException {
        var packet = new DatagramPacket(into.array(), into.arrayOffset() + into.position(), into.remaining());
        try {
            channel.socket().setSoTimeout(Math.toIntExact(Math.max(1, timeout.toMillis())));
            channel.socket().receive(packet);
        } catch (SocketTimeoutException _) {
            return null;
        }
        into.position(into.position() + packet.getLength());
        return (InetSocketAddress) packet.getSocketAddress();
    }

    /// {@return the time by which its time-outs go, as from [System#nanoTime()]: that itself, unless its host is simulated}
    public long now() {
        return channel instanceof Patient patient ? patient.now() : System.nanoTime();
    }

    /// Shows a tap a datagram that is not sent, since the link that this socket stands for has lost it.
    public void lose(ByteBuffer payload, InetSocketAddress to) {
        if (tap != null) tap.lost(party, local, to, payload.asReadOnlyBuffer());
    }

    private void show(InetSocketAddress source, ByteBuffer payload) {
        tap.datagram(party, Tap.Direction.RECEIVED, local, source, payload.asReadOnlyBuffer());
    }

    /// Asks the system to keep more datagrams that were not read yet; it may give less.
    ///
    /// @throws IOException when the socket is closed
    public void receiveBuffer(int bytes) throws IOException {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, bytes);
    }

    /// {@return whether the system alone sees what passes: no tap, no link in between, and it is the system's own socket}
    public boolean isDirect() {
        return tap == null && way == null && !(channel instanceof Patient);
    }

    Tap.Party party() {
        return party;
    }

    /// {@return this end: its address and true port}
    public InetSocketAddress local() {
        return local;
    }

    /// Sets an option that one protocol alone needs.
    public <T> void option(SocketOption<T> name, T value) throws IOException {
        channel.setOption(name, value);
    }

    /// Joins a group, as [DatagramChannel#join(InetAddress, NetworkInterface, InetAddress)] does.
    ///
    /// @param source whose datagrams to the group are wanted, or `null` for everybody's
    public MembershipKey join(InetAddress group, NetworkInterface on, InetAddress source) throws IOException {
        return source == null ? channel.join(group, on) : channel.join(group, on, source);
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    DatagramChannel channel() {
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
    static IOException cannotListen(InetSocketAddress bind, Exception e) {
        String reason = e instanceof UnresolvedAddressException ? "unknown host" : Failure.reason(e);
        return new IOException("cannot listen on " + Address.text(bind) + ": " + reason, e);
    }

    @Override
    public String toString() {
        return party.name() + " on " + Address.text(local) + " (udp)" + (channel.isOpen() ? "" : ", closed");
    }
}
