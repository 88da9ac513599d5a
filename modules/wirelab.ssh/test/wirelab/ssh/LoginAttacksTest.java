package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.keys.SshKeyPair;
import wirelab.keys.SshPublicKey;
import wirelab.kit.Bytes;
import wirelab.ssh.AuthMessage.Password;
import wirelab.ssh.AuthMessage.PublicKey;
import wirelab.ssh.AuthMessage.Request;

/// Who is not logged in, and does not want to log in properly.
class LoginAttacksTest {
    private static Request request(String user, AuthMessage.Method method) {
        return new Request(user, AuthMessage.CONNECTION, method);
    }

    private static PublicKey signed(Attacker attacker, String user, SshKeyPair signer, SshPublicKey shown) {
        var unsigned = new PublicKey(shown.type(), shown.blob(), null);
        byte[] signature = signer.sign(signer.publicKey().type(), request(user,
                unsigned).signed(attacker.transport.session()));
        return new PublicKey(shown.type(), shown.blob(), Bytes.wrap(signature));
    }

    /// CVE-2025-32433: a server that took messages of the connection protocol from anybody.
    @ParameterizedTest
    @ValueSource(ints = {80, 81, 82, 90, 91, 94, 97, 98, 99, 127, 192, 255})
    void whatBelongsBehindTheLoginEndsTheConnection(int type) throws Exception {
        var attacker = new Attacker().service().say(type, 0, 0, 0, 7, 's', 'e', 's', 's', 'i', 'o', 'n');
        assertNotNull(attacker.server.failure());
        assertNull(attacker.server.user());
        var events = new ArrayList<ChannelEvent>();
        attacker.server.channels.drain(events::add);
        assertTrue(events.isEmpty());
    }

    /// CVE-2018-10933: a server that believed a client who told it that the login had succeeded.
    @ParameterizedTest
    @ValueSource(ints = {6, 51, 52, 53, 60, 61, 63, 66})
    void whatOnlyAServerSaysEndsTheConnection(int type) throws Exception {
        var attacker = new Attacker().service().say(type);
        assertNotNull(attacker.server.failure());
        assertNull(attacker.server.user());
    }

    @Test
    void aRequestBeforeTheServiceEndsTheConnection() throws Exception {
        var attacker = new Attacker().say(request("alice", new Password("secret")).encode());
        assertNotNull(attacker.server.failure());
        assertNull(attacker.server.user());
    }

    @Test
    void anotherServiceIsRefused() throws Exception {
        assertNotNull(new Attacker().say(new TransportMessage.ServiceRequest("ssh-connection").encode()).server.failure());
        var attacker = new Attacker().service().say(new Request("alice", "root-access", new Password("secret")).encode());
        assertNotNull(attacker.server.failure());
        assertNull(attacker.server.user());
    }

    /// CVE-2024-45337: a server that let in by the key that was asked about last, not by the one that had signed.
    @Test
    void aQuestionAboutOneKeyOpensNothingForAnother() throws Exception {
        var attacker = new Attacker().service();
        var alice = Ends.ALICE.publicKey();
        attacker.say(request("alice", new PublicKey(alice.type(), alice.blob(), null)).encode());
        assertEquals(AuthMessage.PK_OK, attacker.last());
        var own = SshKeyPair.ed25519(new Random(66), "mallory");
        attacker.say(request("alice", signed(attacker, "alice", own, own.publicKey())).encode());
        assertEquals(AuthMessage.FAILURE, attacker.last());
        attacker.say(request("alice", signed(attacker, "alice", own, alice)).encode());
        assertEquals(AuthMessage.FAILURE, attacker.last());
        assertNull(attacker.server.user());
    }

    @Test
    void aSignatureIsForOneUser() throws Exception {
        var elsewhere = new Attacker().service();
        var attacker = new Attacker().service();
        var forOther = signed(elsewhere, "bob", Ends.ALICE, Ends.ALICE.publicKey());
        attacker.say(request("alice", forOther).encode());
        assertEquals(AuthMessage.FAILURE, attacker.last());
        assertNull(attacker.server.user());
        attacker.say(request("alice", signed(attacker, "alice", Ends.ALICE, Ends.ALICE.publicKey())).encode());
        assertEquals("alice", attacker.server.user());
    }

    @Test
    void aNameOfAnAlgorithmThatIsNotThatOfTheKeyIsRefused() throws Exception {
        var attacker = new Attacker().service();
        var alice = Ends.ALICE.publicKey();
        for (String name : new String[] {"ssh-rsa", "rsa-sha2-256", "ecdsa-sha2-nistp256", "none", ""}) {
            attacker.say(request("alice", new PublicKey(name, alice.blob(), null)).encode());
            assertEquals(AuthMessage.FAILURE, attacker.last(), name);
        }
    }

    @Test
    void afterSixFailuresTheServerHangsUp() throws Exception {
        var attacker = new Attacker().service();
        for (int i = 0; i < 5; i++) {
            attacker.say(request("alice", new Password("guess " + i)).encode());
            assertEquals(AuthMessage.FAILURE, attacker.last());
        }
        attacker.say(request("alice", new Password("guess")).encode());
        assertNotNull(attacker.server.failure());
        attacker.say(request("alice", new Password("secret")).encode());
        assertNull(attacker.server.user());
    }

    @Test
    void anAnswerThatNobodyAskedForEndsTheConnection() throws Exception {
        var attacker = new Attacker().service().say(new AuthMessage.InfoResponse(List.of("secret")).encode());
        assertNotNull(attacker.server.failure());
    }

    @Test
    void anAnswerCountsForTheOneWhoWasAsked() throws Exception {
        var attacker = new Attacker().service();
        attacker.say(request("mallory", new AuthMessage.KeyboardInteractive()).encode());
        assertEquals(AuthMessage.INFO_REQUEST, attacker.last());
        attacker.say(request("alice", new AuthMessage.None()).encode());
        attacker.say(new AuthMessage.InfoResponse(List.of("secret")).encode());
        assertNotNull(attacker.server.failure(), "another request has taken the question back");
        assertNull(attacker.server.user());
    }

    @Test
    void aUserWhoIsInIsNotAskedAgain() throws Exception {
        var attacker = Attacker.inside();
        attacker.say(request("root", new Password("secret")).encode());
        assertNull(attacker.server.failure());
        assertEquals("alice", attacker.server.user());
    }
}
