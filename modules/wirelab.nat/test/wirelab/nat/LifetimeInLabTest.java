package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.nat.NatLab.Host;
import wirelab.nat.NatLab.Side;
import wirelab.nat.NatLab.Topology;
import wirelab.stun.BindingClient;
import wirelab.stun.BindingServer;
import wirelab.stun.LifetimeSearch;

/// How long a mapping lasts is found out without knowing it.
@Tag("hosts")
class LifetimeInLabTest {
    private static LifetimeSearch find(NatLab lab, Host host, InetSocketAddress server) {
        try {
            return BindingClient.with(port -> lab.udp(host, port, BindingClient.PARTY))
                    .lifetime(server, Duration.ofSeconds(4), Duration.ofMillis(500), _ -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theLifetimeOfAMappingIsFoundBehindAConeAndBehindASymmetricNat() throws Exception {
        NatLab.missing().ifPresent(what -> assumeTrue(false, what));
        var options = BindingServer.Options.DEFAULTS.withTcp(false)
                .withBind(new InetSocketAddress("203.0.113.10", BindingServer.PORT));
        try (var lab = NatLab.open(Topology.PLAIN);
                var server = lab.host(Host.SERVER).<BindingServer, IOException>call(() -> BindingServer.start(options))) {
            lab.nat(Side.A, NatRules.of(NatKind.FULL_CONE).withLifetime(Duration.ofSeconds(2)));
            lab.nat(Side.B, NatRules.of(NatKind.SYMMETRIC).withLifetime(Duration.ofSeconds(2)));
            var behindA = CompletableFuture.supplyAsync(() -> find(lab, Host.A1, server.address()));
            for (var found : List.of(find(lab, Host.B1, server.address()), behindA.join())) {
                assertTrue(found.survived().compareTo(Duration.ofMillis(1000)) >= 0, found::toString);
                assertTrue(found.survived().compareTo(Duration.ofMillis(2000)) <= 0, found::toString);
                assertTrue(found.ended().minus(found.survived()).compareTo(Duration.ofMillis(500)) <= 0, found::toString);
                assertEquals(found.survived().dividedBy(2), found.keepAlive());
            }
        }
    }
}
