package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import wirelab.hosts.TwoAddresses;
import wirelab.kit.UdpServer;

/// On a host with two addresses, an answer leaves from the one that was asked (RFC 1122, 4.1.3.5).
@Tag("hosts")
class RelayAddressesTest {
    @RegisterExtension
    final TwoAddresses net = new TwoAddresses();

    @Test
    void whatComesBackLeavesFromTheAddressThatWasAsked() throws Exception {
        var target = UdpServer.Options.DEFAULTS.withBind(new InetSocketAddress("10.8.0.1", 0));
        var options = Relay.Options.DEFAULTS.withProtocols(false, true).withBind(new InetSocketAddress("0.0.0.0", 0));
        try (var server = UdpServer.start(net.server(), target, (payload, source, socket) -> socket.send(payload, source));
                var relay = Relay.start(net.server(), server.address(), LinkSpec.parse("delay=1ms"), options);
                var client = net.open(false)) {
            net.asksAll(false, relay.address().getPort(), new byte[7]);
            for (String address : TwoAddresses.IPV4) {
                var asked = new InetSocketAddress(address, relay.address().getPort());
                assertEquals(asked, TwoAddresses.ask(client, asked, new byte[7]));
            }
        }
    }
}
