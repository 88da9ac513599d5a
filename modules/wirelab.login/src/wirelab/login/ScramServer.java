package wirelab.login;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import wirelab.kit.Secrets;

/// The server's side of SCRAM-SHA-256 without socket, clock, random source or user file: messages go in, messages come out.
///
/// ```
/// var begun = ScramServer.begin(clientFirst, account, nonce);      begun.message() to the client
/// var last = begun.finish(clientFinal);                            last to the client; a Signature if it is who it says
/// ```
///
/// It does the same work for a user who does not exist: the account is then one that nobody can log in to.
public final class ScramServer {
    private final ScramHash hash;
    private final ClientFirst first;
    private final ServerFirst message;
    private final byte[] storedKey;
    private final byte[] serverKey;
    private final boolean exists;

    private ScramServer(ScramHash hash, ClientFirst first, ServerFirst message, byte[] storedKey, byte[] serverKey,
            boolean exists) {
        this.hash = hash;
        this.first = first;
        this.message = message;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
        this.exists = exists;
    }

    /// Answers a client's first message.
    ///
    /// @param account the account of the user whom it names, from [UserFile#account(String)]
    /// @param nonce the server's part of the nonce: printable ASCII without comma, never used before
    public static ScramServer begin(ClientFirst first, UserFile.Account account, String nonce) {
        var verifier = account.verifier();
        var message = new ServerFirst(first.nonce() + nonce, verifier.salt(), verifier.iterations());
        return begin(ScramHash.SHA_256, first, message, verifier.storedKeyBytes(), verifier.serverKeyBytes(),
                account.exists());
    }

    static ScramServer begin(ScramHash hash, ClientFirst first, ServerFirst message, byte[] storedKey, byte[] serverKey,
            boolean exists) {
        return new ScramServer(hash, first, message, storedKey, serverKey, exists);
    }

    /// {@return what to send: the server's first message}
    public ServerFirst message() {
        return message;
    }

    /// Checks the client's proof.
    ///
    /// @return what to send: a signature if the client is who it says, else the reason
    public ServerFinal finish(ClientFinal answer) {
        String signed = ScramHash.authMessage(first, message, answer);
        // ClientKey := ClientProof XOR ClientSignature; its hash must be what was stored (RFC 5802, section 3).
        byte[] proof = Arrays.copyOf(answer.proofBytes(), hash.length());
        byte[] clientKey = hash.xor(proof, hash.hmac(storedKey, signed));
        boolean fits = answer.proofBytes().length == hash.length();
        // No short cuts (&, not &&): each proof takes the same time.
        boolean proven = Secrets.same(hash.h(clientKey), storedKey) & fits & exists;
        String signature = ScramHash.base64(hash.hmac(serverKey, signed));

        String header = ScramHash.base64(first.gs2Header().getBytes(StandardCharsets.UTF_8));
        if (!answer.channelBinding().equals(header)) return ServerFinal.Failure.CHANNEL_BINDINGS_DONT_MATCH;
        if (!answer.nonce().equals(message.nonce())) return ServerFinal.Failure.OTHER_ERROR;
        return proven ? new ServerFinal.Signature(signature, List.of()) : ServerFinal.Failure.INVALID_PROOF;
    }

    @Override
    public String toString() {
        return "SCRAM server that answered " + message.text();
    }
}
