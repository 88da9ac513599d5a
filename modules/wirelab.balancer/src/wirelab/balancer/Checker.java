package wirelab.balancer;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import wirelab.http.Headers;
import wirelab.http.RequestHead;
import wirelab.kit.Failure;

/// Asks one node again and again whether it is well, over a new connection each time: an old one says nothing about whether
/// others get in.
final class Checker implements AutoCloseable {
    private final Fleet fleet;
    private final Backend node;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean started;

    Checker(Fleet fleet, Backend node) {
        this.fleet = fleet;
        this.node = node;
    }

    /// May be called again.
    void start() {
        if (started) return;
        started = true;
        Thread.ofVirtual().name("check-" + node.name).start(this::run);
    }

    private void run() {
        try {
            while (true) {
                var config = fleet.now().config();
                if (!config.watching().check().isEmpty()) check(config);
                if (closed.await(config.watching().interval().toMillis(), TimeUnit.MILLISECONDS)) return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(BalancerConfig config) {
        String why;
        try {
            why = config.watching().check().equals("connect") ? connect(config) : ask(config);
        } catch (IOException e) {
            why = Failure.reason(e);
        }
        if (closed.getCount() > 0) fleet.checked(node, why == null, why == null ? "" : "check: " + why);
    }

    private Backend.Opening opening(BalancerConfig config) {
        var times = config.times();
        var timeout = config.watching().timeout();
        var quick = new BalancerConfig.Times(timeout, timeout, timeout, times.tunnel(), times.queue(), times.queueTime(),
                times.retries(), times.budget());
        return new Backend.Opening(new BalancerConfig(config.nodes(), config.name(), config.policy(), config.sticky(),
                config.stickyKey(), config.watching(), quick, config.edge()), fleet.now().trust(), ProxyHeader.LOCAL);
    }

    private String connect(BalancerConfig config) throws IOException {
        node.connect(opening(config)).close();
        return null;
    }

    /// {@return what is wrong, or `null`}
    private String ask(BalancerConfig config) throws IOException {
        try (var connection = node.open(opening(config))) {
            connection.transport().stage(config.watching().timeout());
            connection.writer().write(RequestHead.of("GET", config.watching().check(), Headers.of("Host",
                    node.config().authority(), "User-Agent", config.name() + "-check", "Connection", "close")));
            var answer = connection.reader().readResponse("GET");
            if (answer == null) return "it closed the connection";
            return answer.status() / 100 == 2 || answer.status() / 100 == 3 ? null : "status " + answer.status();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
