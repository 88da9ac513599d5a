package wirelab.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.UsageException;

/// Several forwarders in a row in front of one server: `f1`, which clients connect to, then `f2`, and so on.
///
/// They are started from the server backwards and closed from the clients forwards.
public final class Chain implements AutoCloseable {
    /// Most forwarders in one chain.
    public static final int MOST = 100;

    /// What lies between two neighbours of a chain, a slow link for instance.
    @FunctionalInterface
    public interface Link {
        /// Puts something in front of the next one.
        ///
        /// @param next the server, or the next forwarder
        /// @return where to connect to instead
        /// @throws IOException when that cannot be started
        InetSocketAddress towards(InetSocketAddress next) throws IOException;
    }

    private final InetSocketAddress address;
    /// From the client to the server.
    private final List<Forwarder> forwarders;

    private Chain(InetSocketAddress address, List<Forwarder> forwarders) {
        this.address = address;
        this.forwarders = List.copyOf(forwarders);
    }

    /// Starts a chain of neighbours that are linked directly.
    ///
    /// @param server behind the last one
    /// @param length how many forwarders
    /// @param options of each; the first listens where they say, the others on free ports of the same address
    /// @return the running chain
    /// @throws IOException when one cannot be started; then those behind it are stopped again
    public static Chain start(InetSocketAddress server, int length, Forwarder.Options options) throws IOException {
        return start(server, length, options, next -> next);
    }

    /// Starts a chain with something between all neighbours, before the first and behind the last one too.
    ///
    /// @param server behind the last one
    /// @param length how many forwarders; with none the client has one link to the server
    /// @param options of each; the first listens where they say, the others on free ports of the same address
    /// @param link what lies between; it is the caller's to close
    /// @return the running chain
    /// @throws IOException when one cannot be started; then those behind it are stopped again
    public static Chain start(InetSocketAddress server, int length, Forwarder.Options options, Link link)
            throws IOException {
        if (length < 0 || length > MOST) {
            throw new UsageException("a chain has at most " + MOST + " forwarders, not " + length);
        }
        var forwarders = new ArrayList<Forwarder>();
        try {
            var next = link.towards(server);
            for (int i = length; i >= 1; i--) {
                var bind = options.tcp().bind();
                var here = i == 1 ? options : options.withBind(new InetSocketAddress(bind.getAddress(), 0));
                var forwarder = Forwarder.start(next, length == 1 ? here : here.withName("f" + i));
                forwarders.addFirst(forwarder);
                next = link.towards(forwarder.address());
            }
            return new Chain(next, forwarders);
        } catch (IOException | RuntimeException e) {
            forwarders.forEach(Forwarder::close);
            throw e;
        }
    }

    /// Where clients connect to.
    ///
    /// @return the first forwarder, or what the link puts in front of it
    public InetSocketAddress address() {
        return address;
    }

    /// The forwarders, from the client to the server.
    ///
    /// @return all of them
    public List<Forwarder> forwarders() {
        return forwarders;
    }

    /// Stops all of them.
    @Override
    public void close() {
        forwarders.forEach(Forwarder::close);
    }
}
