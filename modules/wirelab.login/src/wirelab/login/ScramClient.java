package wirelab.login;

import java.nio.charset.StandardCharsets;
import java.util.List;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.UsageException;

/// The client's side of SCRAM-SHA-256 without socket, clock or random source: messages go in, messages come out.
///
/// Each step is an object of its own, so that none can be left out:
///
/// ```
/// var begun = ScramClient.begin("user", "pencil", nonce);      begun.message() to the server
/// var answered = begun.answer(serverFirst);                    answered.message() to the server
/// answered.finish(serverFinal);                                returns if the server knows the user
/// ```
public final class ScramClient {
    private final ScramHash hash;
    private final String password;
    private final ClientFirst message;

    private ScramClient(ScramHash hash, String password, ClientFirst message) {
        this.hash = hash;
        this.password = password;
        this.message = message;
    }

    /// Begins a login.
    ///
    /// @param user who wants to log in; SASLprep is applied
    /// @param password the password; SASLprep is applied
    /// @param nonce printable ASCII without comma, never used before: at least 18 random bytes in base64
    /// @throws UsageException when name or password are not allowed
    public static ScramClient begin(String user, String password, String nonce) {
        return begin(ScramHash.SHA_256, user, password, nonce);
    }

    static ScramClient begin(ScramHash hash, String user, String password, String nonce) {
        return new ScramClient(hash, prepare("password", password), new ClientFirst(userName(user), nonce));
    }

    /// Brings a user's name into the form in which it is compared.
    ///
    /// @throws UsageException when it is not allowed
    static String userName(String user) {
        String name = prepare("user name", user);
        String problem = Attributes.nameProblem(name);
        if (problem != null) throw new UsageException("user name: " + problem);
        return name;
    }

    private static String prepare(String what, String text) {
        try {
            return SaslPrep.query(text);
        } catch (UsageException e) {
            throw new UsageException(what + ": " + e.getMessage());
        }
    }

    /// {@return what to send: the client's first message}
    public ClientFirst message() {
        return message;
    }

    /// Proves knowledge of the password. This takes long on purpose: it applies the hash as often as the server asks.
    ///
    /// @throws ProtocolViolation when the server repeats another nonce, or asks for too little or too much work
    public Answered answer(ServerFirst challenge) throws ProtocolViolation {
        if (!challenge.nonce().startsWith(message.nonce()) || challenge.nonce().length() == message.nonce().length()) {
            throw new ProtocolViolation("nonce", 0, "does not begin with ours and go on behind it");
        }
        int iterations = challenge.iterations();
        if (iterations < Verifier.MIN_ITERATIONS || iterations > Verifier.MAX_ITERATIONS) {
            // Too few: a false server makes it cheap for itself to guess the password. Too many: it keeps us busy.
            throw new ProtocolViolation("iteration-count", 0,
                    iterations + " is not between " + Verifier.MIN_ITERATIONS + " and " + Verifier.MAX_ITERATIONS);
        }
        byte[] salted = hash.saltedPassword(password, challenge.saltBytes(), iterations);
        byte[] clientKey = hash.clientKey(salted);
        String binding = ScramHash.base64(message.gs2Header().getBytes(StandardCharsets.UTF_8));
        // The text that is signed does not hold the proof, which is not known yet: any will do.
        var unproven = new ClientFinal(binding, challenge.nonce(), List.of(), "AA==");
        String signed = ScramHash.authMessage(message, challenge, unproven);
        byte[] proof = hash.xor(clientKey, hash.hmac(hash.h(clientKey), signed));
        var answer = new ClientFinal(binding, challenge.nonce(), List.of(), ScramHash.base64(proof));
        return new Answered(answer, hash.hmac(hash.serverKey(salted), signed));
    }

    /// A client that has proved itself and waits for the server to do the same.
    public static final class Answered {
        private final ClientFinal message;
        private final byte[] expected;

        private Answered(ClientFinal message, byte[] expected) {
            this.message = message;
            this.expected = expected;
        }

        /// {@return what to send: the client's second message}
        public ClientFinal message() {
            return message;
        }

        @Override
        public String toString() {
            return "SCRAM client that answered " + message.text();
        }

        /// Checks that the server knows the user too, and is not somebody who answers yes to everything.
        ///
        /// @throws LoginException when the server refused, or could not prove itself
        public void finish(ServerFinal last) throws LoginException {
            switch (last) {
                case ServerFinal.Failure failure -> throw LoginException.refused(failure);
                case ServerFinal.Signature signature -> {
                    if (!Secrets.same(signature.signatureBytes(), expected)) throw LoginException.falseServer();
                }
            }
        }
    }

    @Override
    public String toString() {
        return "SCRAM client that sent " + message.text();
    }
}
