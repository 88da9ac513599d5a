package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Connection;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;
import wirelab.kit.Lines;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.TcpServer;
import wirelab.login.Logins.Talk;

/// Every truncation and 10,000 seeded mutations of each line that a client sends, through a live server; the same for each
/// line that a server sends, through the client's steps.
@Tag("socket")
class LoginFuzzTest {
    private static final int MUTATIONS = 10_000;
    private static final int AT_ONCE = 8;
    private static final byte[] AUTH = Logins.utf8("AUTH SCRAM-SHA-256 n,,n=user,r=rOprNGfwEbeRWgbNEkqO\n");

    @TempDir
    private Path folder;

    private static Stream<byte[]> damaged(byte[] line) {
        return Stream.concat(Fuzz.truncations(line), Fuzz.mutations(5802, MUTATIONS, line));
    }

    private interface Attack {
        void run(LoginServer server, byte[] bytes) throws IOException;
    }

    /// Sends all of them, some at once, then expects a server on which nothing is left and which serves the next client.
    private void attack(byte[] line, Attack attack) throws Exception {
        try (var server = LoginServer.start(Logins.users(folder), Logins.FREE);
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Iterator<byte[]> all = damaged(line).iterator();
            var sent = new AtomicInteger();
            var workers = IntStream.range(0, AT_ONCE).mapToObj(_ -> (Callable<Void>) () -> {
                while (true) {
                    byte[] bytes;
                    synchronized (all) {
                        if (!all.hasNext()) return null;
                        bytes = all.next();
                    }
                    attack.run(server, bytes);
                    sent.incrementAndGet();
                }
            }).toList();
            for (var worker : pool.invokeAll(workers)) worker.get();
            assertEquals(MUTATIONS + line.length, sent.get());
            try (var client = LoginClient.connect(server.address(), "user", "pencil", Logins.PATIENCE)) {
                assertEquals("still here", client.echo(Logins.utf8("still here")).data().text());
            }
            Eventually.that("all connections have ended", () -> server.connections() == 0);
            var counters = server.counters();
            assertEquals(0, counters.get("failed"), "no exception escapes: " + counters);
            assertEquals(sent.get() + 1, counters.get("accepted"));
            assertEquals(1, counters.get("login accepted"));
            assertTrue(counters.get("login failed: malformed") > MUTATIONS / 3, counters.toString());
        }
    }

    /// Sends bytes, ends this direction and reads to the end; the reset spares the machine ten thousand waiting ports.
    private static String finish(Talk talk, byte[] bytes) throws IOException {
        talk.connection.write(bytes);
        talk.connection.endOutput();
        var answer = new ByteArrayOutputStream();
        var chunk = ByteBuffer.allocate(4096);
        while (talk.lines.read(chunk.clear()) >= 0) answer.write(chunk.array(), 0, chunk.position());
        talk.connection.reset();
        return answer.toString(StandardCharsets.UTF_8);
    }

    @Test
    void noFirstLineOfAClientHurtsTheServer() throws Exception {
        attack(AUTH, (server, bytes) -> {
            try (var talk = new Talk(server)) {
                assertEquals("HELLO SCRAM-SHA-256", talk.read());
                assertFalse(finish(talk, bytes).contains("OK "));
            }
        });
    }

    @Test
    void noSecondLineOfAClientHurtsTheServer() throws Exception {
        byte[] line = Logins.utf8("RESPONSE c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2Ra,p=" + Logins.NO_PROOF + "\n");
        attack(line, (server, bytes) -> {
            try (var talk = new Talk(server)) {
                assertEquals("HELLO SCRAM-SHA-256", talk.read());
                talk.connection.write(AUTH);
                assertTrue(talk.read().startsWith("CHALLENGE "));
                assertFalse(finish(talk, bytes).contains("OK "));
            }
        });
    }

    /// A server that says all as it should but one line, and no more behind that.
    @ParameterizedTest
    @ValueSource(strings = {"HELLO", "CHALLENGE", "OK"})
    void noLineOfAServerHangsAClient(String damagedVerb) throws Exception {
        for (byte[] bytes : Fuzz.mutations(7677, 300, Logins.utf8(damagedVerb + " SCRAM-SHA-256\n")).toList()) {
            TcpServer.Handler handler = connection -> falseServer(connection, damagedVerb, bytes);
            try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, handler)) {
                var address = server.address();
                assertThrows(IOException.class, () -> LoginClient.connect(address, "user", "pencil", Logins.PATIENCE));
                Eventually.that("the client has hung up", () -> server.connections() == 0);
                assertEquals(0, server.counters().get("failed"));
            }
        }
    }

    private static void falseServer(Connection connection, String damagedVerb, byte[] damaged) throws IOException {
        var lines = new Lines(connection, LoginLine.MAX_BYTES);
        if (!damagedVerb.equals("HELLO")) {
            connection.write(Logins.utf8("HELLO SCRAM-SHA-256\n"));
            var first = ClientFirst.decode(lines.read().substring("AUTH SCRAM-SHA-256 ".length()));
            if (damagedVerb.equals("OK")) {
                var challenge = new ServerFirst(first.nonce() + "server", Logins.PENCIL.salt(), 4096);
                connection.write(Logins.utf8("CHALLENGE " + challenge.text() + "\n"));
                lines.read();
            }
        }
        connection.write(damaged);
        connection.endOutput();
        lines.read();
    }

    @Test
    void noChallengeOfAServerHurtsTheClient() {
        var client = ScramClient.begin("user", "pencil", "client");
        damaged(Logins.utf8("CHALLENGE r=clientserver,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")).forEach(bytes -> {
            try {
                if (LoginLine.decode(new String(bytes, StandardCharsets.UTF_8)) instanceof LoginLine.Challenge challenge) {
                    var first = ServerFirst.decode(challenge.message());
                    // What passes is answered with hard work; a few hundred times that are enough.
                    if (first.iterations() == 4096 && first.salt().startsWith("W22Z")) client.answer(first);
                }
            } catch (ProtocolViolation e) {
                assertFalse(e.getMessage().isEmpty());
            }
        });
    }

    @Test
    void noLastLineOfAServerConvincesTheClient() throws Exception {
        var server = ScramServer.begin(new ClientFirst("user", "client"), new UserFile.Account(Logins.PENCIL, true),
                "server");
        var answered = ScramClient.begin("user", "pencil", "client").answer(server.message());
        String right = server.finish(answered.message()).text();
        answered.finish(ServerFinal.decode(right));
        String signature = "v=" + ((ServerFinal.Signature) ServerFinal.decode(right)).signature();
        var refused = new AtomicInteger();
        damaged(Logins.utf8("OK " + right)).forEach(bytes -> {
            try {
                if (!(LoginLine.decode(new String(bytes, StandardCharsets.UTF_8)) instanceof LoginLine.Ok ok)) return;
                answered.finish(ServerFinal.decode(ok.message()));
                // Only what still holds the signature, perhaps with an extension behind it, is believed.
                assertTrue(ok.message().equals(signature) || ok.message().startsWith(signature + ","), ok.message());
            } catch (ProtocolViolation | LoginException e) {
                refused.incrementAndGet();
            }
        });
        assertTrue(refused.get() > MUTATIONS / 2, refused.toString());
    }
}
