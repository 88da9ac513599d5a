package wirelab.login;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import wirelab.kit.Connection;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.Tap;

/// What the tests of the login share: a user file, a server, and a client that speaks line by line.
final class Logins {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Verifier PENCIL = Verifier.of("pencil", 4096, new Random(1));
    /// Nobody is slowed down.
    static final LoginServer.Options FREE = LoginServer.Options.DEFAULTS
            .withSlowdown(Slowdown.Limits.DEFAULTS.withFree(Integer.MAX_VALUE));
    /// A proof of the right form that fits no password.
    static final String NO_PROOF = ScramHash.base64(new byte[32]);

    private Logins() {}

    /// A file with the user `user`, whose password is `pencil`.
    static UserFile users(Path folder) throws IOException {
        var file = folder.resolve("users.ini");
        new UserFileWriter(file, new Random(2)).put("user", PENCIL);
        return UserFile.open(file);
    }

    /// A client that says what the test wants.
    static final class Talk implements AutoCloseable {
        final Connection connection;
        final Lines lines;

        Talk(LoginServer server) throws IOException {
            connection = Host.HERE.connect(server.address(), Tap.Party.UNKNOWN).limit(PATIENCE, null);
            lines = new Lines(connection, 10_000);
        }

        String read() throws IOException {
            return lines.read();
        }

        String ask(String line) throws IOException {
            lines.write(line);
            return lines.read();
        }

        /// As far as the challenge for a user.
        ServerFirst challenge(ScramClient client) throws IOException {
            read();
            String line = ask("AUTH SCRAM-SHA-256 " + client.message().text());
            return ServerFirst.decode(line.substring("CHALLENGE ".length()));
        }

        /// Logs in with a proof that is wrong.
        String fail(String user) throws IOException {
            var challenge = challenge(ScramClient.begin(user, "any", "client"));
            return ask("RESPONSE c=biws,r=" + challenge.nonce() + ",p=" + NO_PROOF);
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /// A plain socket to a server, with a time limit.
    static Socket socket(LoginServer server) throws IOException {
        var socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
