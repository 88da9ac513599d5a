package wirelab.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Eventually;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;

@Tag("hosts")
class UdpServerAddressesTest {
    private static final byte[] QUESTION = "where are you?".getBytes();

    private final Set<InetAddress> answeredAt = ConcurrentHashMap.newKeySet();
    @RegisterExtension
    final TwoAddresses net = new TwoAddresses();

    private UdpServer echo(String bind, int readers) throws IOException {
        var options = UdpServer.Options.DEFAULTS.withBind(new InetSocketAddress(bind, 0)).withReaders(readers);
        return UdpServer.start(net.server(), options, (payload, source, socket) -> {
            answeredAt.add(socket.local().getAddress());
            socket.send(payload, source);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void answersLeaveFromTheAddressThatWasAsked(int readers) throws Exception {
        try (var server = echo("0.0.0.0", readers)) {
            net.asksAll(false, server.address().getPort(), QUESTION);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void overIpv6TheyDoSoTooAndOverIpv4OnTheSamePort(int readers) throws Exception {
        try (var server = echo("::", readers)) {
            net.asksAll(true, server.address().getPort(), QUESTION);
            net.asksAll(false, server.address().getPort(), QUESTION);
        }
    }

    @Test
    void addressesMayComeAndGoWhileTheServerRuns() throws Exception {
        try (var server = echo("::", 1)) {
            int port = server.address().getPort();
            for (String address : new String[] {"10.8.0.77", "fd00:8::77"}) {
                net.add(address);
                net.asksUntilRight(address, port, QUESTION);
                net.remove(address);
                net.asksAll(address.contains(":"), port, QUESTION);
                net.add(address);
                net.asksUntilRight(address, port, QUESTION);
            }
        }
    }

    @Test
    void whatIsSentToAllIsHeardOnce() throws Exception {
        try (var server = echo("0.0.0.0", 1); var client = net.open(false)) {
            client.option(StandardSocketOptions.SO_BROADCAST, true);
            var all = new InetSocketAddress("10.8.0.255", server.address().getPort());
            client.send(QUESTION, all);
            Eventually.that("it was heard", () -> server.counters().get("received") == 1);
            assertEquals(Set.of(InetAddress.ofLiteral("0.0.0.0")), answeredAt);
        }
    }

    @Test
    void nobodyElseGetsThePortNorAnAddressOfIt() throws Exception {
        try (var server = echo("0.0.0.0", 2)) {
            int port = server.address().getPort();
            for (String address : new String[] {"0.0.0.0", "10.8.0.1", "127.0.0.1"}) {
                var bind = new InetSocketAddress(address, port);
                assertThrows(IOException.class, () -> net.server().bind(bind, Tap.Party.UNKNOWN));
                assertThrows(IOException.class, () -> net.server().bindShared(bind, Tap.Party.UNKNOWN));
            }
        }
    }

    @Test
    void afterItsEndThePortIsFree() throws Exception {
        var server = echo("0.0.0.0", 2);
        server.close();
        for (String address : TwoAddresses.IPV4) {
            net.server().bind(new InetSocketAddress(address, server.address().getPort()), Tap.Party.UNKNOWN).close();
        }
    }
}
