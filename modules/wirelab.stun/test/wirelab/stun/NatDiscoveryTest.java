package wirelab.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.stun.NatBehavior.Hairpin;

/// The discovery, the server's logic and a NAT as pure objects: no socket, no waiting.
class NatDiscoveryTest {
    private static final List<InetSocketAddress> SERVER = List.of(new InetSocketAddress("203.0.113.10", 3478),
            new InetSocketAddress("203.0.113.10", 3479), new InetSocketAddress("203.0.113.11", 3478),
            new InetSocketAddress("203.0.113.11", 3479));
    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.168.1.11", 50_000);
    private static final InetSocketAddress HELPER = new InetSocketAddress("192.168.1.11", 50_001);
    private static final String OUTSIDE = "203.0.113.1";

    /// A NAT with one address, which numbers its ports from 40,000.
    private static final class Nat {
        final Mapping mapping;
        final Filtering filtering;
        final boolean hairpin;
        final Map<List<Object>, InetSocketAddress> mapped = new HashMap<>();
        final Set<List<Object>> spoken = new HashSet<>();

        Nat(Mapping mapping, Filtering filtering, boolean hairpin) {
            this.mapping = mapping;
            this.filtering = filtering;
            this.hairpin = hairpin;
        }

        InetSocketAddress out(InetSocketAddress from, InetSocketAddress to) {
            List<Object> key = switch (mapping) {
                case NONE, UNKNOWN, ENDPOINT_INDEPENDENT -> List.of(from);
                case ADDRESS_DEPENDENT -> List.of(from, to.getAddress());
                case ADDRESS_AND_PORT_DEPENDENT -> List.of(from, to);
            };
            var outside = mapping == Mapping.NONE ? from
                    : mapped.computeIfAbsent(key, _ -> new InetSocketAddress(OUTSIDE, 40_000 + mapped.size()));
            spoken.add(List.of(outside, to));
            spoken.add(List.of(outside, to.getAddress()));
            return outside;
        }

        boolean letsIn(InetSocketAddress from, InetSocketAddress outside) {
            return switch (filtering) {
                case ENDPOINT_INDEPENDENT, UNKNOWN -> true;
                case ADDRESS_DEPENDENT -> spoken.contains(List.of(outside, from.getAddress()));
                case ADDRESS_AND_PORT_DEPENDENT -> spoken.contains(List.of(outside, from));
            };
        }
    }

    private final NatDiscovery discovery =
            new NatDiscovery(0, SERVER.getFirst(), LOCAL, true, Retry.DISCOVERY, new Random(5780));
    private long now;

    private NatBehavior run(Nat nat, StunResponder server, IntPredicate lost) throws Exception {
        record Arrival(ByteBuffer bytes, InetSocketAddress from) {}
        Queue<Arrival> arrivals = new ArrayDeque<>();
        int sent = 0;
        while (discovery.result().isEmpty()) {
            for (var send : discovery.poll(now)) {
                var outside = nat.out(send.helper() ? HELPER : LOCAL, send.to());
                if (lost.test(sent++)) continue;
                int socket = SERVER.indexOf(send.to());
                if (socket < 0) {
                    if (nat.hairpin) arrivals.add(new Arrival(ByteBuffer.wrap(send.payload()), outside));
                    continue;
                }
                var reply = server.answer(ByteBuffer.wrap(send.payload()), outside, socket);
                var from = SERVER.get(reply.socket());
                if (nat.letsIn(from, outside)) arrivals.add(new Arrival(ByteBuffer.wrap(reply.payload()), from));
            }
            for (Arrival a; (a = arrivals.poll()) != null;) discovery.input(now, a.bytes, a.from);
            if (discovery.result().isEmpty()) now += discovery.next(now);
        }
        return discovery.result().get();
    }

    private NatBehavior run(Nat nat) throws Exception {
        return run(nat, new StunResponder(SERVER, null, "test"), _ -> false);
    }

    @ParameterizedTest
    @CsvSource({
        "ENDPOINT_INDEPENDENT, ENDPOINT_INDEPENDENT, full cone NAT",
        "ENDPOINT_INDEPENDENT, ADDRESS_DEPENDENT, restricted cone NAT",
        "ENDPOINT_INDEPENDENT, ADDRESS_AND_PORT_DEPENDENT, port-restricted cone NAT",
        "ADDRESS_DEPENDENT, ENDPOINT_INDEPENDENT, symmetric NAT",
        "ADDRESS_DEPENDENT, ADDRESS_DEPENDENT, symmetric NAT",
        "ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, symmetric NAT",
        "ADDRESS_AND_PORT_DEPENDENT, ENDPOINT_INDEPENDENT, symmetric NAT",
        "ADDRESS_AND_PORT_DEPENDENT, ADDRESS_DEPENDENT, symmetric NAT",
        "ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, symmetric NAT"})
    void everyKindOfNatIsRecognised(Mapping mapping, Filtering filtering, String kind) throws Exception {
        var nat = run(new Nat(mapping, filtering, false));
        assertEquals(mapping, nat.mapping());
        assertEquals(filtering, nat.filtering());
        assertEquals(Hairpin.NO, nat.hairpin());
        assertEquals(kind, nat.kind());
        assertEquals(OUTSIDE, nat.mapped().get().getAddress().getHostAddress());
    }

