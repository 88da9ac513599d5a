package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;
import wirelab.ntp.Mode;
import wirelab.ntp.NtpMessage;
import wirelab.ntp.NtpTimestamp;

/// What probes of each kind look like, and what is taken for an answer.
class ProbeFormatsTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(9);

    private static byte[] probe(ProbeFormat format, int sequence) {
        var into = ByteBuffer.allocate(format.size());
        format.encode(into, sequence);
        assertFalse(into.hasRemaining(), "the size is said exactly");
        return into.array();
    }

    private static ProbeFormat.Reading read(ProbeFormat format, byte[] datagram) throws ProtocolViolation {
        return format.decode(ByteBuffer.wrap(datagram), 0);
    }

    private static int sequence(ProbeFormat format, byte[] datagram) throws ProtocolViolation {
        return assertInstanceOf(Answer.class, read(format, datagram)).sequence();
    }

    /// Truncations and mutations of answers: each gives a reading or a violation, and nothing else.
    private static void fuzz(ProbeFormat format, byte[]... answers) {
        for (byte[] answer : answers) Fuzz.truncations(answer).forEach(cut -> harmless(format, cut));
        Fuzz.mutations(4, 10_000, answers).forEach(mutation -> harmless(format, mutation));
    }

    private static void harmless(ProbeFormat format, byte[] datagram) {
        try {
            assertTrue(read(format, datagram) != null);
        } catch (ProtocolViolation e) {
            assertTrue(e.offset() >= 0 && e.offset() <= datagram.length, e.getMessage());
        }
    }

    @Test
    void anEchoProbeComesBackAsItWasOrIsCorrupted() throws Exception {
        var format = new EchoProbe(61, RANDOM);
        byte[] probe = probe(format, 4711);
        assertEquals(4711, sequence(format, probe));
        assertNotEquals(HexFormat.of().formatHex(Arrays.copyOfRange(probe, 12, 61)),
                HexFormat.of().formatHex(Arrays.copyOfRange(probe(format, 4712), 12, 61)), "padding is random");
        for (int at = 8; at < probe.length; at++) {
            byte[] damaged = probe.clone();
            damaged[at] ^= 4;
            assertEquals(ProbeFormat.Reading.Not.CORRUPTED, read(format, damaged), "byte " + at);
        }
        assertEquals(ProbeFormat.Reading.Not.CORRUPTED, read(format, Arrays.copyOf(probe, 60)));
        assertEquals(ProbeFormat.Reading.Not.FOREIGN, read(new EchoProbe(61, RANDOM), probe), "another session");
        assertEquals(ProbeFormat.Reading.Not.FOREIGN, read(format, new byte[3]));
        fuzz(format, probe, probe(format, 0));
    }

    @Test
    void aPingIsAnEchoProbeInAnIcmpMessage() throws Exception {
        for (boolean ipv6 : new boolean[] {false, true}) {
            var format = new PingProbe(new EchoProbe(56, RANDOM), ipv6);
            byte[] probe = probe(format, 70_000);
            assertEquals(ipv6 ? 128 : 8, probe[0] & 0xff);
            assertEquals(70_000 & 0xffff, ByteBuffer.wrap(probe).getShort(6) & 0xffff);
            assertEquals(ProbeFormat.Reading.Not.FOREIGN, read(format, probe), "a request is no reply");
            byte[] reply = probe.clone();
            reply[0] = (byte) (ipv6 ? 129 : 0);
            assertEquals(70_000, sequence(format, reply));
            fuzz(format, reply);
        }
    }

    @Test
    void aStampProbeIsAnsweredByWhoeverSawItsTimeStamp() throws Exception {
        for (String key : new String[] {null, "key"}) {
            var mode = StampMode.of(key);
            var format = new StampProbe(mode, 200, ErrorEstimate.UNKNOWN);
            byte[] probe = probe(format, 5);
            var test = StampTest.decode(mode, ByteBuffer.wrap(probe));
            assertTrue(Math.abs(test.timestamp().nanosSince(NtpTimestamp.of(Instant.now()))) < 60_000_000_000L);
            var came = NtpTimestamp.of(test.timestamp().instant(Instant.now()).plusNanos(3_000_000));
            var left = NtpTimestamp.of(test.timestamp().instant(Instant.now()).plusNanos(3_250_000));
            var reply = new StampReply(2, left, ErrorEstimate.UNKNOWN, came, test, 61);
            byte[] answer = probe.clone();
            reply.encode(mode, ByteBuffer.wrap(answer));
            var wall = test.timestamp().instant(Instant.now()).plusNanos(7_250_000);
            var read = assertInstanceOf(Answer.class, format.decode(ByteBuffer.wrap(answer),
                    wall.getEpochSecond() * 1_000_000_000 + wall.getNano()));
            assertEquals(5, read.sequence());
            assertEquals(250_000, read.inside(), 2);
            assertEquals(3_000_000, read.forward(), 2);
            assertEquals(4_000_000, read.back(), 2);
            assertEquals(61, format.ttl());
            assertEquals(3, format.reached(), "a stateful reflector has answered three");
            var forged = new StampTest(5, new NtpTimestamp(test.timestamp().bits() + 1), test.error());
            new StampReply(2, left, ErrorEstimate.UNKNOWN, came, forged, 61).encode(mode, ByteBuffer.wrap(answer));
            assertEquals(ProbeFormat.Reading.Not.FOREIGN, read(format, answer));
            fuzz(format, answer);
        }
    }

    @Test
    void aTimeServersAnswerIsKnownByTheTimeStampThatItRepeats() throws Exception {
        var format = new NtpProbe(RANDOM);
        var question = NtpMessage.decode(ByteBuffer.wrap(probe(format, 12)));
        assertEquals(Mode.CLIENT, question.mode());
        byte[] answer = answer(question.transmit(), 0x80000000L, 0x80010000L);
        var read = assertInstanceOf(Answer.class, read(format, answer));
        assertEquals(12, read.sequence());
        assertEquals(15_259, read.inside(), 2);
        assertEquals(ProbeFormat.Reading.Not.FOREIGN, read(format, answer(new NtpTimestamp(77), 1, 2)));
        assertEquals(ProbeFormat.Reading.Not.FOREIGN, read(format, probe(format, 12)), "a question is no answer");
        fuzz(format, answer);
    }

    private static byte[] answer(NtpTimestamp origin, long received, long sent) {
        byte[] bytes = NtpMessage.question(new NtpTimestamp(0xebb5c3a1L << 32 | sent)).encode();
        bytes[0] = 0x24;
        bytes[1] = 2;
        ByteBuffer.wrap(bytes).putLong(24, origin.bits()).putLong(32, 0xebb5c3a1L << 32 | received);
        return bytes;
    }

    @Test
    void aNameServersAnswerIsKnownByItsNumberAndItsQuestion() throws Exception {
        var format = new DnsProbe("Example.org.", RANDOM);
        byte[] first = probe(format, 0);
        assertTrue(new String(first, StandardCharsets.ISO_8859_1).contains("\7Example\3org\0\0\1\0\1"));
        for (int i = 1; i < 70_000; i++) probe(format, i);
        byte[] answer = probe(format, 70_000);
        answer[2] = (byte) 0x81;
        assertEquals(70_000, sequence(format, answer));
        byte[] lower = answer.clone();
        lower[13] = 'e';
        assertEquals(70_000, sequence(format, lower), "names do not differ by the size of letters");
        byte[] other = answer.clone();
        other[14] = 'z';
        assertEquals(ProbeFormat.Reading.Not.FOREIGN, read(format, other));
        answer[2] = 1;
        assertEquals(ProbeFormat.Reading.Not.FOREIGN, read(format, answer), "a question is no answer");
        fuzz(format, lower);
    }

    @Test
    void namesThatAreNoneAreRefused() {
        for (String name : new String[] {"a..b", "x".repeat(64) + ".org", "with space.org", "é.org", "a.".repeat(127)
                + "b"}) {
            assertThrows(UsageException.class, () -> new DnsProbe(name, RANDOM), name);
        }
        assertEquals(17, new DnsProbe(".", RANDOM).size(), "the root has a name of one byte");
    }

    @Test
    void anEchoProbeHasRoomForItsHeader() {
        assertThrows(UsageException.class, () -> new EchoProbe(11, RANDOM));
        assertEquals(12, probe(new EchoProbe(12, RANDOM), 1).length);
    }
}
