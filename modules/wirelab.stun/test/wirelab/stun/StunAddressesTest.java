package wirelab.stun;

import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import wirelab.hosts.TwoAddresses;
import wirelab.stun.StunMessage.Kind;
/// On a host with two addresses, an answer leaves from the one that was asked (RFC 1122, 4.1.3.5).
@Tag("hosts")
class StunAddressesTest {
    @RegisterExtension
    final TwoAddresses net = new TwoAddresses();

    @Test
    void answersLeaveFromTheAddressThatWasAsked() throws Exception {
        byte[] question = new StunMessage(Kind.REQUEST, TransactionId.random(new Random(1))).encode();
        for (String bind : new String[] {"0.0.0.0", "::"}) {
            var options = BindingServer.Options.DEFAULTS.withBind(new InetSocketAddress(bind, 0));
            try (var server = BindingServer.start(net.server(), options)) {
                net.asksAll(bind.equals("::"), server.address().getPort(), question);
            }
        }
    }
}
