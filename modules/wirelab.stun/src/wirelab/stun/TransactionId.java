package wirelab.stun;

import java.util.random.RandomGenerator;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What ties an answer to its request: the 16 bytes behind type and length.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                   magic cookie 0x2112A442                     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                                                               |
/// |                 96 bits, chosen at random                     |
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// In RFC 3489 all 128 bits were random: that is how a server tells its clients from those of today. They must be hard to
/// guess, since whoever guesses them can answer in the server's place.
///
/// @param cookie [#MAGIC_COOKIE], or anything else in a message after RFC 3489
/// @param head the next four bytes
/// @param tail the last eight bytes
public record TransactionId(int cookie, int head, long tail) {
    /// The magic cookie of RFC 8489, section 5.
    public static final int MAGIC_COOKIE = 0x2112_A442;

    /// Chooses an identifier.
    ///
    /// @param random where the bits come from; outside of tests a `SecureRandom`
    public static TransactionId random(RandomGenerator random) {
        return new TransactionId(MAGIC_COOKIE, random.nextInt(), random.nextLong());
    }

    /// {@return whether the sender speaks RFC 5389 or later: false for a client of RFC 3489, which knows nothing of
    /// XOR-MAPPED-ADDRESS}
    public boolean modern() {
        return cookie == MAGIC_COOKIE;
    }

    static TransactionId read(FieldReader fields) throws ProtocolViolation {
        return new TransactionId((int) fields.u32("magic cookie"), (int) fields.u32("transaction id"),
                fields.u64("transaction id"));
    }

    void write(FieldWriter into) {
        into.u32(cookie).u32(head).u64(tail);
    }

    /// The 16 bytes, with which the XOR attributes are masked.
    byte[] bytes() {
        var bytes = new FieldWriter(16);
        write(bytes);
        return bytes.done();
    }

    /// {@return the identifier as in a dump: the 96 bits in hexadecimal, or all 128 after RFC 3489}
    @Override
    public String toString() {
        String random = "%08x%016x".formatted(head, tail);
        return modern() ? random : "%08x".formatted(cookie) + random;
    }
}
