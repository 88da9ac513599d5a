package wirelab.daytime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import wirelab.hosts.TwoAddresses;

/// On a host with two addresses, an answer leaves from the one that was asked (RFC 1122, 4.1.3.5).
@Tag("hosts")
class DaytimeAddressesTest {
    @RegisterExtension
    final TwoAddresses net = new TwoAddresses();

    private void asks(String bind, InetSocketAddress server, byte[] question) throws IOException {
        net.asksAll(bind.equals("::"), server.getPort(), question);
    }

    @Test
    void answersOfAllThreeServersLeaveFromTheAddressThatWasAsked() throws Exception {
        var zone = ByteBuffer.allocate(ZoneMessage.SIZE);
        new ZoneMessage.Question(1, "", "").encode(zone);
        for (String bind : new String[] {"0.0.0.0", "::"}) {
            var at = new InetSocketAddress(bind, 0);
            var service = ServiceOptions.DEFAULTS.withBind(at);
            try (var time = TimeServer.start(net.server(), service, InstantSource.system());
                    var daytime = DaytimeServer.start(net.server(),
                            DaytimeServer.Options.DEFAULTS.withService(service), InstantSource.system());
                    var zones = ZoneServer.start(net.server(), ZoneServer.Options.DEFAULTS.withBind(at))) {
                asks(bind, time.address(), new byte[0]);
                asks(bind, daytime.address(), new byte[0]);
                asks(bind, zones.address(), zone.array());
            }
        }
    }
}
