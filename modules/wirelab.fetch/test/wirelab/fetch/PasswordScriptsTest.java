package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Certificates;
import wirelab.kit.Peer;

/// HttpServer and HttpGet with a password from each of the places that it may come from; it is never shown.
@Tag("scripts")
class PasswordScriptsTest {
    private static final String SECRET = "open-" + Certificates.PASSWORD;
    private static final String BASIC = Base64.getEncoder().encodeToString(("bob:" + SECRET).getBytes());

    @TempDir
    private Path folder;

    private static void assertSecret(String what) {
        assertFalse(what.contains(Certificates.PASSWORD), what);
        assertFalse(what.contains(BASIC), what);
    }

    private String password() throws Exception {
        return Files.writeString(folder.resolve("password.txt"), SECRET + "\n").toString();
    }

    private Peer get(List<String> before, String url, String... args) throws Exception {
        var all = new ArrayList<>(List.of("--no-proxy", "-S", "--verbose", "--log", folder.resolve("hops").toString(),
                "-O", folder.resolve("copy").toString(), "--ca-certificate", folder.resolve("ca.pem").toString()));
        all.addAll(List.of(args));
        all.add(url);
        return Peer.start(Peer.command(before, "HttpGet", all.toArray(String[]::new)));
    }

    private void fetched(Peer client) throws Exception {
        try (client) {
            assertEquals(0, client.awaitExit(), client.output());
            assertSecret(client.output());
            String hops = Files.readString(folder.resolve("hops"));
            assertTrue(hops.contains("Authorization: Basic *****"), hops);
            assertSecret(hops);
            assertEquals("for those who are known", Files.readString(folder.resolve("copy")));
        }
    }

    @Test
    void aPasswordFromEveryPlaceOpensTheServerAndIsNeverShown() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("a.txt"), "for those who are known");
        Path keys = Certificates.of(folder);
        Path certificate = folder.resolve("ca.pem");
        try (var keytool = Peer.start(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-exportcert",
                "-rfc", "-keystore", keys.toString(), "-storepass", Certificates.PASSWORD, "-alias", "localhost", "-file",
                certificate.toString())) {
            assertEquals(0, keytool.awaitExit(), keytool.output());
        }
        var variable = List.of("env", "WORD=" + SECRET);
        var log = folder.resolve("access.log");
        try (var server = Peer.start(Peer.command(List.of("env", "WORD=" + Certificates.PASSWORD), "HttpServer", "--port",
                "0",
                "--root", root.toString(), "--auth", "bob", "--password-file", password(), "--tls", keys.toString(),
                "--tls-password-env", "WORD", "--log", log.toString(), "--verbose"))) {
            String at = "localhost:" + server.awaitListening().getPort() + "/a.txt";
            String url = "https://" + at;
            fetched(get(List.of(), url, "--user", "bob:" + SECRET));
            fetched(get(List.of(), url, "--user", "bob", "--password-file", password()));
            fetched(get(variable, url, "--user", "bob", "--password-env", "WORD"));
            fetched(get(List.of(), url, "--user", "bob").send(SECRET + "\n"));
            String field = Files.writeString(folder.resolve("field"), "Authorization: Basic " + BASIC).toString();
            fetched(get(List.of(), url, "--header", "@" + field));
            fetched(get(List.of(), "https://bob:" + SECRET + "@" + at));
            try (var client = get(List.of(), url, "--user", "bob:no-" + SECRET)) {
                assertEquals(6, client.awaitExit(), client.output());
                assertTrue(client.output().contains("\tat wirelab."), client.output());
                assertSecret(client.output());
            }
            assertEquals(0, server.terminate(), server.output());
            assertSecret(server.output());
            assertSecret(Files.readString(log));
        }
    }

    @Test
    void aKeyThatCannotBeOpenedIsOneLineThatSaysWhy() throws Exception {
        Path keys = Certificates.of(folder);
        Path other = Files.writeString(folder.resolve("other.p12"), "neither the one nor the other");
        says("HttpServer: " + keys + ": is protected, and there is no password\n", "--tls", keys.toString());
        says("HttpServer: " + keys + ": the password is wrong\n", "--tls", keys.toString(), "--tls-password-file",
                password());
        says("HttpServer: " + other + ": neither PEM nor PKCS#12\n", "--tls", other.toString());
        says("HttpServer: " + folder + ": Is a directory\n", "--tls", folder.toString());
    }

    private void says(String line, String... args) throws Exception {
        var all = new ArrayList<>(List.of("--port", "0", "--root", folder.toString()));
        all.addAll(List.of(args));
        try (var server = Peer.script("HttpServer", all.toArray(String[]::new))) {
            assertEquals(1, server.awaitExit(), server.output());
            assertEquals(line, server.output());
        }
    }

    /// At a terminal of its own, which Python's `pty` provides.
    @Test
    @Tag("interop")
    void aPasswordThatIsTypedIsNotShown() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("a.txt"), "for those who are known");
        try (var server = Peer.script("HttpServer", "--port", "0", "--root", root.toString(), "--auth", "bob:" + SECRET)) {
            String url = "http://127.0.0.1:" + server.awaitListening().getPort() + "/a.txt";
            var atTerminal = List.of(Peer.require("python3", "python3"), "modules/wirelab.login/test/python/terminal.py",
                    SECRET);
            try (var terminal = Peer.start(Peer.command(atTerminal, "HttpGet", "--no-proxy", "--quiet", "-O", "-", "--user",
                    "bob", url))) {
                assertEquals(0, terminal.awaitExit(), terminal.output());
                assertEquals("password of bob: \nfor those who are known", terminal.output().replace("\r", ""));
            }
        }
    }
}
