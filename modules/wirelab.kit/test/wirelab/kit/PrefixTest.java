package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {
    @ParameterizedTest
    @CsvSource({"10.1.2.3, 10.1.3.3, 23, true", "10.1.2.3, 10.1.3.3, 24, false", "10.1.2.3, 192.0.2.1, 0, true",
        "10.1.2.3, 10.1.2.3, 32, true", "10.1.2.3, 10.1.2.2, 32, false", "10.1.2.3, 2001:db8::1, 0, false",
        "2001:db8::1, 2001:db8:8000::1, 32, true", "2001:db8::1, 2001:db8:8000::1, 33, false"})
    void addressesOfASubnetShareItsPrefix(String one, String two, int bits, boolean same) {
        assertEquals(same, Address.haveSamePrefix(InetAddress.ofLiteral(one), InetAddress.ofLiteral(two), bits));
    }
}
