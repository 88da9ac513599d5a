package wirelab.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Bytes;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.stun.Attribute.ChangeRequest;
import wirelab.stun.Attribute.Digest;
import wirelab.stun.Attribute.Endpoint;
import wirelab.stun.Attribute.ErrorCode;
import wirelab.stun.Attribute.Fingerprint;
import wirelab.stun.Attribute.Padding;
import wirelab.stun.Attribute.ResponsePort;
import wirelab.stun.Attribute.Text;
import wirelab.stun.Attribute.Unknown;
import wirelab.stun.Attribute.UnknownAttributes;
import wirelab.stun.StunMessage.Kind;

class StunResponderTest {
    /// By number: A1:P1, A1:P2, A2:P1, A2:P2.
    private static final List<InetSocketAddress> SOCKETS = List.of(new InetSocketAddress("203.0.113.10", 3478),
            new InetSocketAddress("203.0.113.10", 3479), new InetSocketAddress("203.0.113.11", 3478),
            new InetSocketAddress("203.0.113.11", 3479));
    private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 50_000);
    private static final InetSocketAddress CLIENT6 = new InetSocketAddress("2001:db8::7", 50_000);
    private static final TransactionId ID = TransactionId.random(new Random(1));
    private static final TransactionId CLASSIC = new TransactionId(1, 2, 3);
    private static final Credential ALICE = new Credential("alice", "secret");

    private final StunResponder responder = new StunResponder(SOCKETS, null, "wirelab");
    private final StunResponder single = new StunResponder(SOCKETS.subList(0, 1), null, "wirelab");
    private final StunResponder strict = new StunResponder(SOCKETS, ALICE, "wirelab");

    private static StunMessage request(Attribute... attributes) {
        return new StunMessage(Kind.REQUEST, ID, attributes);
    }

    private static StunResponder.Reply ask(StunResponder responder, StunMessage request, int socket)
            throws ProtocolViolation {
        return responder.answer(ByteBuffer.wrap(request.encode()), CLIENT, socket);
    }

    private static StunMessage message(StunResponder.Reply reply) throws ProtocolViolation {
        return StunMessage.decode(ByteBuffer.wrap(reply.payload()));
    }

    private static StunMessage classic(boolean ip, boolean port) {
        return new StunMessage(Kind.REQUEST, CLASSIC, new ChangeRequest(ip, port));
    }

    private static StunMessage signed(String user, String password) {
        return new Credential(user, password).sign(request(), AttributeType.MESSAGE_INTEGRITY);
    }

    private static Padding padding(StunResponder.Reply reply) throws ProtocolViolation {
        return message(reply).find(Padding.class).orElseThrow();
    }

    private static int code(StunResponder.Reply reply) throws ProtocolViolation {
        assertEquals(Kind.ERROR, message(reply).kind());
        return message(reply).find(ErrorCode.class).orElseThrow().code();
    }

    @Test
    void aBindingRequestIsAnsweredWithItsSourceAndNothingElseByAServerWithOneAddress() throws Exception {
        var reply = ask(single, request(), 0);
        assertEquals(CLIENT, reply.to());
        assertEquals(List.of(new Endpoint(AttributeType.XOR_MAPPED_ADDRESS, CLIENT)), message(reply).attributes());
        assertEquals(ID, message(reply).id());
    }

    @Test
    void aServerWithTwoAddressesTellsWhereItAnswersFromAndWhatElseItHas() throws Exception {
        assertEquals(new StunMessage(Kind.SUCCESS, ID, new Endpoint(AttributeType.XOR_MAPPED_ADDRESS, CLIENT),
                new Endpoint(AttributeType.MAPPED_ADDRESS, CLIENT),
                new Endpoint(AttributeType.RESPONSE_ORIGIN, SOCKETS.get(0)),
                new Endpoint(AttributeType.OTHER_ADDRESS, SOCKETS.get(3))), message(ask(responder, request(), 0)));
    }

    /// Table 1 of RFC 5780, for each socket that a request may come to: flags, socket of the answer, OTHER-ADDRESS.
    @ParameterizedTest
    @CsvSource({"0,0,0,3", "0,1,1,3", "0,2,2,3", "0,3,3,3", "1,0,1,2", "1,1,0,2", "1,2,3,2", "1,3,2,2",
        "2,1,3,1", "2,2,0,1", "2,3,1,1", "3,0,3,0", "3,1,2,0", "3,2,1,0", "3,3,0,0"})
    void theAnswerComesFromWhereItIsAskedFor(int socket, int flags, int from, int other) throws Exception {
        var change = new ChangeRequest((flags & StunResponder.CHANGE_IP) != 0, (flags & StunResponder.CHANGE_PORT) != 0);
        var reply = ask(responder, request(change), socket);
        assertEquals(from, reply.socket());
        assertEquals(SOCKETS.get(from), message(reply).address(AttributeType.RESPONSE_ORIGIN).get());
        assertEquals(SOCKETS.get(other), message(reply).address(AttributeType.OTHER_ADDRESS).get());
    }

    @Test
    void aPlainRequestToTheOtherAddressIsToldTheOtherPortThereForTheSakeOfNatdiscovery() throws Exception {
        assertEquals(SOCKETS.get(3), message(ask(responder, request(), 2)).address(AttributeType.OTHER_ADDRESS).get());
    }

    @Test
    void aClientOfRfc3489GetsTheAttributesThatItKnows() throws Exception {
        var reply = ask(responder, classic(true, true), 0);
        assertEquals(3, reply.socket());
        assertEquals(new StunMessage(Kind.SUCCESS, CLASSIC, new Endpoint(AttributeType.MAPPED_ADDRESS, CLIENT),
                new Endpoint(AttributeType.SOURCE_ADDRESS, SOCKETS.get(3)),
                new Endpoint(AttributeType.CHANGED_ADDRESS, SOCKETS.get(3))), message(reply));
    }

    @Test
    void aServerWithOneAddressRefusesToChangeItsAddress() throws Exception {
        var reply = ask(single, request(new ChangeRequest(false, false)), 0);
        assertEquals(420, code(reply));
        assertEquals(List.of(3), message(reply).find(UnknownAttributes.class).get().numbers());
        // A client of RFC 3489 sends the attribute always, even when it wants nothing.
        assertEquals(Kind.SUCCESS, message(ask(single, classic(false, false), 0)).kind());
        assertEquals(420, code(ask(single, classic(true, false), 0)));
    }

    @Test
    void overTcpNothingCanBeSentFromOrToElsewhere() throws Exception {
        assertEquals(420, code(ask(responder, request(new ChangeRequest(true, true)), StunResponder.STREAM)));
        assertEquals(420, code(ask(responder, request(new ResponsePort(9)), StunResponder.STREAM)));
        assertEquals(List.of(new Endpoint(AttributeType.XOR_MAPPED_ADDRESS, CLIENT)),
                message(ask(responder, request(), StunResponder.STREAM)).attributes());
    }

    @Test
    void theAnswerGoesToTheResponsePort() throws Exception {
        var reply = ask(responder, request(new ResponsePort(9)), 0);
        assertEquals(new InetSocketAddress(CLIENT.getAddress(), 9), reply.to());
        assertEquals(CLIENT, message(reply).address(AttributeType.XOR_MAPPED_ADDRESS).get());
    }

    @Test
    void paddingMakesTheAnswerAsLongAsTheRequestAndNeverGoesTogetherWithAResponsePort() throws Exception {
        var request = request(new Padding(600));
        assertEquals(request.size(), ask(responder, request, 0).payload().length);
        assertEquals(0, padding(ask(responder, request(new Padding(8)), 0)).length());
        assertEquals(1500, padding(ask(responder, request(new Padding(4000)), 0)).length());
        assertEquals(400, code(ask(responder, request(new Padding(600), new ResponsePort(9)), 0)));
    }

    @Test
    void whatMustBeUnderstoodAndIsNotIsListed() throws Exception {
        var reply = ask(responder, request(new Unknown(0x7001, Bytes.of()), new Unknown(0x9001, Bytes.of()),
                new Unknown(0x0024, Bytes.of(new byte[40]))), 0);
        assertEquals(420, code(reply));
        assertEquals(List.of(0x7001, 0x0024), message(reply).find(UnknownAttributes.class).get().numbers());
    }

    @Test
    void aFingerprintIsAnsweredWithAFingerprintAndTheNameIsAddedWhereThereIsRoom() throws Exception {
        byte[] answer = ask(single, request().withFingerprint(), 0).payload();
        assertTrue(StunMessage.decode(ByteBuffer.wrap(answer)).find(Fingerprint.class).isPresent());
        var roomy = request(new Text(AttributeType.SOFTWARE, "a name that is long enough"));
        var name = new Text(AttributeType.SOFTWARE, "wirelab");
        assertEquals(name, message(ask(single, roomy, 0)).attributes().getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"INDICATION", "SUCCESS", "ERROR"})
    void indicationsAndAnswersAreNotAnswered(Kind kind) throws Exception {
        assertNull(ask(responder, new StunMessage(kind, ID), 0));
    }

    @Test
    void withACredentialEveryRequestMustBeSigned() throws Exception {
        assertEquals(400, code(ask(strict, request(), 0)), "no integrity");
        var nameless = request().withIntegrity(AttributeType.MESSAGE_INTEGRITY, ALICE.key());
        assertEquals(400, code(ask(strict, nameless, 0)), "no user name");
        assertEquals(401, code(ask(strict, signed("bob", "secret"), 0)));
        assertEquals(401, code(ask(strict, signed("alice", "guess"), 0)));
        assertTrue(message(ask(strict, request(), 0)).find(Digest.class).isEmpty(), "a refusal is not signed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE_INTEGRITY", "MESSAGE_INTEGRITY_SHA256"})
    void aSignedRequestIsAnsweredWithTheSameKindOfSignature(AttributeType type) throws Exception {
        var reply = ask(strict, ALICE.sign(request(), type).withFingerprint(), 0);
        assertEquals(Kind.SUCCESS, message(reply).kind());
        assertTrue(Integrity.verify(ByteBuffer.wrap(reply.payload()), type, ALICE.key()));
        assertTrue(message(reply).find(AttributeType.USERNAME).isEmpty());
        assertEquals(1, message(reply).attributes().stream().filter(Digest.class::isInstance).count());
    }

    @Test
    void ofTwoSignaturesTheBetterOneIsCheckedAndAnswered() throws Exception {
        var user = new Text(AttributeType.USERNAME, "alice");
        var both = request(user).withIntegrity(AttributeType.MESSAGE_INTEGRITY, ALICE.key())
                .withIntegrity(AttributeType.MESSAGE_INTEGRITY_SHA256, "wrong".getBytes());
        assertEquals(401, code(ask(strict, both, 0)));
    }

    /// Whatever comes: at most one answer, to the source's address, and no longer than the request or than the RFCs demand.
    @Test
    void aHundredThousandMutationsAreNotAmplified() {
        var ours = StunMessageTest.messages().stream().filter(message -> message.kind() == Kind.REQUEST);
        var more = Stream.of(request(), request(new ChangeRequest(true, true)), request(new ResponsePort(7)),
                request(new Padding(1500)), request(new Unknown(0x7001, Bytes.of())), classic(false, true),
                signed("alice", "secret").withFingerprint());
        byte[][] seeds = Stream.concat(ours, more).map(StunMessage::encode).toArray(byte[][]::new);
        var random = new Random(5780);
        int[] answered = new int[2];
        Fuzz.mutations(5780, 100_000, seeds).forEach(mutation -> {
            var source = random.nextBoolean() ? CLIENT : CLIENT6;
            var which = List.of(responder, single, strict).get(random.nextInt(3));
            try {
                var reply = which.answer(ByteBuffer.wrap(mutation), source, which == single ? 0 : random.nextInt(4));
                if (reply == null) return;
                answered[0]++;
                // FINGERPRINT, integrity and PADDING are there when the request has them.
                var request = StunMessage.decode(ByteBuffer.wrap(mutation));
                int demanded = StunResponder.demanded(source) + (request.find(Padding.class).isPresent() ? 4 : 0)
                        + (request.find(Fingerprint.class).isPresent() ? 8 : 0)
                        + request.find(Digest.class).map(AttributeCodec::size).orElse(0);
                assertTrue(reply.payload().length <= Math.max(mutation.length, demanded),
                        () -> reply.payload().length + " bytes for " + mutation.length + ": " + request);
                assertEquals(source.getAddress(), reply.to().getAddress());
                var answer = StunMessage.decode(ByteBuffer.wrap(reply.payload()));
                assertFalse(answer.kind() == Kind.REQUEST || answer.kind() == Kind.INDICATION);
            } catch (ProtocolViolation e) {
                answered[1]++;
            }
        });
        assertTrue(answered[0] > 1000 && answered[1] > 1000, Arrays.toString(answered));
    }

    @Test
    void whatIsNoStunIsRefusedWithoutAnAnswer() {
        for (String text : List.of("", "hello, world, this is text")) {
            var bytes = ByteBuffer.wrap(text.getBytes());
            assertThrows(ProtocolViolation.class, () -> responder.answer(bytes, CLIENT, 0));
        }
    }
}
