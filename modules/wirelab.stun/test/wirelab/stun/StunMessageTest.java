package wirelab.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

class StunMessageTest {
    private static final TransactionId ID = new TransactionId(TransactionId.MAGIC_COOKIE, 0xb7e7a701, 0xbc34d686fa87dfaeL);
    private static final byte[] KEY = Vectors.PASSWORD.getBytes(StandardCharsets.US_ASCII);

    private static final InetSocketAddress MAPPED = address("192.0.2.1", 32_853);
    private static final InetSocketAddress MAPPED6 = address("2001:db8:1234:5678:11:2233:4455:6677", 32_853);

    private static StunMessage decode(byte... bytes) throws ProtocolViolation {
        return StunMessage.decode(ByteBuffer.wrap(bytes));
    }

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static boolean verify(byte[] message, byte[] key) {
        return Integrity.verify(ByteBuffer.wrap(message), AttributeType.MESSAGE_INTEGRITY, key);
    }

    @Test
    void theSampleRequestOfRfc5769IsRead() throws Exception {
        var message = decode(Vectors.REQUEST);
        assertEquals(Kind.REQUEST, message.kind());
        assertEquals(ID, message.id());
        assertEquals(List.of(
                new Text(AttributeType.SOFTWARE, "STUN test client"),
                new Unknown(0x0024, Bytes.of(Vectors.hex("6e0001ff"))),
                new Unknown(0x8029, Bytes.of(Vectors.hex("932ff9b151263b36"))),
                new Text(AttributeType.USERNAME, "evtj:h6vY"),
                new Digest(AttributeType.MESSAGE_INTEGRITY,
                        Bytes.of(Vectors.hex("9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"))),
                new Fingerprint(0xe57a3bcf)), message.attributes());
        assertTrue(verify(Vectors.REQUEST, new Credential("evtj:h6vY", Vectors.PASSWORD).key()));
        assertFalse(verify(Vectors.REQUEST, "another".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(List.of(0x0024), message.notUnderstood(), "PRIORITY is of ICE, and must be understood");
    }

    @Test
    void theSampleResponsesOfRfc5769AreRead() throws Exception {
        assertEquals(MAPPED, decode(Vectors.IPV4_RESPONSE).address(AttributeType.XOR_MAPPED_ADDRESS).get());
        assertEquals(MAPPED6, decode(Vectors.IPV6_RESPONSE).address(AttributeType.XOR_MAPPED_ADDRESS).get());
        assertTrue(verify(Vectors.IPV4_RESPONSE, KEY));
        assertTrue(verify(Vectors.IPV6_RESPONSE, KEY));
    }

    @Test
    void theSampleRequestWithALongTermCredentialIsRead() throws Exception {
        var message = decode(Vectors.LONG_TERM_REQUEST);
        String user = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";
        assertEquals(new Text(AttributeType.USERNAME, user), message.attributes().getFirst());
        assertEquals(new Text(AttributeType.NONCE, "f//499k954d6OL34oL9FSTvy64sA"), message.attributes().get(1));
        assertEquals(new Text(AttributeType.REALM, "example.org"), message.attributes().get(2));
        byte[] secret = (user + ":example.org:TheMatrIX").getBytes(StandardCharsets.UTF_8);
        byte[] key = MessageDigest.getInstance("MD5").digest(secret);
        assertTrue(verify(Vectors.LONG_TERM_REQUEST, key));
    }

    @Test
    void theSampleResponsesAreWrittenByteForByteButForTheFilling() {
        for (byte[] sample : List.of(Vectors.IPV4_RESPONSE, Vectors.IPV6_RESPONSE)) {
            // The samples fill up with spaces, this module with zeros, which changes the HMAC: compare what is before it.
            var mapped = sample == Vectors.IPV4_RESPONSE ? MAPPED : MAPPED6;
            byte[] written = new StunMessage(Kind.SUCCESS, ID, new Text(AttributeType.SOFTWARE, "test vector"),
                    new Endpoint(AttributeType.XOR_MAPPED_ADDRESS, mapped))
                    .withIntegrity(AttributeType.MESSAGE_INTEGRITY, KEY).withFingerprint().encode();
            assertEquals(sample.length, written.length);
            written[35] = ' ';
            assertArrayEquals(Arrays.copyOf(sample, sample.length - 28), Arrays.copyOf(written, written.length - 28));
        }
    }

    @Test
    void theHmacOfASampleIsComputedByteForByte() {
        int digest = Vectors.REQUEST.length - 32;
        var before = ByteBuffer.wrap(Vectors.REQUEST, 0, digest);
        assertArrayEquals(Arrays.copyOfRange(Vectors.REQUEST, digest + 4, digest + 24),
                Integrity.hmac(AttributeType.MESSAGE_INTEGRITY, KEY, before));
        assertEquals(0xe57a3bcf, Integrity.fingerprint(ByteBuffer.wrap(Vectors.REQUEST, 0, Vectors.REQUEST.length - 8)));
    }

    /// One message of each attribute, and one of all of them.
    static List<StunMessage> messages() {
        var ipv4 = address("203.0.113.7", 40_000);
        var ipv6 = address("2001:db8::7", 65_535);
        List<Attribute> attributes = List.of(
                new Endpoint(AttributeType.MAPPED_ADDRESS, ipv4),
                new Endpoint(AttributeType.XOR_MAPPED_ADDRESS, ipv4),
                new Endpoint(AttributeType.XOR_MAPPED_ADDRESS, ipv6),
                new Endpoint(AttributeType.SOURCE_ADDRESS, ipv6),
                new Endpoint(AttributeType.CHANGED_ADDRESS, ipv4),
                new Endpoint(AttributeType.OTHER_ADDRESS, ipv4),
                new Endpoint(AttributeType.RESPONSE_ORIGIN, ipv6),
                new Endpoint(AttributeType.ALTERNATE_SERVER, ipv4),
                new Text(AttributeType.USERNAME, "alice"),
                new Text(AttributeType.SOFTWARE, ""),
                new Text(AttributeType.REALM, "r\u00e9seau"),
                new Text(AttributeType.NONCE, "n"),
                new ChangeRequest(true, false),
                new ChangeRequest(false, true),
                new ResponsePort(65_535),
                new Padding(7),
                new ErrorCode(420, "Unknown Attribute"),
                new ErrorCode(699, ""),
                new UnknownAttributes(List.of(3, 0x7fff, 0xffff)),
                new Unknown(0x4321, Bytes.of(new byte[5])));
        var messages = new ArrayList<StunMessage>();
        for (var kind : Kind.values()) messages.add(new StunMessage(kind, ID));
        for (var attribute : attributes) messages.add(new StunMessage(Kind.SUCCESS, ID, attribute));
        var all = new StunMessage(Kind.REQUEST, TransactionId.random(new Random(5)), attributes);
        messages.add(all.withIntegrity(AttributeType.MESSAGE_INTEGRITY, KEY)
                .withIntegrity(AttributeType.MESSAGE_INTEGRITY_SHA256, KEY).withFingerprint());
        messages.add(new StunMessage(Kind.REQUEST, new TransactionId(17, 4, 2), new ChangeRequest(false, false)));
        return messages;
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsWrittenIsReadBack(StunMessage message) throws Exception {
        byte[] bytes = message.encode();
        assertEquals(message, decode(bytes));
        assertEquals(message.size(), bytes.length);
        assertEquals(message.id().modern(), StunMessage.maybe(ByteBuffer.wrap(bytes)));
        assertArrayEquals(bytes, decode(bytes).encode(), "one value, one encoding");
    }

    @Test
    void everyTruncationIsRefused() {
        for (var message : messages()) {
            Fuzz.truncations(message.encode()).forEach(cut -> assertThrows(ProtocolViolation.class, () -> decode(cut)));
        }
    }

    @Test
    void aHundredThousandMutationsGiveAMessageOrAProtocolException() {
        var samples = Stream.of(Vectors.REQUEST, Vectors.IPV4_RESPONSE, Vectors.IPV6_RESPONSE, Vectors.LONG_TERM_REQUEST);
        byte[][] seeds = Stream.concat(messages().stream().map(StunMessage::encode), samples).toArray(byte[][]::new);
        int[] read = new int[1];
        Fuzz.mutations(8489, 100_000, seeds).forEach(mutation -> {
            try {
                var message = decode(mutation);
                read[0]++;
                assertEquals(message, decode(message.encode()), "what was read can be written and read again");
            } catch (ProtocolViolation e) {
                assertTrue(e.offset() >= 0 && e.offset() <= mutation.length, e.getMessage());
            }
        });
        assertTrue(read[0] > 1000, "some mutations are messages: " + read[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "c0010000 2112a442 000000000000000000000000",                      // first bits not zero
        "00030000 2112a442 000000000000000000000000",                      // method Allocate of TURN
        "00010004 2112a442 000000000000000000000000",                      // shorter than announced
        "00010002 2112a442 000000000000000000000000 0000",                 // no multiple of four
        "00010004 2112a442 000000000000000000000000 80220004",             // an attribute longer than the message
        "00010008 2112a442 000000000000000000000000 00010004 00010000",    // an address that is too short
        "0001000c 2112a442 000000000000000000000000 00010008 00030000 00000000", // an address of no family
        "00010008 2112a442 000000000000000000000000 80280004 00000000",    // a wrong fingerprint
        "0001000c 2112a442 000000000000000000000000 00030005 00000000 00000000", // a longer CHANGE-REQUEST
        "00010008 2112a442 000000000000000000000000 00090004 00000101",    // error 101
        "00010008 2112a442 000000000000000000000000 00080004 00000000",    // an HMAC of four bytes
    })
    void brokenMessagesAreRefused(String hex) {
        assertThrows(ProtocolViolation.class, () -> decode(Vectors.hex(hex)));
    }

    @Test
    void whatFollowsTheIntegrityIsPassedOverButForTheFingerprint() throws Exception {
        byte[] message = new StunMessage(Kind.REQUEST, ID).withIntegrity(AttributeType.MESSAGE_INTEGRITY, KEY)
                .with(new ChangeRequest(true, true)).withFingerprint().encode();
        var read = decode(message);
        assertTrue(read.find(ChangeRequest.class).isEmpty(), "anybody could have added it on the way");
        assertTrue(read.find(Fingerprint.class).isPresent());
    }

    @Test
    void nothingFollowsTheFingerprint() {
        byte[] message = new StunMessage(Kind.REQUEST, ID).withFingerprint().with(new Padding(4)).encode();
        assertEquals("FINGERPRINT", assertThrows(ProtocolViolation.class, () -> decode(message)).field());
    }

    @Test
    void ofTwoAttributesWithTheSameTypeTheFirstCounts() throws Exception {
        byte[] message = new StunMessage(Kind.REQUEST, ID, new ResponsePort(1), new ResponsePort(2)).encode();
        assertEquals(1, decode(message).find(ResponsePort.class).get().port());
    }

    @Test
    void aResponsePortMayLeaveItsTwoZerosToTheFilling() throws Exception {
        var message = decode(Vectors.hex("00010008 2112a442 000000000000000000000000 00270002 27100000"));
        assertEquals(10_000, message.find(ResponsePort.class).get().port());
    }

    @Test
    void spacesAndAccentsInAPasswordAreTheSameHoweverTheyAreTyped() {
        var composed = new Credential("alice", "caf\u00e9 au lait");
        assertArrayEquals(composed.key(), new Credential("alice", "cafe\u0301\u00a0au\u2003lait").key());
    }
}
