package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

/// Both state machines against each other and against peers that cheat.
class ScramStatesTest {
    private static final Verifier VERIFIER = Verifier.of("pencil", new byte[16], 4096);
    private static final UserFile.Account ACCOUNT = new UserFile.Account(VERIFIER, true);

    private static ScramClient client(String password) {
        return ScramClient.begin("user", password, "client");
    }

    /// A whole login.
    private static ServerFinal login(String password, UserFile.Account account) throws ProtocolViolation {
        var client = client(password);
        var server = ScramServer.begin(client.message(), account, "server");
        return server.finish(client.answer(server.message()).message());
    }

    @Test
    void theRightPasswordGivesASignature() throws Exception {
        assertInstanceOf(ServerFinal.Signature.class, login("pencil", ACCOUNT));
    }

    @Test
    void aWrongPasswordGivesInvalidProof() throws Exception {
        assertEquals(ServerFinal.Failure.INVALID_PROOF, login("pen", ACCOUNT));
    }

    @Test
    void theProofOfAUserWhoDoesNotExistIsNeverAccepted() throws Exception {
        assertEquals(ServerFinal.Failure.INVALID_PROOF, login("pencil", new UserFile.Account(VERIFIER, false)));
    }

    @Test
    void passwordsThatSaslPrepMakesTheSameAreTheSame() throws Exception {
        var account = new UserFile.Account(Verifier.of("caf\u00e9 \u2168", 4096, new Random(1)), true);
        assertInstanceOf(ServerFinal.Signature.class, login("cafe\u0301\u00a0IX", account));
    }

    @Test
    void aProofIsWorthNothingInAnotherConversation() throws Exception {
        var client = client("pencil");
        var recorded = client.answer(ScramServer.begin(client.message(), ACCOUNT, "server1").message()).message();
        var again = ScramServer.begin(client.message(), ACCOUNT, "server2");
        assertEquals(ServerFinal.Failure.OTHER_ERROR, again.finish(recorded));
        var renamed = new ClientFinal(recorded.channelBinding(), again.message().nonce(), List.of(), recorded.proof());
        assertEquals(ServerFinal.Failure.INVALID_PROOF, again.finish(renamed));
    }

    @Test
    void aHeaderThatWasChangedUnderWayIsNoticed() throws Exception {
        var client = client("pencil");
        // Somebody in the middle turns y into n, to hide that the client could bind to a channel.
        var server = ScramServer.begin(new ClientFirst(true, null, "user", "client", List.of()), ACCOUNT, "server");
        var answer = client.answer(server.message()).message();
        assertEquals(ServerFinal.Failure.CHANNEL_BINDINGS_DONT_MATCH, server.finish(answer));
    }

    @Test
    void anythingAddedUnderWayIsNoticed() throws Exception {
        var client = client("pencil");
        var server = ScramServer.begin(client.message(), ACCOUNT, "server");
        var honest = client.answer(server.message()).message();
        var extended = new ClientFinal(honest.channelBinding(), honest.nonce(), List.of("z=1"), honest.proof());
        assertEquals(ServerFinal.Failure.INVALID_PROOF, server.finish(extended));
    }

    @Test
    void aProofOfTheWrongLengthIsWrong() {
        var client = client("pencil");
        var server = ScramServer.begin(client.message(), ACCOUNT, "server");
        for (int length : new int[] {1, 20, 31, 33, 64}) {
            var proof = Base64.getEncoder().encodeToString(new byte[length]);
            var answer = new ClientFinal("biws", "clientserver", List.of(), proof);
            assertEquals(ServerFinal.Failure.INVALID_PROOF, server.finish(answer));
        }
    }

    @Test
    void everySingleBitOfTheProofCounts() throws Exception {
        var client = client("pencil");
        var server = ScramServer.begin(client.message(), ACCOUNT, "server");
        var honest = client.answer(server.message()).message();
        for (int bit = 0; bit < 256; bit++) {
            byte[] proof = honest.proofBytes();
            proof[bit / 8] ^= (byte) (1 << bit % 8);
            var forged = new ClientFinal(honest.channelBinding(), honest.nonce(), List.of(), ScramHash.base64(proof));
            assertEquals(ServerFinal.Failure.INVALID_PROOF, server.finish(forged));
        }
        assertInstanceOf(ServerFinal.Signature.class, server.finish(honest));
    }

