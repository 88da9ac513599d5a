package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import wirelab.kit.Connection;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;
import wirelab.login.Logins.Talk;

@Tag("socket")
class LoginServerTest {
    @TempDir
    private Path folder;
    private UserFile users;

    @BeforeEach
    void begin() throws Exception {
        users = Logins.users(folder);
    }

    private LoginServer start() throws Exception {
        return LoginServer.start(users, Logins.FREE);
    }

    private static LoginClient login(LoginServer server, String user, String password) throws Exception {
        return LoginClient.connect(server.address(), user, password, Logins.PATIENCE);
    }

    @Test
    void whoKnowsThePasswordIsEchoed() throws Exception {
        try (var server = start(); var client = login(server, "user", "pencil")) {
            assertArrayEquals("hello".getBytes(), client.echo("hello".getBytes()).data().array());
            assertEquals(1, server.counters().get("login accepted"));
        }
    }

    @Test
    void whoDoesNotIsRefused() throws Exception {
        try (var server = start()) {
            var wrong = assertThrows(LoginException.class, () -> login(server, "user", "pen"));
            var unknown = assertThrows(LoginException.class, () -> login(server, "nobody", "pencil"));
            assertEquals(wrong.getMessage(), unknown.getMessage());
            assertEquals("invalid-proof", wrong.error());
            assertEquals(1, server.counters().get("login failed: wrong password"));
            assertEquals(1, server.counters().get("login failed: unknown user"));
            assertEquals(0, server.counters().get("login accepted"));
        }
    }

    @Test
    void theAnswersToAnUnknownUserLookLikeThoseToAWrongPassword() throws Exception {
        try (var server = start()) {
            var shapes = new ArrayList<String>();
            for (String user : List.of("user", "nobody")) {
                try (var talk = new Talk(server)) {
                    String hello = talk.read();
                    String line = talk.ask("AUTH SCRAM-SHA-256 n,,n=" + user + ",r=client");
                    var challenge = ServerFirst.decode(line.substring("CHALLENGE ".length()));
                    String last = talk.ask("RESPONSE c=biws,r=" + challenge.nonce() + ",p=" + Logins.NO_PROOF);
                    shapes.add("%s|%d|%d|%d|%s|%s".formatted(hello, challenge.nonce().length(), challenge.saltBytes().length,
                            challenge.iterations(), last, talk.read()));
                }
            }
            assertEquals(shapes.getFirst(), shapes.getLast());
            assertEquals("HELLO SCRAM-SHA-256|30|16|4096|NO e=invalid-proof|null", shapes.getFirst());
        }
    }

