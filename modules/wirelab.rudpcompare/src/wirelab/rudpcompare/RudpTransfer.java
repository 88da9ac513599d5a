package wirelab.rudpcompare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import wirelab.kit.Secrets;
import wirelab.rudp.RudpIdentity;
import wirelab.rudp.RudpOptions;
import wirelab.rudp.RudpPort;
import wirelab.rudp.RudpSession;
import wirelab.rudp.RudpTrace;

/// By a stream of ours.
final class RudpTransfer implements Transfer {
    private final Meter meter;
    private final RudpPort server;
    private final RudpSession session;

    private RudpTransfer(Meter meter, RudpPort server, RudpSession session) {
        this.meter = meter;
        this.server = server;
        this.session = session;
    }

    static RudpTransfer begin(Ground ground, Competitor.Rudp who, long bytes) throws IOException {
        // A link that is gone is noticed soon.
        var options = RudpOptions.DEFAULTS.withControl(who.control()).withPlain(who.plain()).withOffload(who.offload())
                .withIdle(Duration.ofSeconds(5));
        var meter = new Meter(bytes);
        var server = RudpPort.listen(ground.receiver(), new InetSocketAddress(ground.address(), 0), options,
                RudpIdentity.create(Secrets.RANDOM), came -> receive(came, meter));
        try {
            if (who.offload() && server.withoutOffload() != null) throw new IOException(server.withoutOffload());
            var session = RudpPort.connect(ground.sender(), server.address(), options, RudpTrace.NONE);
            Thread.ofVirtual().name("rudp-sender").start(() -> send(session, bytes));
            return new RudpTransfer(meter, server, session);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static void receive(RudpSession session, Meter meter) {
        byte[] into = new byte[CHUNK];
        try (var stream = session.accept()) {
            for (int count; (count = stream.read(into, 0, into.length)) >= 0; ) meter.count(count);
            stream.end();
        } catch (IOException _) {
            // It was closed: the time is over.
        }
    }

    private static void send(RudpSession session, long bytes) {
        byte[] zeros = new byte[CHUNK];
        try (var stream = session.open()) {
            for (long left = bytes; left > 0; left -= CHUNK) stream.write(zeros, 0, (int) Math.min(CHUNK, left));
            stream.end();
            // Closed before the other end has ended too, the stream would be given up, with all that is under way.
            stream.read(zeros, 0, 1);
        } catch (IOException _) {
            // The same.
        }
    }

    @Override
    public Meter meter() {
        return meter;
    }

    @Override
    public String details() {
        var stats = session.stats();
        return stats == null ? "" : stats.toString();
    }

    @Override
    public ContestResult.PathSample path(double at) {
        var stats = session.stats();
        return stats == null ? null : new ContestResult.PathSample(at, stats.window(), stats.smoothed() / 1e6);
    }

    @Override
    public void close() {
        // The server first: then the client's end has nothing more to wait for.
        server.close();
        session.close();
    }
}
