package wirelab.login;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.List;
import wirelab.kit.Connection;
import wirelab.kit.Lines;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

/// The server's side of one login: reads lines, asks [ScramServer], writes lines, counts.
final class LoginDialogue {
    private static final Logger LOG = System.getLogger(LoginDialogue.class.getName());

    /// The end of a login that does not succeed: what is counted, and what the client is told.
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final String counter;
        private final transient ServerFinal.Failure failure;

        Refusal(String counter, ServerFinal.Failure failure) {
            super(counter, null, false, false);
            this.counter = counter;
            this.failure = failure;
        }
    }

    private final LoginServer server;
    private final Lines lines;
    private final Connection connection;

    LoginDialogue(LoginServer server, Lines lines, Connection connection) {
        this.server = server;
        this.lines = lines;
        this.connection = connection;
    }

    /// Speaks with the client until it is known who it is.
    ///
    /// @return whether it may go on
    boolean run() throws IOException {
        try {
            return login();
        } catch (Refusal e) {
            refuse(e.counter, e.failure);
            return false;
        } catch (EOFException e) {
            server.counters().count("login abandoned");
            throw e;
        } catch (ProtocolViolation e) {
            refuse("login failed: malformed", ServerFinal.Failure.of(e));
            throw e;
        } catch (SocketTimeoutException e) {
            refuse("login failed: too slow", ServerFinal.Failure.OTHER_ERROR);
            throw e;
        }
    }

    private boolean login() throws IOException, Refusal {
        write(new LoginLine.Hello(List.of(ScramMessage.MECHANISM)));
        var line = read();
        if (line == null) return false;
        if (!(line instanceof LoginLine.Auth auth)) throw new ProtocolViolation("verb", 0, "AUTH expected");
        var first = first(auth);
        var account = account(first);
        var scram = ScramServer.begin(first, account, nonce());
        write(new LoginLine.Challenge(scram.message().text()));
        line = read();
        if (line == null) return false;
        if (!(line instanceof LoginLine.Response response)) throw new ProtocolViolation("verb", 0, "RESPONSE expected");
        var answer = ClientFinal.decode(response.message());
        if (!server.mayTry(connection)) throw new Refusal("login turned away", ServerFinal.Failure.NO_RESOURCES);
        return end(first, account, scram.finish(answer));
    }

    private static ClientFirst first(LoginLine.Auth auth) throws ProtocolViolation, Refusal {
        if (!auth.mechanism().equals(ScramMessage.MECHANISM)) throw notAllowed(ServerFinal.Failure.OTHER_ERROR);
        var first = ClientFirst.decode(auth.message());
        // Nobody may act as somebody else here, whoever he is; so this may be said before it is known who he is.
        boolean himself = first.authorization() == null || first.authorization().equals(first.user());
        if (!himself) throw notAllowed(ServerFinal.Failure.OTHER_ERROR);
        return first;
    }

    private UserFile.Account account(ClientFirst first) throws Refusal {
        try {
            return server.users().account(first.user());
        } catch (UsageException _) {
            throw notAllowed(ServerFinal.Failure.INVALID_USERNAME_ENCODING);
        }
    }

    private String nonce() throws Refusal {
        try {
            return server.nonce();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the random source does not work", e);
            throw new Refusal("login failed: no nonce", ServerFinal.Failure.OTHER_ERROR);
        }
    }

    private boolean end(ClientFirst first, UserFile.Account account, ServerFinal last) throws IOException, Refusal {
        switch (last) {
            case ServerFinal.Signature signature -> {
                server.counters().count("login accepted");
                LOG.log(Level.DEBUG, "{0}: {1} logged in", connection, first.user());
                write(new LoginLine.Ok(signature.text()));
                return true;
            }
            case ServerFinal.Failure failure -> {
                server.failed(connection);
                // A name that does not exist is not logged: it may be a password that was typed into the wrong field.
                LOG.log(Level.DEBUG, "{0}: login of {1} failed: {2}", connection,
                        account.exists() ? first.user() : "an unknown user", failure.error());
                throw new Refusal("login failed: " + (failure != ServerFinal.Failure.INVALID_PROOF ? "changed under way"
                        : account.exists() ? "wrong password" : "unknown user"), failure);
            }
        }
    }

    private static Refusal notAllowed(ServerFinal.Failure failure) {
        return new Refusal("login failed: not allowed", failure);
    }

    private void refuse(String counter, ServerFinal.Failure failure) throws IOException {
        server.counters().count(counter);
        write(new LoginLine.No(failure.text()));
    }

    /// Reads a line; `null` when the client has hung up.
    private LoginLine read() throws IOException {
        String line = lines.read();
        if (line != null) return LoginLine.decode(line);
        server.counters().count("login abandoned");
        return null;
    }

    private void write(LoginLine line) throws IOException {
        lines.write(line.text());
    }
}