    @Test
    void noMutationOfARightAnswerIsAccepted() throws Exception {
        var client = client("pencil");
        var server = ScramServer.begin(client.message(), ACCOUNT, "server");
        byte[] right = client.answer(server.message()).message().encode();
        Fuzz.mutations(5802, 10_000, right).filter(bytes -> !Arrays.equals(bytes, right)).forEach(bytes -> {
            try {
                var last = server.finish(ClientFinal.decode(bytes));
                assertInstanceOf(ServerFinal.Failure.class, last, () -> new String(bytes));
            } catch (ProtocolViolation _) {
                // Refused even earlier.
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"serverclient", "client", "Clientserver", "clien"})
    void aClientRefusesAnAnswerToAnotherNonce(String nonce) {
        var e = assertThrows(ProtocolViolation.class, () -> client("pencil").answer(new ServerFirst(nonce, "AA==", 4096)));
        assertEquals("nonce", e.field());
    }

    @ParameterizedTest
    @CsvSource({"1", "4095", "1000001", "999999999"})
    void aClientRefusesToDoTooLittleOrTooMuchWork(int iterations) {
        var challenge = new ServerFirst("clientserver", "AA==", iterations);
        var e = assertThrows(ProtocolViolation.class, () -> client("pencil").answer(challenge));
        assertEquals("iteration-count", e.field());
    }

    @Test
    void aServerThatSaysYesToEverythingIsNotBelieved() throws Exception {
        var answered = client("pencil").answer(new ServerFirst("clientserver", VERIFIER.salt(), 4096));
        for (int length : new int[] {1, 32, 64}) {
            var signature = new ServerFinal.Signature(ScramHash.base64(new byte[length]), List.of());
            var e = assertThrows(LoginException.class, () -> answered.finish(signature));
            assertEquals(null, e.error());
        }
    }

    @Test
    void aRefusalSaysWhy() throws Exception {
        var answered = client("pencil").answer(new ServerFirst("clientserver", VERIFIER.salt(), 4096));
        var e = assertThrows(LoginException.class, () -> answered.finish(ServerFinal.Failure.INVALID_PROOF));
        assertEquals("invalid-proof", e.error());
        assertTrue(e.getMessage().contains("unknown user or wrong password"), e.getMessage());
    }

    @Test
    void namesAndPasswordsThatCannotBeAreRefusedBeforeAnythingIsSent() {
        assertThrows(UsageException.class, () -> ScramClient.begin("", "pencil", "x"));
        assertThrows(UsageException.class, () -> ScramClient.begin("user", "", "x"));
        assertThrows(UsageException.class, () -> ScramClient.begin("tab\tber", "pencil", "x"));
        var e = assertThrows(UsageException.class, () -> ScramClient.begin("user", "bell\u0007", "x"));
        assertEquals("password: character U+0007 is prohibited (SASLprep, RFC 4013)", e.getMessage());
    }

    @Test
    void aVerifierHidesItsKeysAndChecksItsParts() {
        assertTrue(!VERIFIER.toString().contains(VERIFIER.storedKey()));
        assertTrue(!VERIFIER.toString().contains(VERIFIER.serverKey()));
        assertThrows(UsageException.class, () -> Verifier.of("pencil", 4095, new Random(1)));
        assertThrows(UsageException.class, () -> Verifier.of("pencil", 1_000_001, new Random(1)));
        assertThrows(UsageException.class, () -> Verifier.of("", 4096, new Random(1)));
        assertThrows(UsageException.class, () -> new Verifier("AA==", 4096, VERIFIER.storedKey(), VERIFIER.serverKey()));
        assertThrows(UsageException.class, () -> new Verifier(VERIFIER.salt(), 4096, VERIFIER.salt(), VERIFIER.serverKey()));
    }

    @Test
    void aRandomSourceThatIsStuckStillGivesEachNonceOnce() {
        Random stuck = new Random() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 7);
            }
        };
        var nonces = new Nonces(stuck, new byte[32], 1);
        var seen = new ArrayList<String>();
        for (int i = 0; i < 1000; i++) seen.add(nonces.next());
        assertEquals(1000, seen.stream().distinct().count());
        assertNotEquals(seen.getFirst(), new Nonces(stuck, new byte[32], 2).next(), "also after a restart");
        assertTrue(seen.stream().allMatch(nonce -> nonce.length() == 24 && Attributes.nonceProblem(nonce) == null));
    }
}
