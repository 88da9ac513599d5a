package wirelab.netview;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Host;

/// Sockets on a host: many that stay, and some that come and go all the time.
final class Churn implements AutoCloseable {
    private static final int COMING = 20;
    private static final int MOST_OPENED = 20_000;
    private static final long PAUSE = 2_000_000;

    private final List<AutoCloseable> staying = new ArrayList<>();
    private final ServerSocketChannel server;
    private final Host host;
    private final Thread thread;
    private volatile boolean ended;
    private volatile Exception failure;

    private Churn(Host host, int pairs) throws IOException {
        this.host = host;
        server = host.call(() -> ServerSocketChannel.open(StandardProtocolFamily.INET));
        server.bind(new InetSocketAddress("127.0.0.1", 0), 1024);
        staying.add(server);
        for (int i = 0; i < pairs; i++) pair(staying);
        host.call(() -> {
            for (int i = 0; i < 20; i++) {
                boolean ipv6 = i % 2 == 0;
                var socket = DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
                staying.add(socket.bind(new InetSocketAddress(ipv6 ? "::1" : "127.0.0.1", 0)));
            }
            return null;
        });
        thread = Thread.ofPlatform().daemon().name("churn").start(this::churn);
    }

    /// @param pairs connections that stay; each has two sockets
    static Churn start(Host host, int pairs) throws IOException {
        return new Churn(host, pairs);
    }

    private void pair(Collection<AutoCloseable> into) throws IOException {
        // Each is closed with a reset, which leaves no TIME-WAIT behind for the next test.
        var client = host.call(() -> SocketChannel.open(StandardProtocolFamily.INET));
        into.add(client);
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.connect(server.getLocalAddress());
        into.add(server.accept());
    }

    private void churn() {
        Queue<AutoCloseable> coming = new ArrayDeque<>();
        try {
            for (int i = 0; !ended && i < MOST_OPENED; i++) {
                pair(coming);
                while (coming.size() > COMING) coming.remove().close();
                // Others want the processor as well.
                LockSupport.parkNanos(PAUSE);
            }
        } catch (Exception e) {
            failure = e;
        } finally {
            coming.forEach(Churn::close);
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        ended = true;
        thread.join();
        staying.forEach(Churn::close);
        if (failure != null) throw failure;
    }
}
