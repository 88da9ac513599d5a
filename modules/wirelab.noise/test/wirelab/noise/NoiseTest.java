package wirelab.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.kit.ProtocolViolation;

/// The handshake against public test vectors (titanous/noise, the ones that flynn/noise is tested with), and against
/// changes.
class NoiseTest {
    private static final byte[] RESPONDER = hex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
    private static final byte[] CLIENT_EPHEMERAL = hex("202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f");
    private static final byte[] SERVER_EPHEMERAL = hex("4142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f60");

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static void check(String prologue, String firstPayload, String first, String secondPayload, String second)
            throws Exception {
        var client = new Noise(hex(prologue), CLIENT_EPHEMERAL);
        var server = new Noise(hex(prologue), SERVER_EPHEMERAL);
        assertArrayEquals(hex(first), client.hello(hex(firstPayload)));
        assertArrayEquals(hex(firstPayload), server.readHello(hex(first)));
        assertArrayEquals(hex(second), server.welcome(RESPONDER, hex(secondPayload)));
        assertArrayEquals(hex(secondPayload), client.readWelcome(hex(second)));
        assertArrayEquals(NoiseKeys.publicKey(RESPONDER), client.remoteStatic());
        assertArrayEquals(client.hash(), server.hash());
        byte[][] keys = client.split();
        assertArrayEquals(keys[0], server.split()[0]);
        assertArrayEquals(hex("947e1b1a2798ef97094d7dbccd7244c92baf5e4d8b0e7ed5da78fbe1fdac76"),
                new AeadKey(keys[0]).seal(0, new byte[0], hex("79656c6c6f777375626d6172696e65")));
        assertArrayEquals(hex("ed42482e9b09e2f97dc931e1444f9d7a8b51241108b41cab53474327500596"),
                new AeadKey(keys[1]).seal(0, new byte[0], hex("7375626d6172696e6579656c6c6f77")));
    }

    @Test
    void theVectorsWithPayloadsComeOut() throws Exception {
        check("", "746573745f6d73675f30",
                "358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254746573745f6d73675f30",
                "746573745f6d73675f31",
                "64b101b1d0be5a8704bd078f9895001fc03e8e9f9522f188dd128d9846d48466ba1de7566c661eeed804d8fba1bcf3071d59a4a7"
                        + "ee2095ae6e8d813b554ad81e4ad1b2e3dc131f7decf35551aaa64803118efe076183e491cbc8dbfa9e20298f8603da28"
                        + "2b6cbbf303c8");
    }

    @Test
    void theVectorsWithAPrologueComeOut() throws Exception {
        check("6e6f74736563726574", "", "358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254", "",
                "64b101b1d0be5a8704bd078f9895001fc03e8e9f9522f188dd128d9846d48466ba1de7566c661eeed804d8fba1bcf3071d59a4a7"
                        + "ee2095ae6e8d813b554ad81e607b7c6987c60ff865c745b0c6ef765be0580f5484546cf94bd3ecb0d2298226");
    }

    @Test
    void theVectorsWithBothComeOut() throws Exception {
        check("6e6f74736563726574", "746573745f6d73675f30",
                "358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254746573745f6d73675f30",
                "746573745f6d73675f31",
                "64b101b1d0be5a8704bd078f9895001fc03e8e9f9522f188dd128d9846d48466ba1de7566c661eeed804d8fba1bcf3071d59a4a7"
                        + "ee2095ae6e8d813b554ad81eb15e8bfeea1d1766c1ca995bf2fc89f8118efe076183e491cbc8f2e50c3b6af6238ec0e3"
                        + "7daffb0cc742");
    }

    @Test
    void aBitTurnedOverAnywhereInTheAnswerIsFound() throws Exception {
        var random = new Random(1);
        for (int i = 0; i < 200; i++) {
            var client = new Noise(new byte[0], CLIENT_EPHEMERAL);
            var server = new Noise(new byte[0], SERVER_EPHEMERAL);
            server.readHello(client.hello(new byte[5]));
            byte[] answer = server.welcome(RESPONDER, new byte[7]);
            // The top bit of a key does not count (RFC 7748, section 5), but its hash does.
            answer[random.nextInt(answer.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(ProtocolViolation.class, () -> client.readWelcome(answer));
        }
    }

    @Test
    void aKeyThatMakesTheSecretKnownToAllIsRefused() {
        var server = new Noise(new byte[0], SERVER_EPHEMERAL);
        assertThrows(ProtocolViolation.class, () -> {
            server.readHello(new byte[32]);
            server.welcome(RESPONDER, new byte[0]);
        });
    }

    @Test
    void aMessageCutShortIsRefused() throws Exception {
        var client = new Noise(new byte[0], CLIENT_EPHEMERAL);
        client.hello(new byte[0]);
        for (int length = 0; length < 96; length++) {
            byte[] cut = new byte[length];
            assertThrows(ProtocolViolation.class, () -> client.readWelcome(cut));
        }
        assertThrows(ProtocolViolation.class, () -> new Noise(new byte[0], SERVER_EPHEMERAL).readHello(new byte[31]));
    }

    @Test
    void theNextKeyIsTheSameAtBothEndsAndOpensNothingOfTheLast() throws Exception {
        var one = new AeadKey(new byte[32]);
        var other = new AeadKey(new byte[32]);
        byte[] sealed = one.next().seal(7, new byte[3], new byte[100]);
        assertEquals(100, other.next().open(7, new byte[3], sealed).length);
        assertThrows(ProtocolViolation.class, () -> other.open(7, new byte[3], sealed));
        assertThrows(ProtocolViolation.class, () -> other.next().open(8, new byte[3], sealed));
        assertNotEquals(0, sealed[0]);
    }
}
