package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import wirelab.hosts.TwoAddresses;
import wirelab.kit.Eventually;
import wirelab.nat.Member.Dialect;

/// On a host with two addresses, an answer leaves from the one that was asked (RFC 1122, 4.1.3.5).
@Tag("hosts")
class NatAddressesTest {
    @RegisterExtension
    final TwoAddresses net = new TwoAddresses();

    private static byte[] registration(String id) {
        return new Request.Register(Dialect.TAGGED, id, new InetSocketAddress("10.8.0.9", 10_081)).encode();
    }

    @Test
    void answersLeaveFromTheAddressThatWasAskedAndSoDoesNews() throws Exception {
        try (var server = NatServer.start(net.server(),
                NatServer.Options.DEFAULTS.withBind(new InetSocketAddress("0.0.0.0", 0)), _ -> {});
                var alice = net.open(false);
                var bob = net.open(false)) {
            int port = server.address().getPort();
            var second = new InetSocketAddress(TwoAddresses.IPV4.getLast(), port);
            assertEquals(second, TwoAddresses.ask(alice, second, registration("alice")));
            var first = new InetSocketAddress(TwoAddresses.IPV4.getFirst(), port);
            assertEquals(first, TwoAddresses.ask(bob, first, registration("bob")));
            var buffer = ByteBuffer.allocate(2000);
            String heard = "";
            while (!heard.contains("bob")) {
                assertEquals(second, alice.receive(buffer.clear(), Duration.ofSeconds(5)));
                heard = new String(buffer.array(), 0, buffer.position());
            }
        }
    }

    @Test
    void ourClientsMeetThroughTheSecondAddress() throws Exception {
        try (var server = NatServer.start(net.server(),
                NatServer.Options.DEFAULTS.withBind(new InetSocketAddress("::", 0)), _ -> {})) {
            for (var addresses : List.of(TwoAddresses.IPV4, TwoAddresses.IPV6)) {
                var second = new InetSocketAddress(addresses.getLast(), server.address().getPort());
                try (var client = NatClient.start(net.client(), NatClient.Options.of("carol", second), _ -> {})) {
                    Eventually.that("it is registered", () -> server.clients() == 1);
                    Eventually.that("and knows it", () -> client.list().stream().anyMatch(line -> line.contains("carol")));
                }
                Eventually.that("it has left", () -> server.clients() == 0);
            }
        }
    }
}
