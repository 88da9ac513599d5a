package wirelab.duet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import wirelab.kit.Hmac;
import wirelab.kit.Secrets;

/// A key for HMAC-SHA-256 (RFC 2104, RFC 6234), with which datagrams are sealed: whoever does not have it can neither make
/// nor change one. It hides nothing.
final class Key {
    /// Bytes of a tag: half of the hash, as RFC 2104, section 5, allows.
    static final int TAG = 16;
    /// Bytes of a nonce.
    static final int NONCE = 16;
    private static final byte[] SESSION = "duet session".getBytes(StandardCharsets.US_ASCII);

    private final Hmac hmac;

    Key(byte[] bytes) {
        hmac = Hmac.sha256(bytes);
    }

    /// The key of one conversation: other nonces make another, so that nothing of one conversation is good in the next.
    Key session(byte[] firstNonce, byte[] secondNonce) {
        return new Key(hmac.of(SESSION, firstNonce, secondNonce));
    }

    /// Seals bytes.
    ///
    /// @return the bytes with a tag behind them
    byte[] seal(byte[] message) {
        var sealed = Arrays.copyOf(message, message.length + TAG);
        System.arraycopy(hmac.of(message), 0, sealed, message.length, TAG);
        return sealed;
    }

    /// Whether a datagram was sealed with this key.
    boolean fits(byte[] sealed) {
        if (sealed.length < TAG) return false;
        byte[] tag = Arrays.copyOf(hmac.of(Arrays.copyOf(sealed, sealed.length - TAG)), TAG);
        return Secrets.same(Arrays.copyOfRange(sealed, sealed.length - TAG, sealed.length), tag);
    }
}
