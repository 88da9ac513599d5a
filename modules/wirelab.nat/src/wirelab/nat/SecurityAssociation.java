package wirelab.nat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// Seals packets to one peer and opens those that come from it: ChaCha20-Poly1305 (RFC 8439).
///
/// ```
///  0        1                 9                 17                          n-16
/// +--------+-----------------+-----------------+---------------------------+----------------+
/// |  0xFC  |  sender (u64)   |  counter (u64)  |  sealed packet            |  Poly1305 tag  |
/// +--------+-----------------+-----------------+---------------------------+----------------+
///  '---------------- authenticated -----------'
/// ```
///
/// `sender` is the beginning of the sender's public key. The nonce is 32 zero bits and the counter, which grows with each
/// packet that the sender seals to anybody. A counter that was seen before, or that lies [#WINDOW] behind, is refused: a
/// packet that a stranger recorded and sends again, from whatever address, changes nothing.
final class SecurityAssociation {
    static final int MAGIC = 0xFC;
    static final int OVERHEAD = 33;
    static final int WINDOW = 4096;
    private static final int HEAD = 17;

    private final Identity self;
    private final long peer;
    private final SecretKey sealing;
    private final SecretKey opening;
    private final long[] seen = new long[WINDOW / 64];
    private long highest;

    SecurityAssociation(Identity self, long peer, SecretKey sealing, SecretKey opening) {
        this.self = self;
        this.peer = peer;
        this.sealing = sealing;
        this.opening = opening;
    }

    /// The sender that a datagram names, or 0 when it is no sealed packet.
    static long sender(byte[] datagram) {
        return datagram.length < OVERHEAD || (datagram[0] & 0xff) != MAGIC ? 0 : ByteBuffer.wrap(datagram).getLong(1);
    }

    byte[] seal(byte[] packet) {
        var out = ByteBuffer.allocate(OVERHEAD + packet.length);
        long counter = self.nextCounter();
        new FieldWriter(out).u8(MAGIC).u64(Identity.tag(self.publicKey())).u64(counter);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, sealing, counter);
            cipher.updateAAD(out.array(), 0, HEAD);
            cipher.doFinal(packet, 0, packet.length, out.array(), HEAD);
            return out.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing cannot fail", e);
        }
    }

    byte[] open(byte[] datagram) throws ProtocolViolation {
        var in = new FieldReader(datagram);
        if (in.u8("magic") != MAGIC || in.u64("sender") != peer) throw new ProtocolViolation("sender", 0, "another one");
        long counter = in.u64("counter");
        if (counter <= 0 || counter <= highest - WINDOW || counter <= highest && used(counter)) {
            throw new ProtocolViolation("counter", 9, counter + " was used before");
        }
        byte[] packet;
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, opening, counter);
            cipher.updateAAD(datagram, 0, HEAD);
            packet = cipher.doFinal(datagram, HEAD, datagram.length - HEAD);
        } catch (GeneralSecurityException e) {
            throw new ProtocolViolation("tag", datagram.length - 16, "forged or damaged");
        }
        use(counter);
        return packet;
    }

    private boolean used(long counter) {
        return (seen[slot(counter)] >>> counter & 1) != 0;
    }

    private void use(long counter) {
        if (counter - highest >= WINDOW) Arrays.fill(seen, 0);
        else for (long c = highest + 1; c < counter; c++) seen[slot(c)] &= ~(1L << c);
        seen[slot(counter)] |= 1L << counter;
        highest = Math.max(highest, counter);
    }

    private static int slot(long counter) {
        return (int) (counter / 64 % (WINDOW / 64));
    }

    private static Cipher cipher(int mode, SecretKey key, long counter) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, key, new IvParameterSpec(ByteBuffer.allocate(12).putLong(4, counter).array()));
        return cipher;
    }
}
