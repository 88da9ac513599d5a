package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.keys.HandedRandom;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.ssh.TransportMessage.KexEcdhInit;
import wirelab.ssh.TransportMessage.KexInit;

/// The first key exchange, while nothing is encrypted: whoever is on the way may put in what he likes.
class KeyExchangeAttacksTest {
    private static final String STRICT = "kex-strict-c-v00@openssh.com";
    private static final byte[] IGNORE = new TransportMessage.Ignore(Bytes.of()).encode();

    private final SshMachine.Server server = new SshMachine.Server(List.of(Ends.HOST), Algorithms.ALL, Rekey.DEFAULTS,
            new Random(3), Ends.AUTHORITY, "");
    private final PacketWriter writer = new PacketWriter(new Random(4));

    private KeyExchangeAttacksTest say(byte[]... payloads) {
        for (byte[] payload : payloads) writer.packet(payload, payload, 0, 0);
        int count = writer.waiting();
        server.receive(0, ByteBuffer.wrap(Arrays.copyOf(writer.take(null), count)));
        return this;
    }

    private KeyExchangeAttacksTest begin() {
        server.start(0);
        writer.raw("SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    private static byte[] offer(String... markers) {
        return Algorithms.ALL.withKex("curve25519-sha256").offer(Bytes.wrap(new byte[16]), List.of(markers)).encode();
    }

    private static byte[] share() {
        return new KexEcdhInit(Bytes.wrap(KexMethod.CURVE25519.offer(new SecureRandom()).share())).encode();
    }

    /// What a server has said in the clear: the types of its messages.
    private List<Integer> said() throws ProtocolViolation {
        var in = ByteBuffer.wrap(Ends.taken(server));
        while (in.get() != '\n') { }
        var reader = new PacketReader();
        var types = new ArrayList<Integer>();
        while (in.hasRemaining() && !types.contains(TransportMessage.NEWKEYS) && reader.read(in))
                types.add(reader.body()[1] & 0xff);
        return types;
    }

    @Test
    void anExchangeGoesAsItShould() throws Exception {
        begin().say(offer(STRICT), share());
        assertNull(server.failure());
        assertEquals(List.of(20, 31, 21), said());
    }

    /// Terrapin, CVE-2023-48795: a packet that is put in before the keys lets one be dropped behind them.
    @Test
    void aStrictExchangeBeginsWithTheFirstPacketAndHasNothingElseInIt() {
        assertNotNull(begin().say(IGNORE, offer(STRICT)).server.failure());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7, 50, 80, 98, 200})
    void nothingElseComesWithinTheFirstExchange(int type) {
        begin().say(offer(STRICT)).say(new byte[] {(byte) type, 0, 0, 0, 0, 0, 0, 0, 0});
        assertNotNull(server.failure());
    }

    @Test
    void withoutStrictExchangeWhatIsHarmlessPasses() {
        begin().say(IGNORE, offer(), IGNORE, share());
        assertNull(server.failure());
    }

    @Test
    void anOfferWithinAnExchangeOrKeysTooEarlyEndIt() {
        begin().say(offer(STRICT), offer(STRICT));
        assertNotNull(server.failure());
        var other = new KeyExchangeAttacksTest().begin().say(offer(STRICT), new byte[] {TransportMessage.NEWKEYS});
        assertNotNull(other.server.failure());
        var last = new KeyExchangeAttacksTest().begin().say(share());
        assertNotNull(last.server.failure());
    }

    /// RFC 4253, section 7: what was sent on a wrong guess is dropped, once.
    @Test
    void aWrongGuessIsDroppedOnce() {
        var init = Algorithms.ALL.withKex("curve25519-sha256").offer(Bytes.wrap(new byte[16]), List.of());
        var guess = new KexInit(init.cookie(), init.lists(), true).encode();
        begin().say(guess, new byte[] {30, 1, 2, 3}, share());
        assertNull(server.failure());
        var twice = new KeyExchangeAttacksTest().begin().say(guess, new byte[] {30, 1, 2, 3}, new byte[] {30, 1, 2, 3});
        assertNotNull(twice.server.failure());
    }

    @Test
    void aShareThatIsNoneOrWouldMakeTheSecretKnownIsRefused() {
        var random = new Random(1);
        for (int length : new int[] {0, 31, 33, 1216}) {
            assertThrows(ProtocolViolation.class,
                    () -> KexMethod.CURVE25519.answer(new byte[length], HandedRandom.of(random)));
        }
        byte[] one = new byte[32];
        one[0] = 1;
        for (byte[] small : List.of(new byte[32], one)) {
            assertThrows(ProtocolViolation.class, () -> KexMethod.CURVE25519.answer(small, HandedRandom.of(random)));
        }
        byte[] large = new byte[1216];
        Arrays.fill(large, (byte) 0xff);
        for (byte[] none : List.of(new byte[1215], large)) {
            assertThrows(ProtocolViolation.class,
                    () -> KexMethod.MLKEM768_X25519.answer(none, HandedRandom.of(random)));
        }
    }

    @Test
    void noCipherOfWhichNobodyHasHeardIsAgreedUpon() {
        var none = new KexInit(Bytes.wrap(new byte[16]), List.of(List.of("curve25519-sha256"), List.of("ssh-ed25519"),
                List.of("none"), List.of("none"), List.of("none"), List.of("none"), List.of("none"), List.of("none"),
                        List.of(),
                List.of()), false).encode();
        begin().say(none);
        assertTrue(server.failure().getMessage().startsWith("no cipher in common"), server.failure().getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "SSH-1.5-old\r\n", "SSH-\r\n", "\n", "SSH-3.0-new\n"})
    void whoSpeaksSomethingElseIsToldInWords(String line) {
        server.start(0);
        server.receive(0, ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        assertNotNull(server.failure());
        assertTrue(new String(Ends.taken(server), StandardCharsets.ISO_8859_1).contains("Protocol mismatch"));
    }

    @Test
    void aVersionLineWithoutAnEndIsNotKept() {
        server.start(0);
        server.receive(0, ByteBuffer.wrap(new byte[300]));
        assertNotNull(server.failure());
    }
}
