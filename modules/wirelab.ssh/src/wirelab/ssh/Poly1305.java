package wirelab.ssh;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Poly1305 (RFC 8439, section 2.5), which the JDK has only inside a cipher of another shape: the message as a number to
/// base 2^128, evaluated at `r` modulo 2^130 - 5, plus `s`. Numbers are five limbs of 26 bits, so that sums of ten products
/// fit a `long`; nothing branches or looks up by what is secret.
///
/// Two blocks are taken in one step, `(h + m1) r^2 + m2 r`: one carry for both, and half of the products need not wait for
/// the step before.
final class Poly1305 {
    static final int TAG = 16;
    private static final long MASK = 0x3ffffff;
    private static final int BLOCK = 16;
    /// Bit 128, which stands before each whole block.
    private static final long TOP = 1L << 24;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long r0, r1, r2, r3, r4;
    private long h0, h1, h2, h3, h4;

    private Poly1305(byte[] key) {
        long low = get(key, 0) & 0x0ffffffc0fffffffL, high = get(key, 8) & 0x0ffffffc0ffffffcL;
        r0 = low & MASK;
        r1 = low >>> 26 & MASK;
        r2 = (low >>> 52 | high << 12) & MASK;
        r3 = high >>> 14 & MASK;
        r4 = high >>> 40;
    }

    /// Computes a tag.
    ///
    /// @param key `r` then `s`, 32 bytes
    /// @param tag takes 16 bytes from `tagAt` on; may be the array of the message, behind it
    static void tag(byte[] key, byte[] message, int from, int length, byte[] tag, int tagAt) {
        var sum = new Poly1305(key);
        int done = length >= 4 * BLOCK ? sum.pairs(message, from, length) : 0;
        for (; length - done >= BLOCK; done += BLOCK) sum.add(get(message, from + done), get(message, from + done + 8), TOP);
        if (done < length) {
            // The last block ends in a one bit of its own instead of bit 128.
            var last = new byte[BLOCK];
            System.arraycopy(message, from + done, last, 0, length - done);
            last[length - done] = 1;
            sum.add(get(last, 0), get(last, 8), 0);
        }
        sum.finish(key, tag, tagAt);
    }

    private static long get(byte[] from, int at) {
        return (long) LONG.get(from, at);
    }

    /// Takes one block.
    private void add(long low, long high, long top) {
        h0 += low & MASK;
        h1 += low >>> 26 & MASK;
        h2 += (low >>> 52 | high << 12) & MASK;
        h3 += high >>> 14 & MASK;
        h4 += high >>> 40 | top;
        multiply();
    }

    /// `h = h r`. What overflows at the top comes in again below, five times, since 2^130 is 5.
    private void multiply() {
        long s1 = r1 * 5, s2 = r2 * 5, s3 = r3 * 5, s4 = r4 * 5;
        long d0 = h0 * r0 + h1 * s4 + h2 * s3 + h3 * s2 + h4 * s1;
        long d1 = h0 * r1 + h1 * r0 + h2 * s4 + h3 * s3 + h4 * s2 + (d0 >>> 26);
        long d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s4 + h4 * s3 + (d1 >>> 26);
        long d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s4 + (d2 >>> 26);
        long d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0 + (d3 >>> 26);
        h0 = (d0 & MASK) + (d4 >>> 26) * 5;
        h1 = (d1 & MASK) + (h0 >>> 26);
        h0 &= MASK;
        h2 = d2 & MASK;
        h3 = d3 & MASK;
        h4 = d4 & MASK;
    }

    /// Takes blocks two by two.
    ///
    /// @return how many bytes
    private int pairs(byte[] message, int from, int length) {
        h0 = r0;
        h1 = r1;
        h2 = r2;
        h3 = r3;
        h4 = r4;
        multiply();
        // The square of r, and r.
        final long q0 = h0, q1 = h1, q2 = h2, q3 = h3, q4 = h4, p1 = q1 * 5, p2 = q2 * 5, p3 = q3 * 5, p4 = q4 * 5;
        final long r0 = this.r0, r1 = this.r1, r2 = this.r2, r3 = this.r3, r4 = this.r4;
        final long s1 = r1 * 5, s2 = r2 * 5, s3 = r3 * 5, s4 = r4 * 5;
        long a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0;
        int done = 0;
        for (; length - done >= 2 * BLOCK; done += 2 * BLOCK) {
            int at = from + done;
            long low = get(message, at), high = get(message, at + 8);
            a0 += low & MASK;
            a1 += low >>> 26 & MASK;
            a2 += (low >>> 52 | high << 12) & MASK;
            a3 += high >>> 14 & MASK;
            a4 += high >>> 40 | TOP;
            low = get(message, at + 16);
            high = get(message, at + 24);
            long b0 = low & MASK, b1 = low >>> 26 & MASK, b2 = (low >>> 52 | high << 12) & MASK, b3 = high >>> 14 & MASK,
                    b4 = high >>> 40 | TOP;
            long d0 = a0 * q0 + a1 * p4 + a2 * p3 + a3 * p2 + a4 * p1 + b0 * r0 + b1 * s4 + b2 * s3 + b3 * s2 + b4 * s1;
            long d1 = a0 * q1 + a1 * q0 + a2 * p4 + a3 * p3 + a4 * p2 + b0 * r1 + b1 * r0 + b2 * s4 + b3 * s3 + b4 * s2;
            long d2 = a0 * q2 + a1 * q1 + a2 * q0 + a3 * p4 + a4 * p3 + b0 * r2 + b1 * r1 + b2 * r0 + b3 * s4 + b4 * s3;
            long d3 = a0 * q3 + a1 * q2 + a2 * q1 + a3 * q0 + a4 * p4 + b0 * r3 + b1 * r2 + b2 * r1 + b3 * r0 + b4 * s4;
            long d4 = a0 * q4 + a1 * q3 + a2 * q2 + a3 * q1 + a4 * q0 + b0 * r4 + b1 * r3 + b2 * r2 + b3 * r1 + b4 * r0;
            // From both ends at once, which is done sooner than from the first to the last.
            d1 += d0 >>> 26;
            d4 += d3 >>> 26;
            d2 += d1 >>> 26;
            a0 = (d0 & MASK) + (d4 >>> 26) * 5;
            a3 = (d3 & MASK) + (d2 >>> 26);
            a1 = (d1 & MASK) + (a0 >>> 26);
            a4 = (d4 & MASK) + (a3 >>> 26);
            a0 &= MASK;
            a2 = d2 & MASK;
            a3 &= MASK;
        }
        h0 = a0;
        h1 = a1;
        h2 = a2;
        h3 = a3;
        h4 = a4;
        return done;
    }

    private void finish(byte[] key, byte[] tag, int tagAt) {
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
        long low = h0 | h1 << 26 | h2 << 52, high = h2 >>> 12 | h3 << 14 | h4 << 40;
        long s = get(key, 16), sum = low + s;
        LONG.set(tag, tagAt, sum);
        LONG.set(tag, tagAt + 8, high + get(key, 24) + (Long.compareUnsigned(sum, s) < 0 ? 1 : 0));
    }
}
