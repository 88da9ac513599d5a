package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.http.Raw;
import wirelab.intermediary.Upstream;
import wirelab.kit.Eventually;

/// A server behind never has more requests at once than it may have.
@Tag("socket")
class PerServerTest {
    @Test
    void oneMoreWaitsForItsTurn() throws Exception {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var open = new CountDownLatch(1);
        // Nobody is turned away, however slow this machine is.
        var minute = Duration.ofMinutes(1);
        var preset = ProxyOptions.DEFAULTS;
        var options = new ProxyOptions("wirelab", preset.destinations(), new Upstream.Options(minute, minute, 10, 3),
                1 << 20, false, null, 0);
        try (var stage = new Origin(options, (request, reader, out) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            now.decrementAndGet();
            Origin.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nCache-Control: no-store\r\n\r\nok");
        }); var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Raw.Response>>();
            for (int i = 0; i < 12; i++) {
                String path = "/" + i;
                answers.add(clients.submit(() -> Raw.get(stage.front.address(), path, "")));
            }
            Eventually.that("three are asked for", () -> now.get() == 3);
            open.countDown();
            var statuses = new ArrayList<Integer>();
            for (var answer : answers) statuses.add(answer.get().status());
            assertEquals(List.of(200), statuses.stream().distinct().toList());
            assertEquals(3, most.get());
            assertEquals(12, stage.requests.size());
        }
    }
}
