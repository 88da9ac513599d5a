package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Halves of a secret that were made before it was known which method both ends agree upon.
class EarlyOfferTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    static List<KexMethod[]> pairs() {
        var methods = Arrays.asList(KexMethod.values());
        return methods.stream().flatMap(one -> methods.stream().map(other -> new KexMethod[] {one, other})).toList();
    }

    private static KexMethod.Early likely(KexMethod method) {
        return new KexMethod.Early(Algorithms.ALL.withKex(method.wireName));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whateverIsAgreedUponBothEndsHaveOneSecret(KexMethod likely, KexMethod agreed) throws Exception {
        var offer = likely(likely).make(agreed, RANDOM);
        assertEquals(agreed, offer.method());
        var answer = agreed.answer(offer.share(), RANDOM);
        assertArrayEquals(answer.secret(), offer.finish(answer.share()));
    }

    @Test
    void noHalfIsUsedTwice() {
        for (var method : KexMethod.values()) {
            var early = likely(method);
            assertFalse(Arrays.equals(early.make(method, RANDOM).share(), early.make(method, RANDOM).share()));
        }
    }
}
