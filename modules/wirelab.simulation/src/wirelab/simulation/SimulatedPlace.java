package wirelab.simulation;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.Host;

/// One of [SimulatedHosts]: its addresses and its ports.
final class SimulatedPlace implements Host.Place {
    private static final int FIRST_PORT = 49_152;

    private final SimulatedHosts hosts;
    private final String name;
    private final List<InetAddress> addresses;
    private final Map<InetSocketAddress, List<SimulatedChannel>> sockets = new HashMap<>();
    private int next = FIRST_PORT;

    SimulatedPlace(SimulatedHosts hosts, String name, List<InetAddress> addresses) {
        this.hosts = hosts;
        this.name = name;
        this.addresses = addresses;
    }

    String name() {
        return name;
    }

    List<InetAddress> addresses() {
        return addresses;
    }

    SimulatedHosts hosts() {
        return hosts;
    }

    /// {@return the socket that is bound there, or `null`; of several the same for each source}
    SimulatedChannel at(InetSocketAddress local, InetSocketAddress source) {
        var group = sockets.get(local);
        return group == null ? null : group.get(Math.floorMod(source.hashCode(), group.size()));
    }

    /// Gives a socket its place.
    ///
    /// @param wanted port 0 for a free one, which are given out one after the other
    InetSocketAddress bind(SimulatedChannel socket, InetSocketAddress wanted) throws BindException {
        var address = wanted.getAddress().isAnyLocalAddress() ? addresses.getFirst() : wanted.getAddress();
        if (!addresses.contains(address)) throw new BindException("Cannot assign requested address");
        var local = new InetSocketAddress(address, wanted.getPort());
        while (wanted.getPort() == 0 && (local.getPort() == 0 || sockets.containsKey(local))) {
            local = new InetSocketAddress(address, next);
            next = next == 65_535 ? FIRST_PORT : next + 1;
        }
        var group = sockets.computeIfAbsent(local, _ -> new ArrayList<>());
        boolean free = group.isEmpty() || socket.isShared() && group.stream().allMatch(SimulatedChannel::isShared);
        if (!free) throw new BindException("Address already in use");
        group.add(socket);
        return local;
    }

    /// Whether a server has been sent something before its thread has come to receive it.
    boolean isStarting() {
        return sockets.values().stream().anyMatch(group -> group.stream().anyMatch(SimulatedChannel::isStarting));
    }

    void free(SimulatedChannel socket) {
        sockets.values().forEach(group -> group.remove(socket));
        sockets.values().removeIf(List::isEmpty);
    }

    @Override
    public <T, E extends Exception> T call(Host.Task<T, E> task) throws E {
        return task.run();
    }

    @Override
    public long now() {
        return hosts.now();
    }

    @Override
    public DatagramChannel datagrams(ProtocolFamily family) {
        return new SimulatedChannel(this);
    }

    @Override
    public SocketChannel stream() throws IOException {
        throw noTcp();
    }

    @Override
    public ServerSocketChannel listener(ProtocolFamily family) throws IOException {
        throw noTcp();
    }

    private IOException noTcp() {
        return new IOException(this + " is simulated and has UDP alone; streams of a SimulatedNode are simulated too");
    }

    @Override
    public String toString() {
        return "host " + name;
    }
}
