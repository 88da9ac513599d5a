package wirelab.stun;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import wirelab.kit.Hmac;
import wirelab.kit.Secrets;

/// The three attributes that are computed over the message before them: FINGERPRINT and two HMACs.
///
/// Each is computed as if it were the last: the length in the header counts it, and nothing behind it.
final class Integrity {
    private static final int STUN = 0x5354_554E;

    private Integrity() {}

    /// The fingerprint of a message.
    ///
    /// @param before the message as far as the attribute, from position to limit
    static int fingerprint(ByteBuffer before) {
        var crc = new CRC32();
        crc.update(withLength(before, 8));
        return (int) crc.getValue() ^ STUN;
    }

    /// The HMAC of a message.
    ///
    /// @param before the message as far as the attribute, from position to limit
    static byte[] hmac(AttributeType type, byte[] key, ByteBuffer before) {
        boolean sha1 = type == AttributeType.MESSAGE_INTEGRITY;
        return (sha1 ? Hmac.sha1(key) : Hmac.sha256(key)).of(withLength(before, 4 + (sha1 ? 20 : 32)));
    }

    /// Whether the HMAC in a message is right.
    ///
    /// @param message the whole message as it came, from position to limit
    /// @return false as well when there is none
    static boolean verify(ByteBuffer message, AttributeType type, byte[] key) {
        var bytes = message.slice();
        for (int at = StunMessage.HEADER; at + 4 <= bytes.limit(); ) {
            int length = bytes.getShort(at + 2) & 0xffff;
            if (at + 4 + length > bytes.limit()) return false;
            if ((bytes.getShort(at) & 0xffff) == type.number()) {
                var claimed = new byte[length];
                bytes.get(at + 4, claimed);
                return Secrets.same(claimed, hmac(type, key, bytes.slice(0, at)));
            }
            at += 4 + length + (-length & 3);
        }
        return false;
    }

    /// A copy of a message's beginning, its length field changed as if an attribute of `size` bytes followed and were the
    /// last.
    private static ByteBuffer withLength(ByteBuffer before, int size) {
        var copy = ByteBuffer.allocate(before.remaining()).put(before.slice()).flip();
        return copy.putShort(2, (short) (before.remaining() - StunMessage.HEADER + size));
    }
}
