package wirelab.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.stun.Attribute.ChangeRequest;
import wirelab.stun.Attribute.Endpoint;
import wirelab.stun.Attribute.ErrorCode;
import wirelab.stun.Attribute.Fingerprint;
import wirelab.stun.StunMessage.Kind;

class StunAgentTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("203.0.113.10", 3478);
    private static final InetSocketAddress ME = new InetSocketAddress("198.51.100.7", 50_000);
    private static final long MS = 1_000_000;

    private final StunAgent agent = new StunAgent(Retry.STANDARD, null, new Random(8489));

    private static ByteBuffer answer(StunAgent.Datagram request) throws Exception {
        var asked = StunMessage.decode(ByteBuffer.wrap(request.payload()));
        var mapped = new Endpoint(AttributeType.XOR_MAPPED_ADDRESS, ME);
        return ByteBuffer.wrap(new StunMessage(Kind.SUCCESS, asked.id(), mapped).encode());
    }

    @Test
    void aRequestIsRepeatedAtTheTimesOfTheRfcAndGivenUpAfter39500Milliseconds() {
        var id = agent.ask(SERVER, 0);
        List<Long> sent = new ArrayList<>();
        long now = 0;
        while (true) {
            var due = agent.poll(now);
            for (var _ : due.datagrams()) sent.add(now / MS);
            if (!due.failed().isEmpty()) {
                assertEquals(List.of(id), due.failed());
                break;
            }
            now += agent.next(now);
        }
        assertEquals(List.of(0L, 500L, 1500L, 3500L, 7500L, 15_500L, 31_500L), sent);
        assertEquals(39_500, now / MS);
        assertEquals(Duration.ofMillis(39_500), Retry.STANDARD.whole());
        assertEquals(Long.MAX_VALUE, agent.next(now), "nothing is left to do");
    }

    @Test
    void anAnswerEndsTheTransactionAndTellsTheRoundTrip() throws Exception {
        var id = agent.ask(SERVER, 0);
        var request = agent.poll(0).datagrams().getFirst();
        var event = assertInstanceOf(StunAgent.Answered.class, agent.input(answer(request), SERVER, 30 * MS));
        assertEquals(id, event.id());
        assertEquals(ME, event.mapped());
        assertTrue(event.granted());
        assertEquals(Duration.ofMillis(30), event.roundTrip());
        assertInstanceOf(StunAgent.Ignored.class, agent.input(answer(request), SERVER, 31 * MS), "the second copy of it");
        assertEquals(Long.MAX_VALUE, agent.next(31 * MS));
    }

    @Test
    void theRoundTripOfARepeatedRequestIsNotKnown() throws Exception {
        agent.ask(SERVER, 0);
        var request = agent.poll(0).datagrams().getFirst();
        agent.poll(500 * MS);
        assertNull(assertInstanceOf(StunAgent.Answered.class, agent.input(answer(request), SERVER, 510 * MS)).roundTrip());
    }

    @Test
    void otherTrafficOnTheSocketIsLeftAlone() throws Exception {
        agent.ask(SERVER, 0);
        agent.poll(0);
        for (String text : List.of("", "bob|hello", "alice@chat a text that is longer than a header of STUN")) {
            var datagram = ByteBuffer.wrap(text.getBytes());
            assertInstanceOf(StunAgent.NotStun.class, agent.input(datagram, SERVER, 1));
            assertEquals(0, datagram.position(), "it can still be read");
        }
        var id = new TransactionId(TransactionId.MAGIC_COOKIE, 1, 2);
        byte[] broken = new StunMessage(Kind.SUCCESS, id).withFingerprint().encode();
        broken[broken.length - 1] ^= 1;
        assertInstanceOf(StunAgent.NotStun.class, agent.input(ByteBuffer.wrap(broken), SERVER, 1), "a wrong fingerprint");
    }

    @Test
    void anAnswerToNobodysQuestionIsIgnored() {
        var stray = new StunMessage(Kind.SUCCESS, new TransactionId(TransactionId.MAGIC_COOKIE, 1, 2),
                new Endpoint(AttributeType.XOR_MAPPED_ADDRESS, ME));
        agent.ask(SERVER, 0);
        agent.poll(0);
        assertInstanceOf(StunAgent.Ignored.class, agent.input(ByteBuffer.wrap(stray.encode()), SERVER, 1));
    }

    @Test
    void aQuestionFromOutsideIsHandedOn() {
        var request = new StunMessage(Kind.REQUEST, new TransactionId(TransactionId.MAGIC_COOKIE, 1, 2));
        assertEquals(new StunAgent.Asked(request, ME), agent.input(ByteBuffer.wrap(request.encode()), ME, 1));
    }

    @Test
    void requestsCarryAFingerprintAndWhatElseIsAskedFor() throws Exception {
        agent.ask(SERVER, 0, new ChangeRequest(true, false));
        var request = StunMessage.decode(ByteBuffer.wrap(agent.poll(0).datagrams().getFirst().payload()));
        assertEquals(new ChangeRequest(true, false), request.attributes().getFirst());
        assertInstanceOf(Fingerprint.class, request.attributes().getLast());
    }

    @Test
    void anErrorIsAnAnswerThatGrantsNothing() throws Exception {
        agent.ask(SERVER, 0);
        var asked = StunMessage.decode(ByteBuffer.wrap(agent.poll(0).datagrams().getFirst().payload()));
        var error = new StunMessage(Kind.ERROR, asked.id(), new ErrorCode(420, ""));
        var event = assertInstanceOf(StunAgent.Answered.class, agent.input(ByteBuffer.wrap(error.encode()), SERVER, 1));
        assertFalse(event.granted());
        assertNull(event.mapped());
    }

    @Test
    void withACredentialOnlySignedAnswersCountAndARefusalThatNobodyCouldSign() throws Exception {
        var credential = new Credential("alice", "secret");
        var signing = new StunAgent(Retry.STANDARD, credential, new Random(1));
        signing.ask(SERVER, 0);
        var request = signing.poll(0).datagrams().getFirst();
        assertTrue(Integrity.verify(ByteBuffer.wrap(request.payload()), AttributeType.MESSAGE_INTEGRITY, credential.key()));
        assertInstanceOf(StunAgent.Ignored.class, signing.input(answer(request), SERVER, 1));
        var signed = StunMessage.decode(answer(request)).withIntegrity(AttributeType.MESSAGE_INTEGRITY, credential.key());
        assertInstanceOf(StunAgent.Answered.class, signing.input(ByteBuffer.wrap(signed.encode()), SERVER, 1));
    }

    @Test
    void moreTransactionsThanThereIsRoomForAreRefused() {
        for (int i = 0; i < StunAgent.MAX_TRANSACTIONS; i++) agent.ask(SERVER, 0);
        assertThrows(IllegalStateException.class, () -> agent.ask(SERVER, 0));
    }

    @Test
    void aCancelledRequestIsSilent() {
        var id = agent.ask(SERVER, 0);
        agent.cancel(id);
        assertEquals(List.of(), agent.poll(0).datagrams());
    }
}
