package wirelab.multicast;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import wirelab.hosts.TwoAddresses;

/// On a host with two addresses, an answer leaves from the one that was asked (RFC 1122, 4.1.3.5).
@Tag("hosts")
class ReceiverAddressesTest {
    @RegisterExtension
    final TwoAddresses net = new TwoAddresses();

    @Test
    void aMemberOfASetAnswersFromTheAddressThatWasAsked() throws Exception {
        byte[] question = new CastMessage.Data(1, 1, 0, true, "", 0).encode().array();
        for (String bind : new String[] {"0.0.0.0", "::"}) {
            var options = Receiver.Options.DEFAULTS.withBind(new InetSocketAddress(bind, 0)).withShared(false)
                    .withAnswers(true);
            try (var receiver = Receiver.start(net.server(), options, _ -> {})) {
                net.asksAll(bind.equals("::"), receiver.address().getPort(), question);
            }
        }
    }
}