    @ParameterizedTest
    @CsvSource({"ENDPOINT_INDEPENDENT, open Internet", "ADDRESS_DEPENDENT, symmetric UDP firewall",
        "ADDRESS_AND_PORT_DEPENDENT, symmetric UDP firewall"})
    void withoutTranslationThereIsAtMostAFirewall(Filtering filtering, String kind) throws Exception {
        var nat = run(new Nat(Mapping.NONE, filtering, false));
        assertEquals(Mapping.NONE, nat.mapping());
        assertEquals(filtering, nat.filtering());
        assertEquals(kind, nat.kind());
        assertTrue(nat.preservesPort());
    }

    @Test
    void theHairpinIsFoundOnASymmetricNatToo() throws Exception {
        var nat = new Nat(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ENDPOINT_INDEPENDENT, true);
        assertEquals(Hairpin.YES, run(nat).hairpin());
    }

    @Test
    void aNatThatAnswersEverythingIsKnownAtOnce() throws Exception {
        run(new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT, true));
        assertEquals(0, now, "no silence had to be waited for");
    }

    @Test
    void aFilterCostsOneSilence() throws Exception {
        run(new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, false));
        assertEquals(Retry.DISCOVERY.whole(), Duration.ofNanos(now));
    }

    @Test
    void theStepOfASequentialNatIsSeen() throws Exception {
        var nat = run(new Nat(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, true));
        assertEquals(OptionalInt.of(1), nat.portStep());
        assertEquals(3, nat.seen().size());
    }

    @Test
    void lossOfEverySecondDatagramChangesNothing() throws Exception {
        var nat = run(new Nat(Mapping.ADDRESS_DEPENDENT, Filtering.ADDRESS_DEPENDENT, true),
                new StunResponder(SERVER, null, "test"), sent -> sent % 2 == 0);
        assertEquals(Mapping.ADDRESS_DEPENDENT, nat.mapping());
        assertEquals(Filtering.ADDRESS_DEPENDENT, nat.filtering());
        assertEquals(Hairpin.YES, nat.hairpin());
    }

    @Test
    void whenNobodyAnswersUdpIsBlocked() throws Exception {
        var nat = run(new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT, true),
                new StunResponder(SERVER, null, "test"), _ -> true);
        assertTrue(nat.mapped().isEmpty());
        assertEquals("UDP blocked, or no STUN server", nat.kind());
    }

    @Test
    void aServerWithOneAddressTellsThePublicEndpointAlone() throws Exception {
        var nat = run(new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT, true),
                new StunResponder(SERVER.subList(0, 1), null, "test"), _ -> false);
        assertEquals(Mapping.UNKNOWN, nat.mapping());
        assertEquals(Filtering.UNKNOWN, nat.filtering());
        assertEquals(Hairpin.YES, nat.hairpin());
        assertEquals(40_000, nat.mapped().get().getPort());
    }

    @Test
    void aServerThatWantsASignatureIsSaidToRefuse() throws Exception {
        run(new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT, true),
                new StunResponder(SERVER, new Credential("alice", "secret"), "test"), _ -> false);
        assertEquals(400, discovery.refusal().orElseThrow().find(Attribute.ErrorCode.class).orElseThrow().code());
    }

    /// A server that names another address but always answers from the first would make every filter look open.
    @Test
    void anAnswerFromTheSameAddressSaysNothingAboutTheFilter() throws Exception {
        var addresses = new ArrayList<>(SERVER);
        while (discovery.result().isEmpty()) {
            for (var send : discovery.poll(now)) {
                int socket = addresses.indexOf(send.to());
                if (socket < 0) continue;
                var seen = new InetSocketAddress(OUTSIDE, 40_000);
                var reply = new StunResponder(SERVER, null, "test").answer(ByteBuffer.wrap(send.payload()), seen, socket);
                discovery.input(now, ByteBuffer.wrap(reply.payload()), send.to());
            }
            if (discovery.result().isEmpty()) now += discovery.next(now);
        }
        assertEquals(Filtering.UNKNOWN, discovery.result().get().filtering());
        assertEquals(Mapping.ENDPOINT_INDEPENDENT, discovery.result().get().mapping());
    }

    @Test
    void otherTrafficIsLeftToItsOwner() {
        discovery.poll(0);
        assertFalse(discovery.input(0, ByteBuffer.wrap("bob|hello".getBytes()), SERVER.getFirst()));
    }
}
