package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Machine;

/// Which nodes get requests, in virtual time.
class HealthTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;

    private final Health health = new Health();
    private final List<String> turned = new ArrayList<>();
    private Health.Offer offer;
    private long now = Long.MAX_VALUE - SECOND / 3;

    private void configure(String settings, String... nodes) {
        var text = new StringBuilder("[balancer]\n").append(settings).append('\n');
        for (int i = 0; i < nodes.length; i++) {
            text.append("[n").append(i + 1).append("]\nhost = 127.0.0.1\nport = ").append(8001 + i).append('\n')
                    .append(nodes[i])
                    .append('\n');
        }
        var config = BalancerConfig.parse("config.ini", text.toString());
        health.configured(now, config.watching(), config.nodes());
        look();
    }

    private void look() {
        health.drain(action -> {
            switch (action) {
                case Health.Offer next -> offer = next;
                case Health.Turned(String node, Health.State state, _) -> turned.add(node + " " + state);
            }
        });
    }

    /// Lets time pass, and everything happen that is due meanwhile.
    private void pass(long nanos) {
        long end = now + nanos;
        while (health.nextAt() != Machine.NEVER && health.nextAt() - end <= 0) {
            now = health.nextAt();
            health.tick(now);
        }
        now = end;
        look();
    }

    private void fail(String node, int times) {
        for (int i = 0; i < times; i++) health.failed(now, node, "refused");
        look();
    }

    private void check(String node, boolean good, int times) {
        for (int i = 0; i < times; i++) health.checked(now, node, good, "refused");
        look();
    }

    private String offered() {
        var shares = new TreeMap<String, Integer>();
        for (var share : offer.shares()) shares.put(share.node(), share.weight());
        return shares + (offer.desperate() ? " desperate" : "");
    }

    @Test
    void allAreOfferedAtFirstWithTheirWeights() {
        configure("", "", "weight = 3", "backup = yes", "drain = yes");
        assertEquals("{n1=10, n2=30}", offered());
        assertEquals(List.of("n4"), offer.draining());
    }

    @Test
    void badChecksTakeANodeOutAndGoodOnesBringItBack() {
        configure("check = /\nrise = 2\nfall = 3", "", "");
        check("n1", false, 2);
        check("n1", true, 1);
        check("n1", false, 2);
        assertEquals("{n1=10, n2=10}", offered(), "three in a row it must be");
        check("n1", false, 1);
        assertEquals("{n2=10}", offered());
        check("n1", true, 1);
        check("n1", false, 1);
        check("n1", true, 1);
        assertEquals("{n2=10}", offered(), "two in a row it must be");
        check("n1", true, 1);
        assertEquals("{n1=10, n2=10}", offered());
        assertEquals(List.of("n1 DOWN", "n1 UP"), turned);
    }

    @Test
    void failuresInARowEjectANodeForATimeThatDoubles() {
        configure("failures = 3\neject = 1s\neject-most = 4s", "", "");
        fail("n1", 2);
        health.succeeded("n1");
        fail("n1", 2);
        assertEquals("{n1=10, n2=10}", offered());
        fail("n1", 1);
        assertEquals("{n2=10}", offered());
        pass(SECOND - 1);
        assertEquals("{n2=10}", offered());
        pass(1);
        assertEquals("{n1=10, n2=10}", offered());
        for (long length : new long[] {2, 4, 4}) {
            fail("n1", 1);
            assertEquals("{n2=10}", offered(), "on trial one failure is enough");
            pass(length * SECOND - 1);
            assertEquals("{n2=10}", offered());
            pass(1);
            assertEquals("{n1=10, n2=10}", offered());
        }
        health.succeeded("n1");
        pass(4 * SECOND);
        fail("n1", 3);
        pass(SECOND);
        assertEquals("{n1=10, n2=10}", offered(), "it was well for as long as it was out: that is forgotten");
    }

    @Test
    void theLastNodeIsNeverEjected() {
        configure("failures = 1\neject = 10s", "", "");
        fail("n1", 1);
        fail("n2", 50);
        assertEquals("{n2=10}", offered());
        pass(10 * SECOND);
        assertEquals("{n1=10, n2=10}", offered());
        fail("n2", 1);
        assertEquals("{n1=10}", offered(), "another one is there now");
    }

    @Test
    void whenAllChecksFailAllAreTried() {
        configure("check = /\nfall = 1\nrise = 1", "", "", "backup = yes", "drain = yes");
        check("n1", false, 1);
        check("n2", false, 1);
        assertEquals("{n3=10}", offered(), "the one for such days");
        check("n3", false, 1);
        assertEquals("{n1=10, n2=10, n3=10} desperate", offered());
        check("n2", true, 1);
        assertEquals("{n2=10}", offered());
    }

    @Test
    void aNodeThatComesBackStartsSlowly() {
        configure("check = /\nfall = 1\nrise = 1\nslow-start = 10s", "", "weight = 2");
        assertEquals("{n1=10, n2=20}", offered(), "not at the very beginning");
        check("n2", false, 1);
        check("n2", true, 1);
        assertEquals("{n1=10, n2=2}", offered());
        pass(3 * SECOND);
        assertEquals("{n1=10, n2=8}", offered());
        pass(7 * SECOND);
        assertEquals("{n1=10, n2=20}", offered());
        assertEquals(List.of("n2 DOWN", "n2 STARTING", "n2 UP"), turned);
    }

    @Test
    void whoIsMuchSlowerThanTheOthersIsEjected() {
        configure("outlier = 5\neject = 1s", "", "", "");
        health.measured(now, Map.of("n1", 20 * MILLI, "n2", 30 * MILLI, "n3", 140 * MILLI));
        look();
        assertEquals("{n1=10, n2=10, n3=10}", offered());
        health.measured(now, Map.of("n1", 20 * MILLI, "n2", 22 * MILLI, "n3", 140 * MILLI));
        look();
        assertEquals("{n1=10, n2=10}", offered());
        health.measured(now, Map.of("n1", 1L, "n2", 9 * MILLI));
        look();
        assertEquals("{n1=10, n2=10}", offered(), "nobody is slow who takes less than 10 ms");
    }

    @Test
    void whatIsKnownOfANodeOutlivesAChangeOfTheFile() {
        configure("check = /\nfall = 1", "", "", "");
        check("n1", false, 1);
        configure("check = /\nfall = 1\nrise = 1", "weight = 5", "", "drain = yes");
        assertEquals("{n2=10}", offered());
        check("n1", true, 1);
        assertEquals("{n1=50, n2=10}", offered());
        configure("check = /", "tls = yes", "");
        assertEquals("{n1=10, n2=10}", offered(), "at the same port something else speaks now");
        check("n3", false, 5);
        assertEquals("{n1=10, n2=10}", offered(), "who is gone is of no interest");
    }

    @Test
    void whoeverNoLongerDrainsStartsSlowly() {
        configure("slow-start = 10s", "", "drain = yes");
        configure("slow-start = 10s", "", "");
        assertEquals("{n1=10, n2=1}", offered());
    }

    /// Whatever happens in whatever order: somebody is offered as long as anybody may be, and time comes to rest.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void somebodyIsAlwaysOffered(long seed) {
        var random = new Random(seed);
        configure("check = /\nfailures = 2\nfall = 2\nrise = 1\nslow-start = 1s\noutlier = 3", "", "weight = 7",
                "backup = yes",
                "");
        for (int i = 0; i < 5000; i++) {
            String node = "n" + (1 + random.nextInt(5));
            switch (random.nextInt(6)) {
                case 0 -> health.checked(now, node, random.nextBoolean(), "x");
                case 1 -> health.failed(now, node, "x");
                case 2 -> health.succeeded(node);
                case 3 -> health.measured(now, Map.of("n1", 50 * MILLI, "n2", random.nextLong(300 * MILLI)));
                case 4 -> configure("failures = 2\nslow-start = 1s", "", random.nextBoolean() ? "drain = yes" : "", "");
                default -> pass(random.nextLong(2 * SECOND));
            }
            look();
            assertFalse(offer.shares().isEmpty());
            assertTrue(offer.shares().stream().allMatch(share -> share.weight() > 0));
        }
        pass(3600 * SECOND);
        assertEquals(Machine.NEVER, health.nextAt(), "nothing is left to be waited for");
    }
}
