package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The comparison in virtual time: what the demo measures on sockets, exactly.
class ComparisonTest {
    @ParameterizedTest
    @EnumSource
    void bothServicesAreMeasuredWhileANodeDies(NodeOptions.Method method) {
        var network = Networks.converged(Topology.example(), Networks.options(method));
        var measured = Comparison.of(network, "a", "c", "b", Duration.ofMillis(2));
        var datagrams = measured.get(0);
        var circuits = measured.get(1);
        assertEquals(0, datagrams.setUp());
        assertEquals(Duration.ofMillis(8).toNanos(), circuits.setUp(), "two links of 2 ms there and back");
        assertEquals(Duration.ofMillis(4).toNanos(), datagrams.first());
        assertEquals(Duration.ofMillis(4).toNanos(), circuits.first());
        assertEquals(13, datagrams.header());
        assertEquals(10, circuits.header());
        assertEquals(1, circuits.circuits());
        assertTrue(datagrams.overtaken() > 0, "the shorter way is back while packets are on the longer one");
        assertEquals(0, circuits.overtaken());
        assertEquals(datagrams.sent() - datagrams.received(), datagrams.lost());
        assertTrue(datagrams.lost() > 0 && circuits.lost() > 0);
        long dead = NodeOptions.DEFAULTS.dead().toNanos();
        assertTrue(circuits.toldSender() > dead - 260_000_000 && circuits.toldSender() <= dead, circuits.toldSender()
                + " ns");
        assertTrue(circuits.toldReceiver() <= dead);
        for (var m : measured) assertTrue(m.recovery() > 0 && m.recovery() < Duration.ofSeconds(4).toNanos(), m.toString());
        assertTrue(Comparison.table(measured).contains("recovery time"));
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        var first = Comparison.of(Networks.converged(Topology.example(), NodeOptions.DEFAULTS), "a", "c", "b",
                Duration.ofMillis(2));
        var second = Comparison.of(Networks.converged(Topology.example(), NodeOptions.DEFAULTS), "a", "c", "b",
                Duration.ofMillis(2));
        assertEquals(first, second);
    }
}