    @Test
    void theSameUnknownUserIsGivenTheSameSaltAlsoAfterARestart() throws Exception {
        var salts = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            try (var server = LoginServer.start(UserFile.open(folder.resolve("users.ini")), Logins.FREE)) {
                for (String user : List.of("nobody", "nobody", "user", "nobody2")) {
                    try (var talk = new Talk(server)) {
                        salts.add(talk.challenge(ScramClient.begin(user, "any", "client")).salt());
                    }
                }
            }
        }
        assertEquals(salts.subList(0, 4), salts.subList(4, 8));
        assertEquals(salts.get(0), salts.get(1));
        assertEquals(Logins.PENCIL.salt(), salts.get(2));
        assertNotEquals(salts.get(0), salts.get(3));
    }

    @Test
    void bytesThatComeInOnePacketWithTheLastLineAreEchoed() throws Exception {
        try (var server = start(); var talk = new Talk(server)) {
            var client = ScramClient.begin("user", "pencil", "client");
            var answered = client.answer(talk.challenge(client));
            talk.connection.write(Logins.utf8("RESPONSE " + answered.message().text() + "\r\nfirst\nsecond"));
            answered.finish(ServerFinal.decode(talk.read().substring("OK ".length())));
            assertEquals("first", talk.read());
            talk.connection.endOutput();
            var rest = ByteBuffer.allocate(100);
            while (talk.lines.read(rest) >= 0) assertTrue(rest.hasRemaining());
            assertEquals("second", new String(rest.array(), 0, rest.position()));
        }
    }

    @Test
    void tenMegabytesGoThroughBehindTheLogin() throws Exception {
        var data = new byte[10_000_000];
        new Random(862).nextBytes(data);
        try (var server = start(); var client = login(server, "user", "pencil")) {
            var back = new ByteArrayOutputStream(data.length);
            assertEquals(data.length, client.copy(new ByteArrayInputStream(data), back));
            assertTrue(MessageDigest.isEqual(data, back.toByteArray()));
        }
    }

    @Test
    void fiftyClientsLogInAtOnce() throws Exception {
        try (var server = start(); var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var logins = new ArrayList<Callable<String>>();
            for (int i = 0; i < 50; i++) {
                String own = "client " + i;
                logins.add(() -> {
                    try (var client = login(server, "user", "pencil")) {
                        return client.echo(own.getBytes()).data().text().equals(own) ? "" : own;
                    }
                });
            }
            for (var wrong : pool.invokeAll(logins)) assertEquals("", wrong.get());
            assertEquals(50, server.counters().get("login accepted"));
        }
    }

    @Test
    void aUserWhoWasAddedMayLogInAtOnceAndOneWhoWasRemovedMayNot() throws Exception {
        try (var server = start()) {
            var writer = new UserFileWriter(folder.resolve("users.ini"), new Random(3));
            writer.put("late", Verifier.of("comer", 4096, new Random(4)));
            login(server, "late", "comer").close();
            writer.remove("late");
            assertThrows(LoginException.class, () -> login(server, "late", "comer"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "AUTH SCRAM-SHA-1 n,,n=user,r=x|NO e=other-error|not allowed",
        "AUTH SCRAM-SHA-256-PLUS p=tls-unique,,n=user,r=x|NO e=other-error|not allowed",
        "AUTH SCRAM-SHA-256 p=tls-unique,,n=user,r=x|NO e=channel-binding-not-supported|malformed",
        "AUTH SCRAM-SHA-256 n,,m=1,n=user,r=x|NO e=extensions-not-supported|malformed",
        "AUTH SCRAM-SHA-256 n,,n=user|NO e=invalid-encoding|malformed",
        "AUTH SCRAM-SHA-256 n,a=root,n=user,r=x|NO e=other-error|not allowed",
        "AUTH SCRAM-SHA-256 n,,n=\ue000,r=x|NO e=invalid-username-encoding|not allowed",
        "RESPONSE c=biws,r=x,p=AA==|NO e=invalid-encoding|malformed", "OK v=AA==|NO e=invalid-encoding|malformed",
        "GET / HTTP/1.1|NO e=invalid-encoding|malformed", "''|NO e=invalid-encoding|malformed"})
    void whatCannotBeIsRefusedInTheWordsOfTheRfc(String line, String answer, String counted) throws Exception {
        try (var server = start(); var talk = new Talk(server)) {
            assertEquals("HELLO SCRAM-SHA-256", talk.read());
            assertEquals(answer, talk.ask(line));
            assertNull(talk.read(), "the server hangs up");
            assertEquals(1, server.counters().get("login failed: " + counted));
        }
    }

    @Test
    void clientsWithChannelBindingAndWithAnAuthorizationOfTheirOwnAreWelcome() throws Exception {
        try (var server = start(); var talk = new Talk(server)) {
            talk.read();
            var first = ClientFirst.decode("y,a=user,n=user,r=client,x=extension");
            String line = talk.ask("AUTH SCRAM-SHA-256 " + first.text());
            var challenge = ServerFirst.decode(line.substring("CHALLENGE ".length()));
            var hash = ScramHash.SHA_256;
            String binding = ScramHash.base64(Logins.utf8("y,a=user,"));
            byte[] clientKey = hash.clientKey(hash.saltedPassword("pencil", challenge.saltBytes(), challenge.iterations()));
            var open = new ClientFinal(binding, challenge.nonce(), List.of("y=other"), "AA==");
            byte[] proof = hash.xor(clientKey, hash.hmac(hash.h(clientKey), ScramHash.authMessage(first, challenge, open)));
            assertTrue(talk.ask("RESPONSE " + open.withoutProof() + ",p=" + ScramHash.base64(proof)).startsWith("OK v="));
        }
    }

    @Test
    void aRecordedConversationCannotBePlayedAgainEvenIfTheRandomSourceIsStuck() throws Exception {
        RandomGenerator stuck = Mockito.mock(RandomGenerator.class);
        try (var server = LoginServer.start(Host.HERE, users, Logins.FREE, stuck)) {
            var client = ScramClient.begin("user", "pencil", "client");
            String recorded;
            try (var talk = new Talk(server)) {
                recorded = client.answer(talk.challenge(client)).message().text();
                assertTrue(talk.ask("RESPONSE " + recorded).startsWith("OK "));
            }
            try (var talk = new Talk(server)) {
                talk.challenge(client);
                assertEquals("NO e=other-error", talk.ask("RESPONSE " + recorded));
            }
            assertEquals(1, server.counters().get("login failed: changed under way"));
            Mockito.verify(stuck, Mockito.times(2)).nextBytes(Mockito.any());
        }
    }

    @Test
    void aRandomSourceThatFailsCostsOneLoginAndTheNextSucceeds() throws Exception {
        RandomGenerator random = Mockito.mock(RandomGenerator.class);
        Mockito.doThrow(new ProviderException("no entropy")).doNothing().when(random).nextBytes(Mockito.any());
        try (var server = LoginServer.start(Host.HERE, users, Logins.FREE, random)) {
            try (var talk = new Talk(server)) {
                talk.read();
                assertEquals("NO e=other-error", talk.ask("AUTH SCRAM-SHA-256 n,,n=user,r=client"));
            }
            login(server, "user", "pencil").close();
            assertEquals(1, server.counters().get("login failed: no nonce"));
            assertEquals(0, server.counters().get("failed"));
        }
    }

    /// A connection that is made up: it delivers what a client says, and dies when the server writes its n-th line.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aSocketThatDiesHalfWayEndsItsOwnLoginAlone(int dies) throws Exception {
        var said = new ArrayDeque<>(List.of("AUTH SCRAM-SHA-256 n,,n=user,r=client\n",
                "RESPONSE c=biws,r=client,p=" + Logins.NO_PROOF + "\n"));
        var written = new AtomicInteger();
        Connection connection = Mockito.mock(Connection.class);
        Mockito.when(connection.remote()).thenReturn(new InetSocketAddress("127.0.0.1", 1));
        Mockito.when(connection.read(Mockito.any())).thenAnswer(call -> {
            byte[] line = Logins.utf8(said.remove());
            call.<ByteBuffer>getArgument(0).put(line);
            return line.length;
        });
        Mockito.doAnswer(_ -> {
            if (written.incrementAndGet() == dies) throw new IOException("Broken pipe");
            return null;
        }).when(connection).write(Mockito.any(byte[].class));
        try (var server = start()) {
            var dialogue = new LoginDialogue(server, new Lines(connection, LoginLine.MAX_BYTES), connection);
            assertEquals("Broken pipe", assertThrows(IOException.class, dialogue::run).getMessage());
            assertEquals(dies, written.get(), "nothing is written to a dead socket");
            login(server, "user", "pencil").close();
        }
    }

    @Test
    void aLineThatNeverEndsCostsNoMoreThanItsLimit() throws Exception {
        try (var server = start(); var socket = Logins.socket(server)) {
            socket.getOutputStream().write(("AUTH SCRAM-SHA-256 n,,n=" + "u".repeat(LoginLine.MAX_BYTES)).getBytes());
            String answer = new String(socket.getInputStream().readAllBytes());
            assertEquals("HELLO SCRAM-SHA-256\nNO e=invalid-encoding\n", answer);
            assertEquals(1, server.counters().get("malformed"));
        }
    }

    @Test
    void aConnectionCutAtAnyByteOfTheLoginLeavesNothingBehind() throws Exception {
        try (var server = start()) {
            byte[] auth = Logins.utf8("AUTH SCRAM-SHA-256 n,,n=user,r=client\n");
            for (int cut = 0; cut <= auth.length; cut++) {
                for (boolean reset : new boolean[] {false, true}) {
                    try (var talk = new Talk(server)) {
                        talk.read();
                        talk.connection.write(ByteBuffer.wrap(auth, 0, cut));
                        if (reset) talk.connection.reset();
                    }
                }
            }
            byte[] response = Logins.utf8("RESPONSE c=biws,r=client,p=" + Logins.NO_PROOF + "\n");
            for (int cut = 0; cut <= response.length; cut++) {
                for (boolean reset : new boolean[] {false, true}) {
                    try (var talk = new Talk(server)) {
                        talk.challenge(ScramClient.begin("user", "any", "client"));
                        talk.connection.write(ByteBuffer.wrap(response, 0, cut));
                        if (reset) talk.connection.reset();
                    }
                }
            }
            login(server, "user", "pencil").close();
            Eventually.that("all connections have ended", () -> server.connections() == 0);
            assertEquals(0, server.counters().get("failed"));
            assertTrue(server.counters().get("login abandoned") > 0);
        }
    }

    @Test
    void aClientThatIsTooSlowIsToldSo() throws Exception {
        try (var server = LoginServer.start(users, Logins.FREE.withLoginTime(Duration.ofMillis(200)));
                var talk = new Talk(server)) {
            assertEquals("HELLO SCRAM-SHA-256", talk.read());
            assertEquals("NO e=other-error", talk.read());
            assertNull(talk.read());
            assertEquals(1, server.counters().get("login failed: too slow"));
        }
    }

    @Test
    void behindTheLoginItsTimeLimitIsOver() throws Exception {
        var limit = Duration.ofMillis(500);
        try (var server = LoginServer.start(users, Logins.FREE.withLoginTime(limit));
                var client = login(server, "user", "pencil")) {
            long began = System.nanoTime();
            while (System.nanoTime() - began < 2 * limit.toNanos()) {
                assertEquals(1, client.echo(new byte[1]).data().length());
            }
        }
    }

    @Test
    void aServerThatIsFullSaysSo() throws Exception {
        try (var server = LoginServer.start(users, Logins.FREE.withTcp(Logins.FREE.tcp().withMaxConnections(1)));
                var _ = login(server, "user", "pencil")) {
            var e = assertThrows(LoginException.class, () -> login(server, "user", "pencil"));
            assertEquals("no-resources", e.error());
        }
    }

    @Test
    void failuresAreSlowedDownAndCountedAndThenTheRightPasswordStillWorks() throws Exception {
        var limits = Slowdown.Limits.DEFAULTS.withFree(2)
                .withDelays(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofSeconds(2));
        try (var server = LoginServer.start(users, Logins.FREE.withSlowdown(limits))) {
            var took = new ArrayList<Long>();
            for (int i = 0; i < 5; i++) {
                try (var talk = new Talk(server)) {
                    var challenge = talk.challenge(ScramClient.begin(i % 2 == 0 ? "user" : "nobody", "any", "client"));
                    long began = System.nanoTime();
                    assertEquals("NO e=invalid-proof",
                            talk.ask("RESPONSE c=biws,r=" + challenge.nonce() + ",p=" + Logins.NO_PROOF));
                    took.add((System.nanoTime() - began) / 1_000_000);
                }
            }
            // Only what is too fast is wrong: a busy machine may be late.
            assertTrue(took.get(2) >= 100 && took.get(3) >= 200 && took.get(4) >= 200, took.toString());
            long began = System.nanoTime();
            login(server, "user", "pencil").close();
            assertTrue(System.nanoTime() - began >= Duration.ofMillis(200).toNanos(), "the right password waits too");
            assertEquals(4, server.counters().get("login delayed"));
            assertEquals(5, server.counters().get("login failed: wrong password")
                    + server.counters().get("login failed: unknown user"));
        }
    }

    @Test
    void attemptsBeyondTheQueueAreTurnedAwayAndHoldNoPlace() throws Exception {
        var limits = Slowdown.Limits.DEFAULTS.withFree(0)
                .withDelays(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(40));
        var server = LoginServer.start(users, Logins.FREE.withSlowdown(limits));
        try (var one = new Talk(server); var two = new Talk(server);
                var three = new Talk(server); var four = new Talk(server)) {
            assertEquals("NO e=invalid-proof", one.fail("nobody"));
            two.lines.write("AUTH SCRAM-SHA-256 n,,n=user,r=client");
            assertEquals("HELLO SCRAM-SHA-256", two.read());
            var challenge = ServerFirst.decode(two.read().substring("CHALLENGE ".length()));
            two.lines.write("RESPONSE c=biws,r=" + challenge.nonce() + ",p=" + Logins.NO_PROOF);
            Eventually.that("the second waits", () -> server.counters().get("login delayed") == 1);
            three.challenge(ScramClient.begin("user", "any", "client"));
            three.lines.write("RESPONSE c=biws,r=x,p=" + Logins.NO_PROOF);
            Eventually.that("the third waits behind it", () -> server.counters().get("login delayed") == 2);
            assertEquals("NO e=no-resources", four.fail("user"));
            assertEquals(1, server.counters().get("login turned away"));
            long began = System.nanoTime();
            server.close();
            assertTrue(System.nanoTime() - began < Duration.ofSeconds(15).toNanos(),
                    "a server that stops waits for no delay");
            assertEquals("NO e=no-resources", two.read());
            assertEquals(0, server.connections());
        } finally {
            server.close();
        }
    }

    @Test
    void idleConnectionsMustBeAllowedForLongerThanADelay() {
        TcpServer.Options tcp = Logins.FREE.tcp().withTimeouts(Duration.ofSeconds(5), Duration.ofHours(1));
        assertThrows(UsageException.class, () -> Logins.FREE.withTcp(tcp));
        assertThrows(UsageException.class, () -> Logins.FREE.withLoginTime(Duration.ZERO));
    }

    @Test
    void stoppingLeavesNoThread() throws Exception {
        var options = Logins.FREE.withTcp(Logins.FREE.tcp().withDrain(Duration.ZERO)
                .withParty(new Tap.Party("login-leak-check", LoginWords.WORDS)));
        var server = LoginServer.start(users, options);
        try (var talk = new Talk(server)) {
            talk.read();
            server.close();
            assertThrows(IOException.class, () -> {
                if (talk.read() == null) throw new EOFException();
            });
        }
        assertEquals(0, server.connections());
        Eventually.that("its threads have ended", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("login-leak-check")));
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
