package wirelab.ssh;

import java.util.List;
import java.util.function.BiConsumer;
import wirelab.keys.SshPublicKey;
import wirelab.kit.ProtocolViolation;
import wirelab.ssh.AuthMessage.InfoRequest;
import wirelab.ssh.AuthMessage.InfoResponse;
import wirelab.ssh.AuthMessage.PkOk;
import wirelab.ssh.AuthMessage.Prompt;
import wirelab.ssh.AuthMessage.PublicKey;
import wirelab.ssh.AuthMessage.Request;
import wirelab.ssh.TransportMessage.Disconnect;
import wirelab.ssh.TransportMessage.ServiceRequest;

/// The server's side of authentication (RFC 4252). It keeps nothing from one request to the next but how many have failed
/// and whether a question of `keyboard-interactive` is open: what was asked about one key opens nothing for another, and
/// each request is about the user that it names.
final class AuthServer {
    private static final String USERAUTH = "ssh-userauth";
    /// Failures after which the server hangs up.
    static final int MOST_FAILURES = 6;
    private static final int MOST_NAME = 64;

    private final Transport transport;
    private final Authority authority;
    private final String banner;
    private final BiConsumer<Long, Request> success;
    private boolean serving;
    private int failures;
    /// The request whose question waits for an answer.
    private Request asked;
    private boolean done;

    /// @param banner what is shown before anybody logs in; empty for nothing
    /// @param success takes the time and the request that was granted
    AuthServer(Transport transport, Authority authority, String banner, BiConsumer<Long, Request> success) {
        this.transport = transport;
        this.authority = authority;
        this.banner = banner;
        this.success = success;
    }

    /// Takes a message. Whatever is not part of a login ends the connection: no message of the protocol above may have an
    /// effect before (CVE-2025-32433), and none of those that only a server sends (CVE-2018-10933).
    void message(long now, byte[] payload) throws SshException, ProtocolViolation {
        int type = payload[0] & 0xff;
        switch (type) {
            case TransportMessage.SERVICE_REQUEST -> service(payload);
            case AuthMessage.REQUEST -> {
                if (!serving) throw Transport.unexpected(type);
                asked = null;
                if (AuthMessage.decode(payload, false) instanceof Request request) request(now, request);
            }
            case AuthMessage.INFO_RESPONSE -> {
                if (asked == null) throw Transport.unexpected(type);
                if (AuthMessage.decode(payload, true) instanceof InfoResponse response) response(now, response);
            }
            default -> throw Transport.unexpected(type);
        }
    }

    private void service(byte[] payload) throws SshException, ProtocolViolation {
        var request = (ServiceRequest) TransportMessage.decode(payload);
        if (!request.service().equals(USERAUTH)) {
            throw new SshException(Disconnect.SERVICE_NOT_AVAILABLE, "only " + USERAUTH
                    + " can be asked for before a login");
        }
        transport.send(new TransportMessage.ServiceAccept(USERAUTH).encode());
        if (!serving && !banner.isEmpty()) transport.send(new AuthMessage.Banner(banner).encode());
        serving = true;
    }

    private void request(long now, Request request) throws SshException {
        if (!request.service().equals(AuthMessage.CONNECTION)) {
            throw new SshException(Disconnect.SERVICE_NOT_AVAILABLE, "only " + AuthMessage.CONNECTION + " follows a login");
        }
        boolean named = request.user().length() <= MOST_NAME;
        boolean offered = authority.methods().contains(request.method().name());
        switch (request.method()) {
            case AuthMessage.None _ -> fail(false);
            case PublicKey key when offered && named -> key(now, request, key);
            case AuthMessage.Password password when offered && named ->
                    decide(now, request, authority.password(request.user(), password.password()));
            case AuthMessage.KeyboardInteractive _ when offered && named -> {
                asked = request;
                transport.send(new InfoRequest("", "", List.of(new Prompt("Password: ", false))).encode());
            }
            default -> fail(true);
        }
    }

    private void response(long now, InfoResponse response) throws SshException {
        var request = asked;
        asked = null;
        decide(now, request, response.responses().size() == 1
                && authority.password(request.user(), response.responses().getFirst()));
    }

    private void key(long now, Request request, PublicKey offered) throws SshException {
        SshPublicKey key;
        try {
            key = SshPublicKey.decode(offered.key().array());
        } catch (ProtocolViolation _) {
            // A kind of key that is not known here: the client may have others.
            fail(true);
            return;
        }
        // The name of the algorithm, the key and the signature must go together.
        boolean fits = key.kind().signatures().contains(offered.algorithm());
        if (offered.signature() == null) {
            if (fits && authority.key(request.user(), key))
                    transport.send(new PkOk(offered.algorithm(), offered.key()).encode());
            else fail(true);
            return;
        }
        decide(now, request, fits && authority.key(request.user(), key) && key.verifies(offered.algorithm(),
                request.signed(transport.session()), offered.signature().array()));
    }

    private void decide(long now, Request request, boolean right) throws SshException {
        if (!right) {
            fail(true);
            return;
        }
        done = true;
        transport.send(new AuthMessage.Success().encode());
        success.accept(now, request);
    }

    private void fail(boolean counts) throws SshException {
        if (counts && ++failures >= MOST_FAILURES) {
            throw new SshException(Disconnect.NO_MORE_AUTH_METHODS, "too many failures to log in");
        }
        transport.send(new AuthMessage.Failure(authority.methods(), false).encode());
    }

    boolean isDone() {
        return done;
    }
}
