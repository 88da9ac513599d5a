package wirelab.ssh;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import wirelab.keys.Jca;
import wirelab.kit.ProtocolViolation;

/// `aes256-gcm@openssh.com` and `aes128-gcm@openssh.com`: RFC 5647, negotiated as a cipher that brings its own tag. The
/// length stays readable and is authenticated; the nonce is four fixed bytes and a counter of eight that goes up with each
/// packet.
final class AesGcm implements PacketCipher {
    private static final int TAG = 16;

    private final SecretKeySpec key;
    private final byte[] nonce;
    private final Cipher cipher;

    /// @param iv the first nonce, 12 bytes
    AesGcm(byte[] key, byte[] iv) {
        this.key = new SecretKeySpec(key, "AES");
        nonce = iv.clone();
        cipher = Jca.cipher("AES/GCM/NoPadding");
    }

    @Override
    public int block() {
        return 16;
    }

    @Override
    public int tagLength() {
        return TAG;
    }

    @Override
    public int length(int sequence, byte[] packet, int at) {
        return PacketCipher.getInt(packet, at);
    }

    @Override
    public void seal(int sequence, byte[] packet, int at, int length) {
        try {
            begin(Cipher.ENCRYPT_MODE, packet, at);
            cipher.doFinal(packet, at + 4, length, packet, at + 4);
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    @Override
    public void open(int sequence, byte[] packet, int at, int length, byte[] body) throws ProtocolViolation {
        try {
            begin(Cipher.DECRYPT_MODE, packet, at);
            cipher.doFinal(packet, at + 4, length + TAG, body, 0);
        } catch (AEADBadTagException _) {
            throw PacketCipher.forged();
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    private void begin(int mode, byte[] packet, int at) throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(packet, at, 4);
        for (int i = nonce.length - 1; i >= 4 && ++nonce[i] == 0; i--) { }
    }
}
