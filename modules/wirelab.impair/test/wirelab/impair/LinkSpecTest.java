package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Fuzz;
import wirelab.kit.UsageException;

class LinkSpecTest {
    private static final String ALL = "delay=20ms±2ms jitter=normal order=free loss=1% burst=3 duplicate=0.5% corrupt=0.1% "
            + "reorder=2%+5ms rate=50mbit queue=100 codel=5ms/100ms blackout=2s..3s/10s,20s..21s cut=64K seed=7";

    @Test
    void theLineOfTheIssueMeansWhatItSays() {
        var spec = LinkSpec.parse("delay=20ms±2ms loss=1% rate=50mbit queue=100 seed=7");
        assertEquals(spec.up(), spec.down());
        assertEquals(new Conditions.Delay(20_000_000, 2_000_000, Conditions.Shape.UNIFORM, true), spec.up().delay());
        assertEquals(new Conditions.Loss(0, 1, 0, 0.01), spec.up().damage().loss());
        assertEquals(new Conditions.Bottleneck(50_000_000, 100, Long.MAX_VALUE, null), spec.up().bottleneck());
        assertEquals(7, spec.seed());
    }

    @Test
    void plusMinusMayBeWrittenInAscii() {
        var spec = LinkSpec.parse("delay=20ms±2ms seed=1");
        assertEquals(spec, LinkSpec.parse("delay=20ms+-2ms seed=1"));
        assertEquals(spec, LinkSpec.parse("delay=20ms+/-2ms seed=1"));
        assertEquals(spec, LinkSpec.parse("delay=20ms\uFFFD\uFFFD2ms seed=1"));
    }

    @Test
    void aWordForOneDirectionGoesBeforeAWordForBoth() {
        var spec = LinkSpec.parse("up:rate=1mbit delay=5ms rate=10mbit down:delay=7ms seed=1");
        assertEquals(1_000_000, spec.up().bottleneck().rate());
        assertEquals(10_000_000, spec.down().bottleneck().rate());
        assertEquals(5_000_000, spec.up().delay().mean());
        assertEquals(7_000_000, spec.down().delay().mean());
        assertEquals("up:delay=5ms up:rate=1mbit down:delay=7ms down:rate=10mbit seed=1", spec.toString());
    }

    @Test
    void nothingAtAllIsAPerfectLink() {
        assertEquals(Conditions.PERFECT, LinkSpec.parse("").up());
        assertEquals(Conditions.PERFECT, LinkSpec.parse("  perfect ").down());
        assertEquals("perfect seed=3", LinkSpec.parse("perfect seed=3").toString());
    }

    @Test
    void withoutASeedOneIsDrawnAndShown() {
        var spec = LinkSpec.parse("loss=1%");
        assertEquals(spec, LinkSpec.parse(spec.toString()));
        assertTrue(java.util.stream.IntStream.range(0, 20).anyMatch(_ -> LinkSpec.parse("loss=1%").seed() != spec.seed()));
    }

    @Test
    void theTwoDirectionsDoNotLoseTheSamePackets() {
        var spec = LinkSpec.parse("loss=50% seed=5");
        Link<Course.Numbered> up = spec.upLink(0);
        Link<Course.Numbered> down = spec.downLink(0);
        var both = new StringBuilder[] {new StringBuilder(), new StringBuilder()};
        for (int i = 0; i < 64; i++) {
            up.offer(i, new Course.Numbered(i, 1, i, false));
            down.offer(i, new Course.Numbered(i, 1, i, false));
            both[0].append(up.poll(i) != null ? 1 : 0);
            both[1].append(down.poll(i) != null ? 1 : 0);
        }
        assertNotEquals(both[0].toString(), both[1].toString());
    }

