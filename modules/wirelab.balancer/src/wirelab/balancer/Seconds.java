package wirelab.balancer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Failure;

/// What is done once a second: the figures of the plot, who is much slower than the others, names looked up again.
final class Seconds implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Seconds.class.getName());
    private static final int LOOK_UP = 10;
    /// Who has answered less often is not compared.
    private static final int ENOUGH = 20;

    private final Fleet fleet;
    private final CountDownLatch closed = new CountDownLatch(1);

    Seconds(Fleet fleet) {
        this.fleet = fleet;
    }

    void start() {
        Thread.ofVirtual().name("balancer-seconds").start(this::run);
    }

    private void run() {
        try {
            for (int n = 1; !closed.await(1, TimeUnit.SECONDS); n++) {
                for (var node : fleet.backends()) node.stats.second();
                if (fleet.config().watching().outlier() > 0) compare();
                if (n % LOOK_UP == 0) lookUp();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void compare() {
        var latencies = new HashMap<String, Long>();
        long now = System.nanoTime();
        for (var node : fleet.backends()) {
            if (node.stats.latencies.count() >= ENOUGH) latencies.put(node.name, (long) node.latency(now));
        }
        fleet.measured(latencies);
    }

    private void lookUp() {
        for (var node : fleet.backends()) {
            if (TrustedPeers.literal(node.config().host()) != null) continue;
            try {
                node.lookUp();
            } catch (IOException e) {
                // Connections that are open may still be good; who opens one is told.
                LOG.log(Level.DEBUG, "{0}: {1}", node.name, Failure.reason(e));
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
