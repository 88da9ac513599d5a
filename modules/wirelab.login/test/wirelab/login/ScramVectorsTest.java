package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The examples of RFC 5802, section 5, and RFC 7677, section 3: user `user`, password `pencil`.
class ScramVectorsTest {
    private record Vector(ScramHash hash, String clientNonce, String clientFirst, String serverFirst, String clientFinal,
            String serverFinal) {}

    private static final Vector RFC_7677 = new Vector(ScramHash.SHA_256, "rOprNGfwEbeRWgbNEkqO",
            "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

    private static final Vector RFC_5802 = new Vector(ScramHash.SHA_1, "fyko+d2lbbFgONRv9qkxdawL",
            "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");

    private static void clientSays(Vector vector) throws Exception {
        var begun = ScramClient.begin(vector.hash, "user", "pencil", vector.clientNonce);
        assertEquals(vector.clientFirst, begun.message().text());
        var answered = begun.answer(ServerFirst.decode(vector.serverFirst));
        assertEquals(vector.clientFinal, answered.message().text());
        answered.finish(ServerFinal.decode(vector.serverFinal));
        var other = new ServerFinal.Signature(ScramHash.base64(new byte[vector.hash.length()]), List.of());
        assertThrows(LoginException.class, () -> answered.finish(other));
    }

    private static void serverSays(Vector vector) throws Exception {
        var hash = vector.hash;
        var challenge = ServerFirst.decode(vector.serverFirst);
        byte[] salted = hash.saltedPassword("pencil", challenge.saltBytes(), challenge.iterations());
        var begun = ScramServer.begin(hash, ClientFirst.decode(vector.clientFirst), challenge,
                hash.h(hash.clientKey(salted)), hash.serverKey(salted), true);
        assertEquals(vector.serverFirst, begun.message().text());
        assertEquals(vector.serverFinal, begun.finish(ClientFinal.decode(vector.clientFinal)).text());
    }

    @Test
    void theClientSaysWhatRfc7677Says() throws Exception {
        clientSays(RFC_7677);
    }

    @Test
    void theServerSaysWhatRfc7677Says() throws Exception {
        serverSays(RFC_7677);
    }

    @Test
    void withSha1TheClientSaysWhatRfc5802Says() throws Exception {
        clientSays(RFC_5802);
    }

    @Test
    void withSha1TheServerSaysWhatRfc5802Says() throws Exception {
        serverSays(RFC_5802);
    }

    @Test
    void thePublicServerSaysTheSame() throws Exception {
        var challenge = ServerFirst.decode(RFC_7677.serverFirst);
        var verifier = Verifier.of("pencil", challenge.saltBytes(), challenge.iterations());
        String serverNonce = challenge.nonce().substring(RFC_7677.clientNonce.length());
        var account = new UserFile.Account(verifier, true);
        var begun = ScramServer.begin(ClientFirst.decode(RFC_7677.clientFirst), account, serverNonce);
        assertEquals(RFC_7677.serverFirst, begun.message().text());
        assertEquals(RFC_7677.serverFinal, begun.finish(ClientFinal.decode(RFC_7677.clientFinal)).text());
    }

    /// The two examples of RFC 6070 that end soon enough, and one of RFC 7914, section 11, for SHA-256: Hi() is PBKDF2.
    @Test
    void hiIsPbkdf2() {
        assertEquals("4b007901b765489abead49d926f721d065a429c1",
                hex(ScramHash.SHA_1.saltedPassword("password", "salt".getBytes(), 4096)));
        assertEquals("0c60c80f961f0e71f3a9b524af6012062fe037a6",
                hex(ScramHash.SHA_1.saltedPassword("password", "salt".getBytes(), 1)));
        assertEquals("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc",
                hex(ScramHash.SHA_256.saltedPassword("passwd", "salt".getBytes(), 1)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
