package wirelab.natlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.kit.Host;
import wirelab.stun.BindingClient;
import wirelab.stun.BindingServer;
import wirelab.stun.NatBehavior.Hairpin;

/// The STUN client and server as they are, with simulated NATs between them.
class SimulatedHomesTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("203.0.113.10", 3478);

    private final SimulatedHomes homes = new SimulatedHomes(7);
    private BindingServer server;

    @BeforeEach
    void start() throws IOException {
        var host = homes.host("server", null, "203.0.113.10", "203.0.113.11");
        server = BindingServer.start(host, BindingServer.Options.DEFAULTS.withBind(SERVER).withTcp(false)
                .withOther(InetAddress.ofLiteral("203.0.113.11"), 3479));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Host client(NatRules rules) {
        homes.home("home", rules, "198.51.100.1", null);
        return homes.host("client", "home", "192.168.1.11");
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfNatIsFoundOut(NatKind kind) throws Exception {
        var here = client(NatRules.of(kind).withHairpin(kind == NatKind.FULL_CONE));
        long began = here.now();
        var story = new ArrayList<String>();
        var behavior = BindingClient.towards(here, SERVER).discover(SERVER, story::add);
        assertEquals(kind.mapping(), behavior.mapping(), story::toString);
        assertEquals(kind.filtering(), behavior.filtering(), story::toString);
        if (kind.translates()) assertEquals(kind == NatKind.FULL_CONE ? Hairpin.YES : Hairpin.NO, behavior.hairpin());
        var took = Duration.ofNanos(here.now() - began);
        assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, () -> took + " of virtual time");
    }

    @Test
    void aServerBehindTwoNatsSeesTheOuterOneAndWhatIsLostIsAskedAgain() throws Exception {
        homes.home("carrier", NatRules.of(NatKind.PORT_RESTRICTED), "198.51.100.1", null);
        homes.home("home", NatRules.of(NatKind.FULL_CONE), "100.64.0.2", "carrier");
        var here = homes.host("client", "home", "192.168.1.11");
        homes.lose(.4);
        var client = BindingClient.towards(here, SERVER);
        for (int i = 0; i < 20; i++) {
            assertEquals("198.51.100.1", client.binding(SERVER).mapped().getAddress().getHostAddress());
        }
    }

    @Test
    void whereUdpIsBlockedAllOfTheRfcsWaitsAreWaitedFor() throws Exception {
        var here = client(new NatRules(NatKind.FULL_CONE, false, true, NatRules.Input.DROP, Duration.ofMinutes(2), false));
        long began = here.now();
        var client = BindingClient.towards(here, SERVER);
        var e = assertThrows(IOException.class, () -> client.binding(SERVER));
        assertTrue(e.getMessage().startsWith("no answer from 203.0.113.10:3478 within 39.5 s"), e::getMessage);
        assertEquals(39_500, Duration.ofNanos(here.now() - began).toMillis());
    }
}
