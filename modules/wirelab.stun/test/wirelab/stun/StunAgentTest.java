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
        var id = agent.ask(0, SERVER);
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
        var id = agent.ask(0, SERVER);
        var request = agent.poll(0).datagrams().getFirst();
        var event = assertInstanceOf(StunAgent.Answered.class, agent.input(30 * MS, answer(request), SERVER));
        assertEquals(id, event.id());
        assertEquals(ME, event.mapped());
        assertTrue(event.granted());
        assertEquals(Duration.ofMillis(30), event.roundTrip());
        assertInstanceOf(StunAgent.Ignored.class, agent.input(31 * MS, answer(request), SERVER), "the second copy of it");
        assertEquals(Long.MAX_VALUE, agent.next(31 * MS));
    }

    @Test
    void theRoundTripOfARepeatedRequestIsNotKnown() throws Exception {
        agent.ask(0, SERVER);
        var request = agent.poll(0).datagrams().getFirst();
        agent.poll(500 * MS);
        assertNull(assertInstanceOf(StunAgent.Answered.class, agent.input(510 * MS, answer(request), SERVER)).roundTrip());
    }

    @Test
    void otherTrafficOnTheSocketIsLeftAlone() throws Exception {
        agent.ask(0, SERVER);
        agent.poll(0);
        for (String text : List.of("", "bob|hello", "alice@chat a text that is longer than a header of STUN")) {
            var datagram = ByteBuffer.wrap(text.getBytes());
            assertInstanceOf(StunAgent.NotStun.class, agent.input(1, datagram, SERVER));
            assertEquals(0, datagram.position(), "it can still be read");
        }
        var id = new TransactionId(TransactionId.MAGIC_COOKIE, 1, 2);
        byte[] broken = new StunMessage(Kind.SUCCESS, id).withFingerprint().encode();
        broken[broken.length - 1] ^= 1;
        assertInstanceOf(StunAgent.NotStun.class, agent.input(1, ByteBuffer.wrap(broken), SERVER), "a wrong fingerprint");
    }

    @Test
    void anAnswerToNobodysQuestionIsIgnored() {
        var stray = new StunMessage(Kind.SUCCESS, new TransactionId(TransactionId.MAGIC_COOKIE, 1, 2),
                new Endpoint(AttributeType.XOR_MAPPED_ADDRESS, ME));
        agent.ask(0, SERVER);
        agent.poll(0);
        assertInstanceOf(StunAgent.Ignored.class, agent.input(1, ByteBuffer.wrap(stray.encode()), SERVER));
    }

    @Test
    void aQuestionFromOutsideIsHandedOn() {
        var request = new StunMessage(Kind.REQUEST, new TransactionId(TransactionId.MAGIC_COOKIE, 1, 2));
        assertEquals(new StunAgent.Asked(request, ME), agent.input(1, ByteBuffer.wrap(request.encode()), ME));
    }

    @Test
    void requestsCarryAFingerprintAndWhatElseIsAskedFor() throws Exception {
        agent.ask(0, SERVER, new ChangeRequest(true, false));
        var request = StunMessage.decode(ByteBuffer.wrap(agent.poll(0).datagrams().getFirst().payload()));
        assertEquals(new ChangeRequest(true, false), request.attributes().getFirst());
        assertInstanceOf(Fingerprint.class, request.attributes().getLast());
    }

    @Test
    void anErrorIsAnAnswerThatGrantsNothing() throws Exception {
        agent.ask(0, SERVER);
        var asked = StunMessage.decode(ByteBuffer.wrap(agent.poll(0).datagrams().getFirst().payload()));
        var error = new StunMessage(Kind.ERROR, asked.id(), new ErrorCode(420, ""));
        var event = assertInstanceOf(StunAgent.Answered.class, agent.input(1, ByteBuffer.wrap(error.encode()), SERVER));
        assertFalse(event.granted());
        assertNull(event.mapped());
    }

    @Test
    void withACredentialOnlySignedAnswersCountAndARefusalThatNobodyCouldSign() throws Exception {
        var credential = new Credential("alice", "secret");
        var signing = new StunAgent(Retry.STANDARD, credential, new Random(1));
        signing.ask(0, SERVER);
        var request = signing.poll(0).datagrams().getFirst();
        assertTrue(Integrity.verify(ByteBuffer.wrap(request.payload()), AttributeType.MESSAGE_INTEGRITY, credential.key()));
        assertInstanceOf(StunAgent.Ignored.class, signing.input(1, answer(request), SERVER));
        var signed = StunMessage.decode(answer(request)).withIntegrity(AttributeType.MESSAGE_INTEGRITY, credential.key());
        assertInstanceOf(StunAgent.Answered.class, signing.input(1, ByteBuffer.wrap(signed.encode()), SERVER));
    }

    @Test
    void whoGotWronglySignedAnswersAloneIsToldThatIntegrityWasViolated() throws Exception {
        var retry = new Retry(Duration.ofMillis(20), 2, 2);
        for (boolean answered : new boolean[] {true, false}) {
            var signing = new StunAgent(retry, new Credential("alice", "secret"), new Random(1));
            var id = signing.ask(0, SERVER);
            var request = signing.poll(0).datagrams().getFirst();
            if (answered) assertInstanceOf(StunAgent.Ignored.class, signing.input(1, answer(request), SERVER));
            long now = 0;
            var due = signing.poll(now);
            while (due.failed().isEmpty()) due = signing.poll(now += 10 * MS);
            assertEquals(answered ? List.of(id) : List.of(), due.violated());
        }
    }

    @Test
    void moreTransactionsThanThereIsRoomForAreRefused() {
        for (int i = 0; i < StunAgent.MAX_TRANSACTIONS; i++) agent.ask(0, SERVER);
        assertThrows(IllegalStateException.class, () -> agent.ask(0, SERVER));
    }

    @Test
    void aCancelledRequestIsSilent() {
        var id = agent.ask(0, SERVER);
        agent.cancel(id);
        assertEquals(List.of(), agent.poll(0).datagrams());
    }
}
