package wirelab.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Connection;
import wirelab.kit.Eventually;
import wirelab.kit.TcpServer;

/// Servers that break off, die and come back; clients beyond the limit.
@Tag("socket")
class ForwarderFailureTest {
    private static final Forwarder.Options OPTIONS = Forwarder.Options.DEFAULTS;

    private static void assertServed(InetSocketAddress address) throws IOException {
        try (var client = Ends.connect(address)) {
            client.write("hello".getBytes());
            client.endOutput();
            assertEquals("hello", new String(client.input().readAllBytes()));
        }
    }

    private static boolean isServed(InetSocketAddress address) {
        try {
            assertServed(address);
            return true;
        } catch (IOException | AssertionError _) {
            return false;
        }
    }

    private static void assertReset(Connection client) {
        var e = assertThrows(IOException.class, () -> client.input().readAllBytes());
        assertEquals("Connection reset", e.getMessage());
    }

    /// The reset may come before the connecting thread has looked whether it is connected.
    private static void assertReset(InetSocketAddress address) {
        var e = assertThrows(IOException.class, () -> {
            try (var client = Ends.connect(address)) {
                client.input().readAllBytes();
            }
        });
        assertTrue(e.getMessage().contains("Connection reset"), e.getMessage());
    }

    @Test
    void aServerThatDiesAndComesBackServesTheNextClient() throws Exception {
        var server = Ends.echo(0);
        try (var chain = Chain.start(server.address(), 2, OPTIONS)) {
            try (var client = Ends.connect(chain.address())) {
                client.write(new byte[1000]);
                Ends.readFully(client, 1000);
                server.close();
                assertReset(client);
            }
            assertReset(chain.address());
            var last = chain.forwarders().getLast();
            Eventually.that("it is counted", () -> last.counters().get("server not reached") == 1);
            server = Ends.echo(server.address().getPort());
            for (int i = 0; i < 3; i++) assertServed(chain.address());
        } finally {
            server.close();
        }
    }

