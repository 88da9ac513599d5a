package wirelab.simulation;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Set;
import wirelab.kit.Machine;
import wirelab.kit.UdpSocket;

/// A UDP socket of a simulated host: a channel as the kit's [UdpSocket] uses it, and no more than that.
final class SimulatedChannel extends DatagramChannel implements UdpSocket.Patient {
    /// Datagrams that may wait to be read; the system's buffer has room for about as many.
    private static final int MOST_UNREAD = 1_000;

    private record Arrived(InetSocketAddress from, byte[] payload) {}

    private final SimulatedPlace place;
    private final ArrayDeque<Arrived> unread = new ArrayDeque<>();
    private InetSocketAddress local;
    private boolean shared;
    private boolean waitedAt;

    SimulatedChannel(SimulatedPlace place) {
        // Only who would select asks for the provider.
        super(SelectorProvider.provider());
        this.place = place;
    }

    void arrived(InetSocketAddress from, byte[] payload) {
        if (unread.size() < MOST_UNREAD) unread.add(new Arrived(from, payload));
    }

    /// {@return whether nobody need wait here}
    boolean isReady() {
        return !isOpen() || !unread.isEmpty();
    }

    @Override
    public DatagramChannel bind(SocketAddress wanted) throws IOException {
        local = place.hosts().bind(place, this, (InetSocketAddress) wanted);
        return this;
    }

    /// To find out the address at this end is all that it is good for here.
    @Override
    public DatagramChannel connect(SocketAddress remote) throws IOException {
        return bind(new InetSocketAddress(place.addresses().getFirst(), 0));
    }

    @Override
    public int send(ByteBuffer payload, SocketAddress to) throws IOException {
        if (!isOpen()) throw new ClosedChannelException();
        int length = payload.remaining();
        if (length > UdpSocket.MAX_PAYLOAD) throw new SocketException("Message too long");
        byte[] bytes = new byte[length];
        payload.get(bytes);
        place.hosts().send(place, this, (InetSocketAddress) to, bytes);
        return length;
    }

    @Override
    public SocketAddress receive(ByteBuffer into) throws IOException {
        return receive(into, Machine.NEVER);
    }

    @Override
    public InetSocketAddress receive(ByteBuffer into, Duration timeout) throws IOException {
        return receive(into, timeout.toNanos());
    }

    private InetSocketAddress receive(ByteBuffer into, long nanos) throws IOException {
        var arrived = new Arrived[1];
        try {
            place.hosts().await(this, nanos, () -> arrived[0] = unread.poll());
        } catch (InterruptedException _) {
            close();
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
        if (!isOpen()) throw new ClosedChannelException();
        if (arrived[0] == null) return null;
        into.put(arrived[0].payload, 0, Math.min(into.remaining(), arrived[0].payload.length));
        return arrived[0].from;
    }

    @Override
    public long now() {
        return place.now();
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return local;
    }

    @Override
    protected void implCloseSelectableChannel() {
        place.hosts().closed(place, this);
    }

    void waitedAt() {
        waitedAt = true;
    }

    /// Whether something has come and nobody has ever waited for it.
    boolean isStarting() {
        return !waitedAt && !unread.isEmpty();
    }

    /// Whether others may have the same port, as with `SO_REUSEPORT`.
    boolean isShared() {
        return shared;
    }

    /// Of account here is only whether the port is shared; sizes of buffers, for instance, are not.
    @Override
    public <T> DatagramChannel setOption(SocketOption<T> name, T value) {
        if (name.equals(StandardSocketOptions.SO_REUSEPORT)) shared = (Boolean) value;
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException(name.name());
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public boolean isConnected() {
        return false;
    }

    @Override
    public DatagramChannel disconnect() {
        return this;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return null;
    }

    // What no socket of the kit asks for.

    @Override
    public DatagramSocket socket() {
        throw none();
    }

    @Override
    public int read(ByteBuffer into) {
        throw none();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw none();
    }

    @Override
    public int write(ByteBuffer from) {
        throw none();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw none();
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface on) {
        throw none();
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface on, InetAddress source) {
        throw none();
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        throw none();
    }

    private UnsupportedOperationException none() {
        return new UnsupportedOperationException(place + " is simulated and has datagrams of the kit's sockets alone");
    }

    @Override
    public String toString() {
        return "socket " + local + " of " + place;
    }
}
