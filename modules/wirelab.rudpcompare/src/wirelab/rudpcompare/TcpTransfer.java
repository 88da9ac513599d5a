package wirelab.rudpcompare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import wirelab.hosts.TcpCongestion;
import wirelab.hosts.TcpInfo;
import wirelab.kit.Connection;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// By the kernel's TCP, with a controller that is chosen for the connection.
final class TcpTransfer implements Transfer {
    private final Meter meter;
    private final TcpServer server;
    private final Connection connection;
    private final TcpInfo.Watch watch;

    private TcpTransfer(Meter meter, TcpServer server, Connection connection) throws IOException {
        this.meter = meter;
        this.server = server;
        this.connection = connection;
        watch = TcpInfo.watch(connection.local(), connection.remote());
    }

    static TcpTransfer begin(Ground ground, String control, long bytes) throws IOException {
        var options = TcpServer.Options.DEFAULTS.withBind(new InetSocketAddress(ground.address(), 0))
                .withDrain(Duration.ZERO);
        var meter = new Meter(bytes);
        var server = TcpServer.start(ground.receiver(), options, from -> {
            var into = ByteBuffer.allocateDirect(CHUNK);
            for (int count; (count = from.read(into.clear())) >= 0; ) meter.count(count);
        });
        try {
            var connection = ground.sender().connect(server.address(), Tap.Party.UNKNOWN);
            choose(connection, control);
            var transfer = new TcpTransfer(meter, server, connection);
            Thread.ofVirtual().name("tcp-sender").start(() -> send(connection, bytes));
            return transfer;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static void choose(Connection connection, String control) throws IOException {
        try {
            TcpCongestion.choose(connection.local(), connection.remote(), control);
        } catch (IOException e) {
            connection.reset();
            throw new IOException("TCP of this kernel has no controller '" + control + "'", e);
        }
    }

    private static void send(Connection to, long bytes) {
        var zeros = ByteBuffer.allocateDirect(CHUNK);
        try {
            for (long left = bytes; left > 0; left -= zeros.position()) {
                to.write(zeros.clear().limit((int) Math.min(CHUNK, left)));
            }
            to.endOutput();
        } catch (IOException _) {
            // It was closed: the time is over.
        }
    }

    @Override
    public Meter meter() {
        return meter;
    }

    @Override
    public String details() {
        return "";
    }

    @Override
    public ContestResult.PathSample path(double at) {
        try {
            var info = watch.now();
            return new ContestResult.PathSample(at, info.congestionWindow(), info.rtt().toNanos() / 1e6);
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public void close() {
        connection.reset();
        server.close();
    }
}
