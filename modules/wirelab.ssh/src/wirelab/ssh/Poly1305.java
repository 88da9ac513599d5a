package wirelab.ssh;

/// Poly1305 (RFC 8439, section 2.5), which the JDK has only inside a cipher of another shape: the message as a number to
/// base 2^128, evaluated at `r` modulo 2^130 - 5, plus `s`. Numbers are five limbs of 26 bits, so that products of two and
/// sums of five fit a `long`; nothing branches or looks up by what is secret.
final class Poly1305 {
    static final int TAG = 16;
    private static final int MASK = 0x3ffffff;

    private Poly1305() {}

    /// Computes a tag.
    ///
    /// @param key `r` then `s`, 32 bytes
    /// @param tag takes 16 bytes from `tagAt` on; may be the array of the message, behind it
    static void tag(byte[] key, byte[] message, int from, int length, byte[] tag, int tagAt) {
        long r0 = le(key, 0) & 0x3ffffff;
        long r1 = le(key, 3) >> 2 & 0x3ffff03;
        long r2 = le(key, 6) >> 4 & 0x3ffc0ff;
        long r3 = le(key, 9) >> 6 & 0x3f03fff;
        long r4 = le(key, 12) >> 8 & 0x00fffff;
        long s1 = r1 * 5, s2 = r2 * 5, s3 = r3 * 5, s4 = r4 * 5;
        long h0 = 0, h1 = 0, h2 = 0, h3 = 0, h4 = 0;
        byte[] last = new byte[17];
        for (int done = 0; done < length; done += 16) {
            byte[] block = message;
            int at = from + done;
            long top = 1L << 24;
            if (length - done < 16) {
                // The last block ends in a one bit of its own instead of bit 128.
                System.arraycopy(message, at, last, 0, length - done);
                last[length - done] = 1;
                block = last;
                at = 0;
                top = 0;
            }
            h0 += le(block, at) & MASK;
            h1 += le(block, at + 3) >> 2 & MASK;
            h2 += le(block, at + 6) >> 4 & MASK;
            h3 += le(block, at + 9) >> 6 & MASK;
            h4 += le(block, at + 12) >> 8 | top;
            long d0 = h0 * r0 + h1 * s4 + h2 * s3 + h3 * s2 + h4 * s1;
            long d1 = h0 * r1 + h1 * r0 + h2 * s4 + h3 * s3 + h4 * s2;
            long d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s4 + h4 * s3;
            long d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s4;
            long d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0;
            d1 += d0 >>> 26;
            d2 += d1 >>> 26;
            d3 += d2 >>> 26;
            d4 += d3 >>> 26;
            h0 = (d0 & MASK) + (d4 >>> 26) * 5;
            h1 = (d1 & MASK) + (h0 >>> 26);
            h0 &= MASK;
            h2 = d2 & MASK;
            h3 = d3 & MASK;
            h4 = d4 & MASK;
        }
        finish(key, h0, h1, h2, h3, h4, tag, tagAt);
    }

    private static void finish(byte[] key, long h0, long h1, long h2, long h3, long h4, byte[] tag, int tagAt) {
        h2 += h1 >> 26; h1 &= MASK;
        h3 += h2 >> 26; h2 &= MASK;
        h4 += h3 >> 26; h3 &= MASK;
        h0 += (h4 >> 26) * 5; h4 &= MASK;
        h1 += h0 >> 26; h0 &= MASK;
        // g = h - (2^130 - 5); taken instead of h when it is not negative.
        long g0 = h0 + 5, g1 = h1 + (g0 >> 26), g2 = h2 + (g1 >> 26), g3 = h3 + (g2 >> 26), g4 = h4 + (g3 >> 26)
                - (1L << 26);
        long take = ~(g4 >> 63);
        h0 = h0 & ~take | g0 & MASK & take;
        h1 = h1 & ~take | g1 & MASK & take;
        h2 = h2 & ~take | g2 & MASK & take;
        h3 = h3 & ~take | g3 & MASK & take;
        h4 = h4 & ~take | g4 & take;
        long f0 = (h0 | h1 << 26 & 0xffff_ffffL) + le(key, 16);
        long f1 = (h1 >> 6 | h2 << 20 & 0xffff_ffffL) + le(key, 20) + (f0 >>> 32);
        long f2 = (h2 >> 12 | h3 << 14 & 0xffff_ffffL) + le(key, 24) + (f1 >>> 32);
        long f3 = (h3 >> 18 | h4 << 8 & 0xffff_ffffL) + le(key, 28) + (f2 >>> 32);
        put(tag, tagAt, f0);
        put(tag, tagAt + 4, f1);
        put(tag, tagAt + 8, f2);
        put(tag, tagAt + 12, f3);
    }

    private static long le(byte[] from, int at) {
        return from[at] & 0xffL | (from[at + 1] & 0xffL) << 8 | (from[at + 2] & 0xffL) << 16 | (from[at + 3] & 0xffL) << 24;
    }

    private static void put(byte[] into, int at, long value) {
        for (int i = 0; i < 4; i++) into[at + i] = (byte) (value >> 8 * i);
    }
}
