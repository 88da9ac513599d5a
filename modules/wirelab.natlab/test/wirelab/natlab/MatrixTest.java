package wirelab.natlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.nat.*;

/// Every pair of the nine kinds of NAT, in the simulation: the real client and server, with virtual time.
class MatrixTest {
    static List<Arguments> pairs() {
        return java.util.Arrays.stream(NatKind.values()).flatMap(a -> java.util.Arrays.stream(NatKind.values())
                .map(b -> Arguments.of(a, b))).toList();
    }

    @ParameterizedTest(name = "{0} with {1}")
    @MethodSource("pairs")
    void everyPairConverses(NatKind a, NatKind b) {
        var cell = Matrix.simulate(a, b, 42 + a.ordinal() * 9L + b.ordinal());
        assertTrue(cell.conversed(), cell::toString);
        assertEquals(cell.directExpected(), cell.direct(), cell::toString);
        assertTrue(cell.firstMessage().toMillis() <= (cell.direct() ? 1500 : 4000), cell::toString);
    }
}
