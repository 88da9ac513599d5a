package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;

/// Keys and certificates as OpenSSL writes them, and curl at the server that has them.
@Tag("interop")
class PemTest {
    @TempDir
    Path folder;

    private Path openssl(String out, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(Peer.require("openssl", "openssl")));
        command.addAll(List.of(arguments));
        try (var peer = Peer.start(command.toArray(String[]::new))) {
            assertEquals(0, peer.awaitExit(), peer.output());
        }
        return folder.resolve(out);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private Path certificate(String kind) throws Exception {
        var key = switch (kind) {
            case "rsa" -> List.of("-newkey", "rsa:2048");
            case "ec" -> List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
            default -> List.of("-newkey", kind);
        };
        var all = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", at(kind + ".key"), "-out", at(kind + ".pem")));
        all.addAll(key);
        return openssl(kind + ".pem", all.toArray(String[]::new));
    }

    private void serves(Path certificates, Path key, String password) throws Exception {
        var options = WebServer.Options.DEFAULTS.withTls(Tls.context(certificates, key, password.toCharArray()));
        try (var server = WebServer.start(options, exchange -> exchange.respond(200, Headers.EMPTY,
                ByteBuffer.wrap("hello".getBytes())));
                var curl = Peer.start(Peer.require("curl", "curl"), "-sS", "--cacert", certificates.toString(),
                        "https://127.0.0.1:" + server.address().getPort() + "/")) {
            assertEquals(0, curl.awaitExit(), curl.output());
            assertEquals("hello", curl.output().strip());
        }
    }

    @Test
    void curlTrustsWhatOpensslMade() throws Exception {
        for (String kind : List.of("rsa", "ec", "ed25519")) {
            var file = certificate(kind);
            var key = folder.resolve(kind + ".key");
            serves(file, key, "");
            var both = Files.writeString(folder.resolve("both.pem"), Files.readString(key) + Files.readString(file));
            assertEquals("TLS", Tls.context(both, "".toCharArray()).getProtocol());
            serves(file, openssl("secret.key", "pkcs8", "-topk8", "-in", key.toString(), "-out", at("secret.key"),
                    "-passout", "pass:sesame"), "sesame");
            if (kind.equals("ed25519")) continue;
            serves(file, openssl("old.key", kind, "-in", key.toString(), "-out", at("old.key"),
                    kind.equals("rsa") ? "-traditional" : "-param_enc", kind.equals("rsa") ? "-check" : "named_curve"), "");
        }
    }

    @Test
    void whatDoesNotBelongTogetherIsRefusedInWords() throws Exception {
        var rsa = certificate("rsa");
        certificate("ec");
        var other = Files.copy(folder.resolve("rsa.key"), folder.resolve("first.key"));
        certificate("rsa");
        for (var wrong : List.of(other, rsa, Files.writeString(folder.resolve("empty"), ""))) {
            var e = assertThrows(IOException.class, () -> Tls.context(rsa, wrong, "".toCharArray()), wrong.toString());
            assertTrue(e.getMessage().contains("key"), e.getMessage());
        }
        var e = assertThrows(IOException.class, () -> Tls.context(rsa, folder.resolve("ec.key"), "".toCharArray()));
        assertTrue(e.getMessage().contains("is not that of the certificate"), e.getMessage());
        e = assertThrows(IOException.class, () -> Tls.context(folder, "".toCharArray()));
        assertTrue(e.getMessage().startsWith(folder + ": "), e.getMessage());
        var text = Files.writeString(folder.resolve("text"), "no certificate at all");
        e = assertThrows(IOException.class, () -> Tls.context(text, "".toCharArray()));
        assertEquals(text + ": neither PEM nor PKCS#12", e.getMessage());
        var no = Files.writeString(folder.resolve("no.pem"),
                "-----BEGIN CERTIFICATE-----\nAA_A\n-----END CERTIFICATE-----\n");
        assertThrows(IOException.class, () -> Tls.context(no, no, "".toCharArray()));
    }
}
