package wirelab.ssh;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import wirelab.keys.Jca;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;

/// `chacha20-poly1305@openssh.com`: the length is encrypted with a key of its own, so that an eavesdropper does not see
/// where a packet ends; the rest with the other, whose first block gives the key of the tag. The nonce is the packet's
/// number.
///
/// The original ChaCha20 has a counter and a nonce of 64 bits each, the JDK's one of 32 and one of 96: with four zero bytes
/// before the nonce they are the same for the first 256 GiB of a packet.
final class ChaCha implements PacketCipher {
    private static final byte[] ZEROS = new byte[64];

    private final SecretKeySpec bodyKey;
    private final SecretKeySpec lengthKey;
    private final Cipher body = Jca.cipher("ChaCha20");
    private final Cipher length = Jca.cipher("ChaCha20");
    private final byte[] nonce = new byte[12];
    private final byte[] tagKey = new byte[64];
    private final byte[] clearLength = new byte[4];

    /// @param key 64 bytes: that of the body, then that of the length
    ChaCha(byte[] key) {
        bodyKey = new SecretKeySpec(key, 0, 32, "ChaCha20");
        lengthKey = new SecretKeySpec(key, 32, 32, "ChaCha20");
    }

    @Override
    public int block() {
        return 8;
    }

    @Override
    public int tagLength() {
        return Poly1305.TAG;
    }

    @Override
    public int length(int sequence, byte[] packet, int at) {
        try {
            begin(length, Cipher.DECRYPT_MODE, lengthKey, sequence);
            length.update(packet, at, 4, clearLength, 0);
            return PacketCipher.getInt(clearLength, 0);
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    @Override
    public void seal(int sequence, byte[] packet, int at, int count) {
        try {
            begin(length, Cipher.ENCRYPT_MODE, lengthKey, sequence);
            length.update(packet, at, 4, packet, at);
            begin(body, Cipher.ENCRYPT_MODE, bodyKey, sequence);
            // The first block is the key of the tag; the text begins with the second.
            body.update(ZEROS, 0, 64, tagKey, 0);
            body.update(packet, at + 4, count, packet, at + 4);
            Poly1305.tag(tagKey, packet, at, 4 + count, packet, at + 4 + count);
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    @Override
    public void open(int sequence, byte[] packet, int at, int count, byte[] into) throws ProtocolViolation {
        try {
            begin(body, Cipher.DECRYPT_MODE, bodyKey, sequence);
            body.update(ZEROS, 0, 64, tagKey, 0);
            var right = new byte[Poly1305.TAG];
            Poly1305.tag(tagKey, packet, at, 4 + count, right, 0);
            int end = at + 4 + count;
            if (!Secrets.same(Arrays.copyOfRange(packet, end, end + right.length), right)) throw PacketCipher.forged();
            body.update(packet, at + 4, count, into, 0);
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    private void begin(Cipher cipher, int mode, SecretKeySpec key, int sequence) throws GeneralSecurityException {
        PacketCipher.putInt(nonce, 8, sequence);
        cipher.init(mode, key, new ChaCha20ParameterSpec(nonce, 0));
    }
}