    @Test
    void aServerThatBreaksOffTheKeptConnectionServesTheFirstClientOnANewOne() throws Exception {
        var taken = new AtomicInteger();
        // A reset that overtakes the end of the handshake would be a connection that was never made.
        var kept = new CompletableFuture<Void>();
        try (var server = TcpServer.start(Ends.SERVER, connection -> {
            if (taken.incrementAndGet() > 1) {
                Ends.echo(connection);
            } else {
                kept.join();
                connection.reset();
            }
        }); var forwarder = Forwarder.start(server.address(), OPTIONS)) {
            kept.complete(null);
            Eventually.that("the reset is noticed", () -> !forwarder.keepsConnection());
            assertServed(forwarder.address());
            assertServed(forwarder.address());
            assertEquals(3, taken.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "you were idle\n"})
    void aServerThatEndsTheKeptConnectionServesTheFirstClientOnANewOne(String farewell) throws Exception {
        var taken = new AtomicInteger();
        try (var server = TcpServer.start(Ends.SERVER, connection -> {
            if (taken.incrementAndGet() > 1) {
                Ends.echo(connection);
            } else {
                connection.write("welcome\n".getBytes());
                connection.write(farewell.getBytes());
            }
        }); var forwarder = Forwarder.start(server.address(), OPTIONS)) {
            Eventually.that("the end is noticed", () -> !forwarder.keepsConnection());
            assertServed(forwarder.address());
            assertServed(forwarder.address());
            assertEquals(3, taken.get());
        }
    }

    @Test
    void whatAServerSaidThatTakesOneConnectionAloneIsTheFirstClientsAlthoughItHasEnded() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var forwarder = Forwarder.start((InetSocketAddress) listening.getLocalSocketAddress(), OPTIONS)) {
            var server = listening.accept();
            listening.close();
            server.getOutputStream().write("the only one".getBytes());
            server.shutdownOutput();
            Eventually.that("the end is noticed", () -> !forwarder.keepsConnection());
            try (server; var client = Ends.connect(forwarder.address())) {
                assertEquals("the only one", new String(client.input().readAllBytes()));
            }
        }
    }

    @Test
    void aChainGetsOverAKeptConnectionThatIsBrokenOff() throws Exception {
        var kept = new CompletableFuture<Connection>();
        try (var server = TcpServer.start(Ends.SERVER, connection -> {
            kept.complete(connection);
            Ends.echo(connection);
        }); var chain = Chain.start(server.address(), 5, OPTIONS)) {
            kept.get().reset();
            // The last forwarder has given its connection to the one before it, and then the reset runs back through the
            // chain; or it has not yet, and then it takes a new one without a word. In between a client may be reset.
            Eventually.that("a client is served", () -> isServed(chain.address()));
            for (int i = 0; i < 3; i++) assertServed(chain.address());
        }
    }

    @Test
    void whatTheServerSaidOnTheKeptConnectionIsTheFirstClientsAndItsEndToo() throws Exception {
        try (var server = TcpServer.start(Ends.SERVER, connection -> {
            connection.write("welcome".getBytes());
            connection.endOutput();
            Ends.readFully(connection, 3);
        }); var chain = Chain.start(server.address(), 3, OPTIONS); var client = Ends.connect(chain.address())) {
            assertEquals("welcome", new String(client.input().readAllBytes()));
            client.write(new byte[3]);
            client.endOutput();
            Eventually.that("the other direction goes on",
                    () -> chain.forwarders().getLast().counters().get("bytes up") == 3);
        }
    }

    @Test
    void oneClientMoreThanAllowedIsResetAndThePlaceIsFreeWhenOneLeaves() throws Exception {
        try (var server = Ends.echo(0); var forwarder = Forwarder.start(server.address(), OPTIONS.withMaxConnections(2))) {
            var clients = new ArrayList<Connection>();
            for (int i = 0; i < 2; i++) {
                clients.add(Ends.connect(forwarder.address()));
                clients.get(i).write(new byte[1]);
                Ends.readFully(clients.get(i), 1);
            }
            assertThrows(IOException.class, () -> {
                // The reset may be there before the connection is.
                try (var third = Ends.connect(forwarder.address())) {
                    third.read(ByteBuffer.allocate(1));
                }
            });
            assertEquals(1, forwarder.server().counters().get("refused"));
            assertEquals(2, server.connections(), "the server knows nothing of it");
            clients.get(0).close();
            Eventually.that("one has left", () -> forwarder.server().connections() == 1);
            assertServed(forwarder.address());
            clients.get(1).close();
        }
    }

    @Test
    void aServerMayCutItsAnswerAtAnyByte() throws Exception {
        byte[] answer = new byte[300];
        for (int i = 0; i < answer.length; i++) answer[i] = (byte) i;
        try (var server = TcpServer.start(Ends.SERVER, connection -> {
            var order = ByteBuffer.wrap(Ends.readFully(connection, 3));
            boolean reset = order.get() == 'r';
            connection.write(ByteBuffer.wrap(answer, 0, order.getShort()));
            if (reset) connection.reset();
            else connection.close();
        }); var chain = Chain.start(server.address(), 2, OPTIONS)) {
            for (short cut = 0; cut <= answer.length; cut++) {
                boolean reset = cut % 2 == 0;
                try (var client = Ends.connect(chain.address())) {
                    client.write(ByteBuffer.allocate(3).put((byte) (reset ? 'r' : 'c')).putShort(cut).flip());
                    if (reset) assertReset(client);
                    else assertEquals(cut, client.input().readAllBytes().length);
                }
            }
            for (var forwarder : chain.forwarders()) {
                Eventually.that("all are gone", () -> forwarder.server().connections() == 0);
                assertEquals(0, forwarder.server().counters().get("failed"));
            }
        }
    }

    @Test
    void aClientThatBreaksOffBeforeAServerThatDoesNotReadIsLetGoByTheIdleLimit() throws Exception {
        var impatient = OPTIONS.withTimes(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ZERO);
        try (var server = Ends.deaf(); var forwarder = Forwarder.start(server.address(), impatient)) {
            var client = Ends.connect(forwarder.address());
            var writer = Ends.Writer.start(client, Integer.MAX_VALUE);
            writer.awaitBlocked();
            client.reset();
            Eventually.that("both sides are let go", () -> forwarder.server().connections() == 0);
        }
    }
}
