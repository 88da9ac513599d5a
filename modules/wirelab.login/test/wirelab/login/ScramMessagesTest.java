package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class ScramMessagesTest {
    private static final String NONCES = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final byte[][] FIRSTS = all("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", "y,a=a=2Cb=3D,n=a=2Cb=3D,r=x,z=1,y=ä=");
    private static final byte[][] CHALLENGES =
            all("r=" + NONCES + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "r=x,s=AA==,i=1,x=y");
    private static final byte[][] FINALS = all("c=biws,r=" + NONCES + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "c=eSws,r=x,z=1,p=AA==");
    private static final byte[][] LASTS =
            all("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "e=invalid-proof", "e=x,z=1", "v=AA==,z=1");
    private static final int MUTATIONS = 10_000;

    private static byte[][] all(String... messages) {
        return List.of(messages).stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    private interface Decoder {
        ScramMessage decode(byte[] bytes) throws ProtocolViolation;
    }

    /// Any bytes give a message that encodes to the same bytes, or a [ProtocolViolation] that names a field and an offset
    /// inside.
    private static boolean isTotal(Decoder decoder, byte[] bytes) {
        try {
            assertArrayEquals(bytes, decoder.decode(bytes).encode(), () -> new String(bytes, StandardCharsets.UTF_8));
            return true;
        } catch (ProtocolViolation e) {
            assertTrue(!e.field().isEmpty() && e.offset() >= 0 && e.offset() <= bytes.length, e.getMessage());
            return false;
        }
    }

    private static void fuzz(Decoder decoder, byte[]... messages) {
        for (byte[] message : messages) {
            assertTrue(isTotal(decoder, message), new String(message, StandardCharsets.UTF_8));
            Fuzz.truncations(message).forEach(bytes -> isTotal(decoder, bytes));
        }
        long readable = Fuzz.mutations(7677, MUTATIONS, messages).filter(bytes -> isTotal(decoder, bytes)).count();
        assertTrue(readable > MUTATIONS / 100, "some mutations can be read: " + readable);
        assertTrue(readable < MUTATIONS * 9 / 10, "most mutations cannot be read: " + readable);
    }

    @Test
    void anyBytesGiveAClientFirstOrAnException() {
        fuzz(ClientFirst::decode, FIRSTS);
    }

    @Test
    void anyBytesGiveAServerFirstOrAnException() {
        fuzz(ServerFirst::decode, CHALLENGES);
    }

    @Test
    void anyBytesGiveAClientFinalOrAnException() {
        fuzz(ClientFinal::decode, FINALS);
    }

    @Test
    void anyBytesGiveAServerFinalOrAnException() {
        fuzz(ServerFinal::decode, LASTS);
    }

    @Test
    void commasAndEqualsSignsInNamesAreEscaped() throws Exception {
        var message = new ClientFirst("a,b=c=2C", "nonce");
        assertEquals("n,,n=a=2Cb=3Dc=3D2C,r=nonce", message.text());
        assertEquals(message, ClientFirst.decode(message.encode()));
    }

    @Test
    void theHeaderIsWhatComesBackInTheSecondMessage() throws Exception {
        assertEquals("n,,", ClientFirst.decode("n,,n=u,r=x").gs2Header());
        assertEquals("y,a=admin,", ClientFirst.decode("y,a=admin,n=u,r=x").gs2Header());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''|gs2-cbind-flag|0", "x,,n=u,r=x|gs2-cbind-flag|0", "p=tls-unique,,n=u,r=x|channel binding|0", "n|authzid|1",
        "n,u,n=u,r=x|authzid|2", "n,a=,n=u,r=x|authzid|2", "n,,m=x,n=u,r=x|reserved-mext|3", "n,,n=,r=x|username|3",
        "n,,n=a=2c,r=x|username|3", "n,,n=a=,r=x|username|3", "n,,u=u,r=x|username|3", "n,,n=ä,x=x|nonce|8",
        "n,,n=u,r=|nonce|7", "n,,n=u,r=a b|nonce|7", "n,,n=u,r=ä|nonce|7", "n,,n=u|nonce|6", "n,,n=u,r=x,|extensions|11",
        "n,,n=u,r=x,1=2|extensions|11",
        "n,,n=u,r=x,z=|extensions|11", "n,,n=u,r=x,r=y|extensions|11", "n,,n=u,r=x,m=y|reserved-mext|11"})
    void aClientFirstThatBreaksTheRulesIsRefusedByNameAndOffset(String text, String field, long offset) {
        var e = assertThrows(ProtocolViolation.class, () -> ClientFirst.decode(text));
        assertEquals(field + " " + offset, e.field() + " " + e.offset(), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "m=x,r=x,s=AA==,i=1|reserved-mext|0", "s=AA==,r=x,i=1|nonce|0", "r=x,s=,i=1|salt|4", "r=x,s=AA,i=1|salt|4",
        "r=x,s=AB==,i=1|salt|4",
        "r=x,s=A===,i=1|salt|4", "r=x,s=AA==,i=0|iteration-count|11", "r=x,s=AA==,i=01|iteration-count|11",
        "r=x,s=AA==,i=-1|iteration-count|11", "r=x,s=AA==,i=4096x|iteration-count|11",
        "r=x,s=AA==,i=1000000000|iteration-count|11",
        "r=x,s=AA==|iteration-count|10", "r=x,s=AA==,i=1,i=2|extensions|15"})
    void aServerFirstThatBreaksTheRulesIsRefusedByNameAndOffset(String text, String field, long offset) {
        var e = assertThrows(ProtocolViolation.class, () -> ServerFirst.decode(text));
        assertEquals(field + " " + offset, e.field() + " " + e.offset(), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "r=x,p=AA==|channel-binding|0", "c=biw,r=x,p=AA==|channel-binding|0", "c=biws,p=AA==|nonce|7", "c=biws,r=x|proof|10",
        "c=biws,r=x,p=|proof|11", "c=biws,r=x,p=AA==,z=1|end|18", "c=biws,r=x,z,p=AA==|extensions|11",
        "c=biws,r=x,m=1,p=AA==|reserved-mext|11"})
    void aClientFinalThatBreaksTheRulesIsRefusedByNameAndOffset(String text, String field, long offset) {
        var e = assertThrows(ProtocolViolation.class, () -> ClientFinal.decode(text));
        assertEquals(field + " " + offset, e.field() + " " + e.offset(), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v=", "v=AAA", "e=", "x=1", "m=1,v=AA==", "v=AA==,", "e=x\ny", "v=AA==,e=x"})
    void aServerFinalThatBreaksTheRulesIsRefused(String text) {
        assertThrows(ProtocolViolation.class, () -> ServerFinal.decode(text));
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedWhereTheyStand() {
        byte[] bytes = {'n', ',', ',', 'n', '=', (byte) 0xff};
        var e = assertThrows(ProtocolViolation.class, () -> ClientFirst.decode(bytes));
        assertEquals("message at byte 5: not UTF-8", e.getMessage());
    }

    @Test
    void everyLengthHasItsLimit() throws Exception {
        String longest = "u".repeat(ScramMessage.MAX_NAME);
        assertEquals(longest, ClientFirst.decode("n,,n=" + longest + ",r=x").user());
        refused("n,,n=" + longest + "u,r=x", "username");
        refused("n,a=" + longest + "u,n=u,r=x", "authzid");
        refused("n,,n=u,r=" + "x".repeat(ScramMessage.MAX_CLIENT_NONCE + 1), "nonce");
        refused("n,,n=u,r=x,z=" + "x".repeat(ScramMessage.MAX_EXTENSIONS), "extensions");
        refused("n".repeat(ScramMessage.MAX_BYTES + 1), "message");
        String nonce = "x".repeat(ScramMessage.MAX_NONCE + 1);
        assertThrows(ProtocolViolation.class, () -> ServerFirst.decode("r=" + nonce + ",s=AA==,i=1"));
        assertThrows(ProtocolViolation.class, () -> ServerFirst.decode("r=x,s=" + "A".repeat(88) + ",i=1"));
    }

    @Test
    void theLongestValuesOfAllFieldsFitIntoOneMessage() throws Exception {
        String name = ",".repeat(ScramMessage.MAX_NAME);
        var extensions = List.of("z=" + "x".repeat(ScramMessage.MAX_EXTENSIONS - 2));
        var first = new ClientFirst(true, name, name, "x".repeat(ScramMessage.MAX_CLIENT_NONCE), extensions);
        assertEquals(first, ClientFirst.decode(first.encode()));
        var last = new ClientFinal(ScramHash.base64(first.gs2Header().getBytes()), "x".repeat(ScramMessage.MAX_NONCE),
                extensions, ScramHash.base64(new byte[64]));
        assertEquals(last, ClientFinal.decode(last.encode()));
    }

    private static void refused(String text, String field) {
        assertEquals(field, assertThrows(ProtocolViolation.class, () -> ClientFirst.decode(text)).field());
    }

    @Test
    void whatCannotBeReadCannotBeBuiltEither() {
        assertThrows(IllegalArgumentException.class, () -> new ClientFirst("", "x"));
        assertThrows(IllegalArgumentException.class, () -> new ClientFirst("u", "a,b"));
        assertThrows(IllegalArgumentException.class, () -> new ClientFirst("half \ud800", "x"));
        assertThrows(IllegalArgumentException.class, () -> new ServerFirst("x", "AA", 4096));
        assertThrows(IllegalArgumentException.class, () -> new ServerFirst("x", "AA==", 0));
        assertThrows(IllegalArgumentException.class, () -> new ClientFinal("biws", "x", List.of("p=x"), "AA=="));
        assertThrows(IllegalArgumentException.class, () -> new ServerFinal.Failure("a,b", List.of()));
    }

    @Test
    void theReasonForARefusalHasAWordOfTheRfc() {
        assertEquals(ServerFinal.Failure.CHANNEL_BINDING_NOT_SUPPORTED, reason("p=tls-unique,,n=u,r=x"));
        assertEquals(ServerFinal.Failure.EXTENSIONS_NOT_SUPPORTED, reason("n,,m=1,n=u,r=x"));
        assertEquals(ServerFinal.Failure.INVALID_ENCODING, reason("n,,n=u"));
    }

    private static ServerFinal.Failure reason(String clientFirst) {
        return ServerFinal.Failure.of(assertThrows(ProtocolViolation.class, () -> ClientFirst.decode(clientFirst)));
    }

    @Test
    void aLastMessageIsASignatureOrAFailure() throws Exception {
        assertInstanceOf(ServerFinal.Signature.class, ServerFinal.decode("v=AA=="));
        var failure = assertInstanceOf(ServerFinal.Failure.class, ServerFinal.decode("e=invalid-proof"));
        assertEquals("invalid-proof", failure.error());
    }
}
