package wirelab.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("socket")
class EchoPatienceTest {
    @Test
    void betweenTwoQuestionsAClientMayThinkForLongerThanItWaits() throws Exception {
        var patience = Duration.ofMillis(300);
        try (var server = EchoServer.start(EchoServer.Options.DEFAULTS);
                var client = EchoClient.connect(server.address(), patience)) {
            assertEquals("one", client.echo("one".getBytes()).data().text());
            // The time itself is what is tested: the clients' sweeper looks several times meanwhile.
            for (long end = System.nanoTime() + 5 * patience.toNanos(); System.nanoTime() < end; ) {
                LockSupport.parkNanos(10_000_000);
            }
            assertEquals("two", client.echo("two".getBytes()).data().text());
        }
    }
}