    @Test
    void theTextOfALinkGivesTheSameLinkAgain() {
        for (String line : new String[] {ALL, "up:" + ALL.replace(" ", " up:").replace("up:seed", "seed"), "gilbert=1%/20%/70%/0.5% seed=1",
                "delay=1.5ms±100us jitter=pareto seed=0", "rate=64kbit queue=64K codel cut=90s seed=1", "perfect seed=9"}) {
            String text = LinkSpec.parse(line).toString();
            assertEquals(text, LinkSpec.parse(text).toString());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            los=1%                          | link word 'los=1%': unknown; did you mean loss?
            delay=20ms colour=5             | link word 'colour=5': unknown; known are delay, jitter,
            loss                            | link word 'loss': needs a value: loss=...
            loss=                           | link word 'loss=': needs a value
            loss=1                          | link word 'loss=1': '1' is not a share such as 1%
            loss=120%                       | link word 'loss=120%': '120%' is more than 100%
            loss=-1%                        | link word 'loss=-1%': '-1' is not a number
            loss=1e9%                       | link word 'loss=1e9%': '1e9' is not a number
            delay=fast                      | link word 'delay=fast': 'fast' is not a time such as 250ms
            delay=20                        | link word 'delay=20': '20' has no unit; write 20ms or 20s
            delay=20ms±2ms±1ms              | link word 'delay=20ms±2ms±1ms': write it as delay=20ms±2ms
            delay=2h                        | link word 'delay=2h': '2h' is longer than an hour
            delay=1ms delay=2ms             | link word 'delay=2ms': 'delay' stands twice
            jitter=normal                   | link word 'jitter=normal': needs delay=...
            delay=1ms±1ms jitter=gauss      | link word 'jitter=gauss': 'gauss' is none of normal, pareto, uniform
            delay=1ms order=mixed           | link word 'order=mixed': 'mixed' is none of free, kept
            burst=5                         | link word 'burst=5': needs loss=...
            loss=1% burst=0                 | link word 'burst=0': a burst has 1 to 1000000 packets
            loss=90% burst=1                | link word 'burst=1': so much loss cannot come in bursts so short
            loss=1% gilbert=1%/2%           | link word 'gilbert=1%/2%': stands in place of loss, not beside it
            gilbert=1%                      | link word 'gilbert=1%': write it as gilbert=1%/20%
            gilbert=0%/1%                   | link word 'gilbert=0%/1%': a state that is never entered or left is no state
            rate=fast                       | link word 'rate=fast': 'fast' is not a rate such as 64kbit, 50mbit or 1gbit
            rate=50                         | link word 'rate=50': '50' is not a rate such as 64kbit, 50mbit or 1gbit
            rate=1bit                       | link word 'rate=1bit': a rate lies between 1kbit and 1000gbit
            queue=100                       | link word 'queue=100': needs rate=...
            down:queue=9 up:rate=1mbit      | link word 'down:queue=9': needs rate=...
            rate=1mbit queue=0              | link word 'queue=0': '0' is not a whole number from 1 to 100000
            rate=1mbit queue=9G             | link word 'queue=9G': a queue holds 1 B to 64.0 MiB
            rate=1mbit queue=x              | link word 'queue=x': 'x' is not a size such as 1500
            codel                           | link word 'codel': needs rate=...
            rate=1mbit codel=5ms            | link word 'codel=5ms': write it as codel=5ms/100ms
            reorder=2%+soon                 | link word 'reorder=2%+soon': 'soon' is not a time
            blackout=1s                     | link word 'blackout=1s': write it as blackout=2s..3s
            blackout=3s..2s                 | link word 'blackout=3s..2s': '3s..2s' ends before it begins
            blackout=1s..2s/1s              | link word 'blackout=1s..2s/1s': '1s..2s/1s' never ends
            cut=5                           | link word 'cut=5': say a time such as 5s or a size such as 64K
            seed=x                          | link word 'seed=x': 'x' is not a whole number
            up:seed=1                       | link word 'up:seed=1': holds for both directions
            perfect loss=1%                 | link word 'perfect': a perfect link has no other word than seed
            perfect=yes                     | link word 'perfect=yes': takes no value
            """)
    void aWordThatIsWrongIsNamed(String line, String message) {
        var e = assertThrows(UsageException.class, () -> LinkSpec.parse(line));
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
        assertFalse(e.getMessage().contains("\n"));
    }

    @Test
    void anyTextIsALinkOrOneClearError() {
        Fuzz.mutations(3, 10_000, ALL.getBytes(StandardCharsets.UTF_8), "gilbert=1%/20%/70%/0.5% seed=1".getBytes(StandardCharsets.UTF_8))
                .forEach(bytes -> {
                    String line = new String(bytes, StandardCharsets.UTF_8);
                    try {
                        String text = LinkSpec.parse(line).toString();
                        assertEquals(text, LinkSpec.parse(text).toString(), line);
                    } catch (UsageException e) {
                        assertTrue(e.getMessage().startsWith("link word '"), line + ": " + e.getMessage());
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"±", "=", "::", "up:", "down:=", "delay=±", "loss=%", "rate=bit", "rate=.bit", "blackout=..", "blackout=,",
        "codel=/", "reorder=+", "cut=B", "gilbert=///", "delay=999999999999999999999h", "queue=99999999999999999999"})
    void scrapsOfWordsAreErrorsToo(String line) {
        assertThrows(UsageException.class, () -> LinkSpec.parse(line));
    }
}
