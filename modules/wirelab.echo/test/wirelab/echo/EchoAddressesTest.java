package wirelab.echo;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import wirelab.hosts.TwoAddresses;

/// On a host with two addresses, an answer leaves from the one that was asked (RFC 1122, 4.1.3.5).
@Tag("hosts")
class EchoAddressesTest {
    @RegisterExtension
    final TwoAddresses net = new TwoAddresses();

    @Test
    void echoesLeaveFromTheAddressThatWasAsked() throws Exception {
        for (String bind : new String[] {"0.0.0.0", "::"}) {
            var options = EchoServer.Options.DEFAULTS.withBind(new InetSocketAddress(bind, 0));
            try (var server = EchoServer.start(net.server(), options)) {
                net.asksAll(bind.equals("::"), server.address().getPort(), "hello".getBytes());
                net.add("10.8.0.3");
                net.asksUntilRight("10.8.0.3", server.address().getPort(), "hello".getBytes());
                net.remove("10.8.0.3");
            }
        }
    }
}
