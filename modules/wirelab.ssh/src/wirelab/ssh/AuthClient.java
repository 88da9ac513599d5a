package wirelab.ssh;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import wirelab.keys.SshSigner;
import wirelab.kit.Bytes;
import wirelab.kit.Visible;
import wirelab.ssh.AuthMessage.Failure;
import wirelab.ssh.AuthMessage.InfoRequest;
import wirelab.ssh.AuthMessage.InfoResponse;
import wirelab.ssh.AuthMessage.Method;
import wirelab.ssh.AuthMessage.PublicKey;
import wirelab.ssh.AuthMessage.Request;
import wirelab.ssh.TransportMessage.Disconnect;

/// The client's side of authentication (RFC 4252): its keys one after the other, then what a person can answer.
final class AuthClient {
    private static final int MOST_PASSWORDS = 3;
    /// Rounds of questions that a server may ask in one try.
    private static final int MOST_QUESTIONS = 10;

    private final Transport transport;
    private final String user;
    private final Credentials credentials;
    private final ArrayDeque<SshSigner> keys;
    private List<String> signatures = List.of();
    private List<String> methods;
    private Method pending;
    private int passwords;
    private int questions;
    private boolean done;

    AuthClient(Transport transport, String user, Credentials credentials) {
        this.transport = transport;
        this.user = user;
        this.credentials = credentials;
        keys = new ArrayDeque<>(credentials.keys());
    }

    void begin() throws SshException {
        transport.send(new TransportMessage.ServiceRequest("ssh-userauth").encode());
    }

    /// @param names what the server says that it can check (RFC 8308, section 3.1)
    void signatures(List<String> names) {
        signatures = names;
    }

    void message(byte[] payload) throws IOException {
        int type = payload[0] & 0xff;
        if (type == TransportMessage.SERVICE_ACCEPT && methods == null) {
            methods = List.of("publickey");
            next();
            return;
        }
        if (methods == null) throw Transport.unexpected(type);
        switch (AuthMessage.decode(payload, pending instanceof AuthMessage.KeyboardInteractive)) {
            case AuthMessage.Banner banner -> credentials.banner(Visible.lines(banner.text()));
            case AuthMessage.Success _ when pending != null -> done = true;
            case Failure failure when pending != null -> {
                methods = failure.methods();
                next();
            }
            case InfoRequest request when pending instanceof AuthMessage.KeyboardInteractive -> answer(request);
            case null, default -> throw Transport.unexpected(type);
        }
    }

    private void next() throws IOException {
        if (methods.contains("publickey") && !keys.isEmpty()) {
            key(keys.poll());
        } else if (pending == null) {
            send(new AuthMessage.None());
        } else if (methods.contains("keyboard-interactive") && passwords < MOST_PASSWORDS) {
            passwords++;
            questions = 0;
            send(new AuthMessage.KeyboardInteractive());
        } else if (methods.contains("password") && passwords < MOST_PASSWORDS) {
            passwords++;
            String password = credentials.answer("password of " + user + ": ", false);
            if (password == null) throw refused();
            send(new AuthMessage.Password(password));
        } else {
            throw refused();
        }
    }

    private void key(SshSigner signer) throws IOException {
        var kind = signer.publicKey().kind();
        String algorithm = kind.signatures().stream().filter(signatures::contains).findFirst()
                .orElse(kind.signatures().getFirst());
        var unsigned = new Request(user, AuthMessage.CONNECTION, new PublicKey(algorithm, signer.publicKey().blob(), null));
        var signature = Bytes.wrap(signer.sign(algorithm, unsigned.signed(transport.session())));
        send(new PublicKey(algorithm, signer.publicKey().blob(), signature));
    }

    private void answer(InfoRequest request) throws IOException {
        if (++questions > MOST_QUESTIONS) throw new SshException(Disconnect.PROTOCOL_ERROR, "the server asks without end");
        if (!request.instruction().isBlank()) credentials.banner(Visible.lines(request.instruction()));
        var answers = new ArrayList<String>();
        for (var prompt : request.prompts()) {
            String answer = credentials.answer(Visible.of(prompt.text()), prompt.echo());
            if (answer == null) throw refused();
            answers.add(answer);
        }
        transport.send(new InfoResponse(answers).encode());
    }

    private void send(Method method) throws SshException {
        pending = method;
        transport.send(new Request(user, AuthMessage.CONNECTION, method).encode());
    }

    private SshException refused() {
        return new SshException(Disconnect.BY_APPLICATION, "the server does not let " + Visible.name(user)
                + " in; it would take: " + Visible.of(String.join(", ", methods)));
    }

    boolean isDone() {
        return done;
    }
}
