package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import wirelab.hosts.TwoAddresses;
import wirelab.kit.Peer;

/// On a host with two addresses, an answer leaves from the one that was asked (RFC 1122, 4.1.3.5).
@Tag("hosts")
class NtpAddressesTest {
    @RegisterExtension
    final TwoAddresses net = new TwoAddresses();

    @Test
    void whoAsksAnotherMachineInVainIsToldOfPort123() throws Exception {
        var ask = Peer.command(List.of(), "NtpClient", "--host", "10.8.0.1", "--samples", "1", "--timeout", "1s");
        try (var client = Peer.start(net.onClient(ask))) {
            assertEquals(1, client.awaitExit(), client.output());
            assertTrue(client.output().endsWith("NtpClient: no server has given a time that can be used; NTP's own port"
                    + " is 123 and not " + NtpServer.PORT + ": add --port 123, or :123 to a --server\n"), client.output());
        }
    }

    @Test
    void answersLeaveFromTheAddressThatWasAsked() throws Exception {
        var question = ByteBuffer.allocate(NtpMessage.SIZE);
        NtpMessage.question(new NtpTimestamp(42)).encode(question);
        for (String bind : new String[] {"0.0.0.0", "::"}) {
            var options = NtpServer.Options.DEFAULTS.withBind(new InetSocketAddress(bind, 0));
            try (var server = NtpServer.start(net.server(), options)) {
                net.asksAll(bind.equals("::"), server.address().getPort(), question.array());
            }
        }
    }
}
