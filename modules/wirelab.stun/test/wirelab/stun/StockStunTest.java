package wirelab.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Address;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.stun.StunMessage.Kind;

/// Programs that nobody here wrote, on this machine; behind NATs they are tried in the lab of wirelab.nat.
@Tag("interop")
class StockStunTest {
    private static final BindingServer.Options TWO =
            BindingServer.Options.DEFAULTS.withOther(InetAddress.ofLiteral("127.0.0.2"), 0);

    @TempDir
    private Path folder;

    private static String port(BindingServer server) {
        return Integer.toString(server.address().getPort());
    }

    @Test
    void coturnsStunclientUnderstandsEveryAnswer() throws Exception {
        String program = Peer.require("turnutils_stunclient", "coturn");
        try (var server = BindingServer.start(TWO); var peer = Peer.start(program, "-p", port(server), "127.0.0.1")) {
            assertEquals(0, peer.awaitExit());
            var output = peer.output();
            assertEquals(3, output.lines().filter(line -> line.contains("UDP reflexive addr: 127.0.0.1:")).count(), output);
            String changed = Address.text(server.addresses().getLast());
            assertTrue(output.contains("Response origin: : " + changed), output);
        }
    }

    @Test
    void coturnsNatdiscoveryFindsNoFilterHere() throws Exception {
        String program = Peer.require("turnutils_natdiscovery", "coturn");
        try (var server = BindingServer.start(TWO);
                var peer = Peer.start(program, "-m", "-f", "-H", "-P", "-p", port(server), "127.0.0.1")) {
            assertEquals(0, peer.awaitExit());
            for (String line : new String[] {"No ALG: Mapped == XOR-Mapped", "NAT with Endpoint Independent Mapping!",
                "NAT with Endpoint Independent Filtering!", "successful hairpinning"}) {
                assertTrue(peer.output().contains(line), line + " in:\n" + peer.output());
            }
        }
    }

    @Test
    void aClientOfRfc3489FindsTheOpenInternet() throws Exception {
        String program = Peer.require("stun", "stun-client");
        try (var server = BindingServer.start(TWO); var peer = Peer.start(program, "127.0.0.1:" + port(server))) {
            // Its exit status is a bit mask of what it found out; 1 is "open".
            assertEquals(1, peer.awaitExit(), peer.output());
            assertTrue(peer.output().contains("Primary: Open"), peer.output());
        }
    }

    private Peer coturn(int port, int otherPort) throws IOException {
        return Peer.start(Peer.require("turnserver", "coturn"), "-n", "--stun-only", "--no-tls", "--no-dtls", "--no-cli",
                "--listening-ip=127.0.0.1", "--listening-ip=127.0.0.2", "--listening-port=" + port,
                "--alt-listening-port=" + otherPort, "--log-file=stdout", "--simple-log",
                "--pidfile=" + folder.resolve("pid"), "--userdb=" + folder.resolve("users"));
    }

    @Test
    void ourClientUnderstandsCoturnOverUdpAndTcp() throws Exception {
        int port = Peer.freePort();
        try (var coturn = coturn(port, Peer.freePort())) {
            coturn.awaitPort(port);
            var address = new InetSocketAddress("127.0.0.1", port);
            var client = BindingClient.towards(address);
            var answer = client.binding(address);
            assertEquals("127.0.0.1", answer.mapped().getAddress().getHostAddress());
            assertEquals(address, answer.message().address(AttributeType.RESPONSE_ORIGIN).get());
            assertEquals(Kind.SUCCESS, client.bindingOverTcp(address).kind());
            Eventually.that("coturn listens on all of its sockets", () ->
                    client.discover(address, _ -> {}).filtering() == Filtering.ENDPOINT_INDEPENDENT);
            assertEquals("open Internet", client.discover(address, _ -> {}).kind());
            var lifetime = client.lifetime(address, Duration.ofMillis(200), Duration.ofMillis(100), _ -> {});
            assertEquals(Duration.ofMillis(200), lifetime.survived());
        }
    }
}
