package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.ProviderException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;

/// The client against servers that are broken, false or no login servers at all.
@Tag("socket")
class LoginClientTest {
    /// What a false server says to each line.
    private interface Script {
        void play(Lines lines) throws IOException;
    }

    private static TcpServer serve(Script script) throws IOException {
        return TcpServer.start(TcpServer.Options.DEFAULTS, connection -> script.play(new Lines(connection, 10_000)));
    }

    private static LoginClient login(TcpServer server) throws IOException {
        return LoginClient.connect(server.address(), "user", "pencil", Logins.PATIENCE);
    }

    /// As far as the challenge.
    private static ServerFirst challenge(Lines lines, int iterations) throws IOException {
        lines.write("HELLO SCRAM-SHA-256");
        var first = ClientFirst.decode(lines.read().substring("AUTH SCRAM-SHA-256 ".length()));
        var challenge = new ServerFirst(first.nonce() + "server", Logins.PENCIL.salt(), iterations);
        lines.write("CHALLENGE " + challenge.text());
        return challenge;
    }

    @Test
    void aFalseServerThatAcceptsEverybodyIsFoundOut() throws Exception {
        try (var server = serve(lines -> {
            challenge(lines, 4096);
            lines.read();
            lines.write("OK v=" + Logins.NO_PROOF);
            lines.read();
        })) {
            var e = assertThrows(LoginException.class, () -> login(server));
            assertTrue(e.getMessage().contains("false server"), e.getMessage());
        }
    }

    @Test
    void aServerThatMakesGuessingCheapOrLoginDearIsRefused() throws Exception {
        for (int iterations : new int[] {1, 100_000_000}) {
            try (var server = serve(lines -> {
                challenge(lines, iterations);
                lines.read();
            })) {
                assertEquals("iteration-count", assertThrows(ProtocolViolation.class, () -> login(server)).field());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aServerThatDiesAtAnyStepGivesAnErrorAndNoHang(int steps) throws Exception {
        try (var server = serve(lines -> {
            if (steps == 0) return;
            if (steps == 1) {
                lines.write("HELLO SCRAM-SHA-256");
                lines.read();
                return;
            }
            challenge(lines, 4096);
            lines.read();
        })) {
            assertThrows(EOFException.class, () -> login(server));
        }
    }

    @Test
    void aServerThatDiesInsideALineGivesAnError() throws Exception {
        TcpServer.Handler half = connection -> connection.write("HELLO SCRAM-".getBytes());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, half)) {
            assertThrows(EOFException.class, () -> login(server));
        }
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForForEver() throws Exception {
        try (var server = serve(Lines::read)) {
            assertThrows(SocketTimeoutException.class,
                    () -> LoginClient.connect(server.address(), "user", "pencil", Duration.ofMillis(200)));
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 400 Bad Request, verb", "220 mail.example ESMTP, verb", "OK v=AA==, verb",
            "HELLO PLAIN, mechanisms"})
    void somethingElseThanALoginServerIsRecognised(String greeting, String field) throws Exception {
        try (var server = serve(lines -> {
            lines.write(greeting);
            lines.read();
        })) {
            assertEquals(field, assertThrows(ProtocolViolation.class, () -> login(server)).field());
        }
    }

    @Test
    void aRefusalMayComeAtAnyStep() throws Exception {
        try (var server = serve(lines -> lines.write("NO e=no-resources"))) {
            assertEquals("no-resources", assertThrows(LoginException.class, () -> login(server)).error());
        }
        try (var server = serve(lines -> {
            lines.write("HELLO SCRAM-SHA-256");
            lines.read();
            lines.write("NO e=something-new");
        })) {
            assertEquals("something-new", assertThrows(LoginException.class, () -> login(server)).error());
        }
    }

    @Test
    void bytesThatComeInOnePacketWithTheLastLineAreNotLost() throws Exception {
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var lines = new Lines(connection, 10_000);
            lines.write("HELLO SCRAM-SHA-256");
            var first = ClientFirst.decode(lines.read().substring("AUTH SCRAM-SHA-256 ".length()));
            var scram = ScramServer.begin(first, new UserFile.Account(Logins.PENCIL, true), "server");
            lines.write("CHALLENGE " + scram.message().text());
            var last = scram.finish(ClientFinal.decode(lines.read().substring("RESPONSE ".length())));
            connection.write(Logins.utf8("OK " + last.text() + "\nearly"));
            lines.read();
        })) {
            try (var client = login(server)) {
                assertArrayEquals(Logins.utf8("early"), client.echo(Logins.utf8("12345")).data().array());
            }
        }
    }

    @Test
    void aRandomSourceThatFailsOpensNoConnection() throws Exception {
        RandomGenerator random = Mockito.mock(RandomGenerator.class);
        Mockito.doThrow(new ProviderException("no entropy")).when(random).nextBytes(Mockito.any());
        try (var server = serve(Lines::read)) {
            assertThrows(ProviderException.class,
                    () -> LoginClient.connect(Host.HERE, server.address(), "user", "pencil", Logins.PATIENCE, random));
            assertEquals(0, server.counters().get("accepted"));
        }
    }

    @Test
    void aPasswordThatCannotBeOpensNoConnection() throws Exception {
        try (var server = serve(Lines::read)) {
            assertThrows(UsageException.class, () -> LoginClient.connect(server.address(), "user", "", Logins.PATIENCE));
            assertEquals(0, server.counters().get("accepted"));
        }
    }

    @Test
    void eachLoginHasANonceOfItsOwn() throws Exception {
        var seen = Collections.synchronizedSet(new HashSet<String>());
        try (var server = serve(lines -> {
            lines.write("HELLO SCRAM-SHA-256");
            seen.add(ClientFirst.decode(lines.read().substring("AUTH SCRAM-SHA-256 ".length())).nonce());
        })) {
            for (int i = 0; i < 10; i++) assertThrows(EOFException.class, () -> login(server));
        }
        assertEquals(10, seen.size());
        assertTrue(seen.stream().allMatch(nonce -> nonce.length() == 24), List.copyOf(seen).toString());
        assertEquals(24, new Nonces(new Random(1), new byte[32], 0).next().length());
    }
}
