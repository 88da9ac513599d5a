package wirelab.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Connection;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.kit.TcpServer;

@Tag("socket")
class ForwarderTest {
    private static final Forwarder.Options OPTIONS = Forwarder.Options.DEFAULTS;

    @Test
    void aForwarderWithoutItsServerDoesNotStart() throws Exception {
        var nobody = new InetSocketAddress("127.0.0.1", Peer.freePort());
        assertThrows(IOException.class, () -> Forwarder.start(nobody, OPTIONS).close());
    }

    @Test
    void aThousandConnectionsAtOnceEachGetTheirOwnBytesAfterAHalfClose() throws Exception {
        try (var server = Ends.echo(0); var forwarder = Forwarder.start(server.address(), OPTIONS)) {
            var all = new ArrayList<Connection>();
            for (int i = 0; i < 1000; i++) all.add(Ends.connect(forwarder.address()));
            for (int i = 0; i < 1000; i++) all.get(i).write(("client " + i).getBytes());
            Eventually.that("all are carried", () -> forwarder.server().connections() == 1000);
            for (int i = 0; i < 1000; i++) {
                all.get(i).endOutput();
                assertEquals("client " + i, new String(all.get(i).input().readAllBytes()));
                all.get(i).close();
            }
            Eventually.that("all are gone", () -> forwarder.server().connections() == 0);
        }
    }

    @Test
    void aResetOfTheServerReachesTheClientThroughAChain() throws Exception {
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            connection.read(ByteBuffer.allocate(1));
            connection.reset();
        }); var chain = Chain.start(server.address(), 3, OPTIONS); var client = Ends.connect(chain.address())) {
            client.write(new byte[1]);
            assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void silenceOfBothSidesEndsInAReset() throws Exception {
        var impatient = OPTIONS.withTimes(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ZERO);
        try (var server = Ends.echo(0); var forwarder = Forwarder.start(server.address(), impatient);
                var client = Ends.connect(forwarder.address())) {
            client.write(new byte[1]);
            client.read(ByteBuffer.allocate(1));
            assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1)));
            Eventually.that("it is counted", () -> forwarder.counters().get("timed out") == 1);
        }
    }

    @Test
    void connectionsCutAnywhereLeaveNothingBehind() throws Exception {
        try (var server = Ends.echo(0); var forwarder = Forwarder.start(server.address(), OPTIONS)) {
            for (int i = 0; i < 200; i++) {
                var client = Ends.connect(forwarder.address());
                client.write(new byte[i * 100]);
                if (i % 2 == 0) client.reset();
                else client.close();
            }
            Eventually.that("all are gone", () -> forwarder.server().counters().get("accepted") == 200
                    && forwarder.server().connections() == 0);
            assertEquals(0, forwarder.server().counters().get("failed"));
        }
    }

    @Test
    void ncatSends200MegabytesBothWaysThroughFiveForwarders(@TempDir Path folder) throws Exception {
        String ncat = Peer.require("ncat", "ncat");
        var there = folder.resolve("there");
        var back = folder.resolve("back");
        var random = new Random(7);
        for (var file : new Path[] {there, back}) {
            var piece = new byte[1_000_000];
            try (var out = Files.newOutputStream(file)) {
                for (int i = 0; i < 200; i++) {
                    random.nextBytes(piece);
                    out.write(piece);
                }
            }
        }
        int port = Peer.freePort();
        try (var server = Peer.start("sh", "-c", ncat + " -l 127.0.0.1 " + port + " < " + back
                        + " | sha256sum; sha256sum < " + back);
                var chain = Chain.start(new InetSocketAddress("127.0.0.1", port), 5,
                        OPTIONS.withTimes(Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofSeconds(20)));
                var client = Peer.start("sh", "-c", ncat + " 127.0.0.1 " + chain.address().getPort() + " < " + there
                        + " | sha256sum; sha256sum < " + there)) {
            assertEquals(0, client.awaitExit());
            assertEquals(0, server.awaitExit());
            var atClient = client.output().lines().toList();
            var atServer = server.output().lines().toList();
            assertEquals(atServer.get(1), atClient.get(0));
            assertEquals(atClient.get(1), atServer.get(0));
        }
    }
}
