package wirelab.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import wirelab.keys.Jca;
import wirelab.kit.FieldWriter;

/// What a key exchange ends in: the hash that the server signs, and the keys that both derive (RFC 4253, sections 7.2 and
/// 8).
///
/// ```
/// H = SHA256(V_C || V_S || I_C || I_S || K_S || Q_C || Q_S || K), each but K as a string
/// IV to server = SHA256(K || H || "A" || session_id), to client "B"; keys "C", "D"; MAC keys "E", "F"
/// what is longer: K2 = SHA256(K || H || K1), K3 = SHA256(K || H || K1 || K2)
/// ```
final class ExchangeHash {
    private final byte[] secret;
    private final byte[] hash;
    private final byte[] session;

    /// @param secret K as it was encoded by its method
    /// @param session the first hash of this connection; `null` when this is the first
    ExchangeHash(byte[] secret, byte[] hash, byte[] session) {
        this.secret = secret;
        this.hash = hash;
        this.session = session == null ? hash : session;
    }

    /// What both ends have said, and thus what neither can deny.
    record Said(String clientVersion, String serverVersion, byte[] clientInit, byte[] serverInit, byte[] hostKey,
            byte[] clientShare, byte[] serverShare) {
        byte[] hash(byte[] secret) {
            return Jca.sha256(new FieldWriter(8192).string(clientVersion.getBytes(StandardCharsets.ISO_8859_1))
                    .string(serverVersion.getBytes(StandardCharsets.ISO_8859_1)).string(clientInit).string(serverInit)
                    .string(hostKey).string(clientShare).string(serverShare).bytes(secret).done());
        }
    }

    byte[] hash() {
        return hash;
    }

    byte[] session() {
        return session;
    }

    /// Derives a key.
    ///
    /// @param letter `A` to `F`
    byte[] key(char letter, int length) {
        byte[] key = Jca.sha256(secret, hash, new byte[] {(byte) letter}, session);
        while (key.length < length) {
            byte[] more = Jca.sha256(secret, hash, key);
            int before = key.length;
            key = Arrays.copyOf(key, before + more.length);
            System.arraycopy(more, 0, key, before, more.length);
        }
        return Arrays.copyOf(key, length);
    }
}
