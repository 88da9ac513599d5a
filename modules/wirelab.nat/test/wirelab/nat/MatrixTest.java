package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every pair of the nine kinds of NAT, in the simulation: the real client and server, with virtual time.
class MatrixTest {
    static List<Arguments> pairs() {
        return java.util.Arrays.stream(NatKind.values()).flatMap(a -> java.util.Arrays.stream(NatKind.values())
                .map(b -> Arguments.of(a, b))).toList();
    }

    @ParameterizedTest(name = "{0} with {1}")
    @MethodSource("pairs")
    void everyPairConverses(NatKind a, NatKind b) {
        var lab = new Simulation(42 + a.ordinal() * 9L + b.ordinal());
        lab.home("a", NatRules.of(a), "203.0.113.1", null);
        lab.home("b", NatRules.of(b), "203.0.113.2", null);
        lab.client("alice", "a", "192.168.1.11");
        lab.client("bob", "b", "192.168.2.11");
        assertTrue(lab.await(Duration.ofSeconds(2), () -> lab.listed("alice").contains("bob") && lab.listed("bob")
                .contains("alice")));
        lab.run(Duration.ofSeconds(1));
        var began = lab.time();
        lab.chat("alice", "bob", "hello");
        assertTrue(lab.await(Duration.ofSeconds(4), () -> lab.shown("bob").equals(List.of("hello"))), () ->
                lab.notices("alice") + "\n" + lab.notices("bob"));
        var took = lab.time().minus(began);
    }
}
