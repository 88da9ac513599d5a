package wirelab.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The constants of the module, against IANA's registries ("Session Traversal Utilities for NAT (STUN) Parameters").
class RegistryTest {
    /// Registry "STUN Attributes"; the names of RFC 3489 stand for numbers that the registry calls reserved.
    private static final String ATTRIBUTES = """
        0x0001 MAPPED-ADDRESS
        0x0003 CHANGE-REQUEST
        0x0004 SOURCE-ADDRESS
        0x0005 CHANGED-ADDRESS
        0x0006 USERNAME
        0x0008 MESSAGE-INTEGRITY
        0x0009 ERROR-CODE
        0x000A UNKNOWN-ATTRIBUTES
        0x000C CHANNEL-NUMBER
        0x000D LIFETIME
        0x0012 XOR-PEER-ADDRESS
        0x0013 DATA
        0x0014 REALM
        0x0015 NONCE
        0x0016 XOR-RELAYED-ADDRESS
        0x0017 REQUESTED-ADDRESS-FAMILY
        0x0018 EVEN-PORT
        0x0019 REQUESTED-TRANSPORT
        0x001A DONT-FRAGMENT
        0x001B ACCESS-TOKEN
        0x001C MESSAGE-INTEGRITY-SHA256
        0x001D PASSWORD-ALGORITHM
        0x001E USERHASH
        0x0020 XOR-MAPPED-ADDRESS
        0x0022 RESERVATION-TOKEN
        0x0024 PRIORITY
        0x0025 USE-CANDIDATE
        0x0026 PADDING
        0x0027 RESPONSE-PORT
        0x002A CONNECTION-ID
        0x8000 ADDITIONAL-ADDRESS-FAMILY
        0x8001 ADDRESS-ERROR-CODE
        0x8002 PASSWORD-ALGORITHMS
        0x8003 ALTERNATE-DOMAIN
        0x8004 ICMP
        0x8022 SOFTWARE
        0x8023 ALTERNATE-SERVER
        0x8025 TRANSACTION_TRANSMIT_COUNTER
        0x8027 CACHE-TIMEOUT
        0x8028 FINGERPRINT
        0x8029 ICE-CONTROLLED
        0x802A ICE-CONTROLLING
        0x802B RESPONSE-ORIGIN
        0x802C OTHER-ADDRESS
        0x802D ECN-CHECK STUN
        0x802E THIRD-PARTY-AUTHORIZATION
        0x8030 MOBILITY-TICKET
        """;

    @Test
    void everyAttributeHasTheNumberAndNameOfTheRegistry() {
        var registry = ATTRIBUTES.lines().collect(Collectors.toMap(line -> Integer.decode(line.substring(0, 6)),
                line -> line.substring(7), (a, _) -> a, TreeMap::new));
        for (var type : AttributeType.values()) assertEquals(registry.get(type.number()), type.toString());
    }

    @Test
    void requestsAreRefusedForUnknownTypesOfTheLowerHalfAlone() {
        assertTrue(AttributeType.comprehensionRequired(0x7fff));
        assertTrue(!AttributeType.comprehensionRequired(0x8000));
    }

    /// Method Binding is 0x001; the two bits of the class stand at 0x0100 and 0x0010 of the type (RFC 8489, section 5).
    @Test
    void theTypeFieldHoldsTheMethodBindingAndTheClass() {
        for (int klass = 0; klass < 4; klass++) {
            int type = (klass & 2) << 7 | (klass & 1) << 4 | 0x001;
            assertEquals(StunMessage.Kind.values()[klass].number(), type);
        }
    }

    @Test
    void cookieAndPortAreThoseOfTheRfc() {
        assertEquals(0x2112A442, TransactionId.MAGIC_COOKIE);
        assertEquals(3478, BindingServer.PORT);
    }
}
