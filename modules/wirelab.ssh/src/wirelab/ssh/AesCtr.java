package wirelab.ssh;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import wirelab.keys.Jca;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;

/// `aes256-ctr` and `aes128-ctr` (RFC 4344, section 4) with a MAC over what was encrypted (`hmac-sha2-256-etm@openssh.com`):
/// the length stays readable, and `MAC(sequence || length || encrypted)` stands behind the packet.
final class AesCtr implements PacketCipher {
    private final Cipher cipher;
    private final Mac mac;
    private final byte[] number = new byte[4];

    /// @param mode of [Cipher]: one object encrypts or decrypts for as long as its key lasts, since the counter runs on
    /// @param algorithm of [Mac]
    AesCtr(int mode, byte[] key, byte[] iv, String algorithm, byte[] macKey) {
        cipher = Jca.cipher("AES/CTR/NoPadding");
        try {
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(macKey, algorithm));
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    @Override
    public int block() {
        return 16;
    }

    @Override
    public int tagLength() {
        return mac.getMacLength();
    }

    @Override
    public int length(int sequence, byte[] packet, int at) {
        return PacketCipher.getInt(packet, at);
    }

    @Override
    public void seal(int sequence, byte[] packet, int at, int length) {
        try {
            cipher.update(packet, at + 4, length, packet, at + 4);
            begin(sequence, packet, at, length);
            mac.doFinal(packet, at + 4 + length);
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    @Override
    public void open(int sequence, byte[] packet, int at, int length, byte[] body) throws ProtocolViolation {
        begin(sequence, packet, at, length);
        byte[] right = mac.doFinal();
        var sent = Arrays.copyOfRange(packet, at + 4 + length, at + 4 + length + right.length);
        if (!Secrets.same(sent, right)) throw PacketCipher.forged();
        try {
            cipher.update(packet, at + 4, length, body, 0);
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    private void begin(int sequence, byte[] packet, int at, int length) {
        PacketCipher.putInt(number, 0, sequence);
        mac.update(number);
        mac.update(packet, at, 4 + length);
    }
}
