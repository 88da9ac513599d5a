package wirelab.noise;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import wirelab.kit.ProtocolViolation;

/// A key of AES-256-GCM (NIST SP 800-38D) as Noise uses it: the nonce is four zero bytes and a number of eight, which is
/// never used twice.
public final class AeadKey {
    public static final int TAG = 16;
    private static final byte[] NONE = {};

    private final SecretKeySpec key;
    private final Cipher cipher;
    private final byte[] nonce = new byte[12];

    public AeadKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    public byte[] seal(long number, byte[] beside, byte[] plain) {
        byte[] sealed = Arrays.copyOf(plain, plain.length + TAG);
        seal(number, beside, beside.length, sealed, 0, plain.length);
        return sealed;
    }

    /// Seals bytes in their place; the tag follows them.
    ///
    /// @param beside what is not hidden, but cannot be changed either
    public void seal(long number, byte[] beside, int besideLength, byte[] bytes, int start, int length) {
        try {
            begin(Cipher.ENCRYPT_MODE, number, beside, besideLength);
            cipher.doFinal(bytes, start, length, bytes, start);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public byte[] open(long number, byte[] beside, byte[] sealed) throws ProtocolViolation {
        byte[] bytes = sealed.clone();
        return Arrays.copyOf(bytes, open(number, beside, beside.length, bytes, 0, bytes.length));
    }

    /// Opens bytes in their place, with the tag behind them.
    ///
    /// @return how many there are
    public int open(long number, byte[] beside, int besideLength, byte[] bytes, int start,
            int length) throws ProtocolViolation {
        if (length < TAG) throw new ProtocolViolation("tag", start, "is cut short");
        try {
            begin(Cipher.DECRYPT_MODE, number, beside, besideLength);
            return cipher.doFinal(bytes, start, length, bytes, start);
        } catch (AEADBadTagException e) {
            throw new ProtocolViolation("tag", start + length - TAG, "is wrong");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void begin(int mode, long number, byte[] beside, int length) throws GeneralSecurityException {
        ByteBuffer.wrap(nonce).putLong(4, number);
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
        cipher.updateAAD(beside, 0, length);
    }

    /// {@return the key that follows this one (Noise, section 4.2, REKEY)}
    public AeadKey next() {
        // A cipher of the JDK remembers the nonce that it sealed with last; a fresh one may do this again.
        byte[] sealed = new AeadKey(key.getEncoded()).seal(-1, NONE, new byte[NoiseKeys.SIZE]);
        return new AeadKey(Arrays.copyOf(sealed, NoiseKeys.SIZE));
    }
}
