package wirelab.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Host;
import wirelab.kit.UsageException;

/// Several forwarders in a row in front of one server: `f1`, which clients connect to, then `f2`, and so on.
///
/// They are started from the server backwards and closed from the clients forwards.
public final class Chain implements AutoCloseable {
    /// Most forwarders in one chain.
    public static final int MOST = 100;

    private final InetSocketAddress address;
    /// From the client to the server.
    private final List<Forwarder> forwarders;

    private Chain(InetSocketAddress address, List<Forwarder> forwarders) {
        this.address = address;
        this.forwarders = List.copyOf(forwarders);
    }

    /// Starts a chain on this machine, [Host#HERE].
    public static Chain start(InetSocketAddress server, int length, Forwarder.Options options) throws IOException {
        return start(Host.HERE, server, length, options);
    }

    /// Starts a chain. Where its host is behind a link, that link lies between all neighbours.
    ///
    /// @param length how many forwarders; with none, clients find the server itself
    /// @param options of each; the first listens where they say, the others on free ports of the same address
    /// @throws IOException when one cannot be started; then those behind it are stopped again
    public static Chain start(Host host, InetSocketAddress server, int length, Forwarder.Options options)
            throws IOException {
        if (length < 0 || length > MOST) {
            throw new UsageException("a chain has at most " + MOST + " forwarders, not " + length);
        }
        var forwarders = new ArrayList<Forwarder>();
        try {
            var next = server;
            for (int i = length; i >= 1; i--) {
                var bind = options.tcp().bind();
                var here = i == 1 ? options : options.withBind(new InetSocketAddress(bind.getAddress(), 0));
                var forwarder = Forwarder.start(host, next, length == 1 ? here : here.withName("f" + i));
                forwarders.addFirst(forwarder);
                next = forwarder.address();
            }
            return new Chain(next, forwarders);
        } catch (IOException | RuntimeException e) {
            forwarders.forEach(Forwarder::close);
            throw e;
        }
    }

    /// {@return where clients connect to: the first forwarder}
    public InetSocketAddress address() {
        return address;
    }

    /// {@return the forwarders, from the client to the server: all of them}
    public List<Forwarder> forwarders() {
        return forwarders;
    }

    /// Stops all of them.
    @Override
    public void close() {
        forwarders.forEach(Forwarder::close);
    }

    @Override
    public String toString() {
        return "chain of " + forwarders.size() + ": " + String.join(", ", forwarders.stream().map(Forwarder::way).toList());
    }
}
