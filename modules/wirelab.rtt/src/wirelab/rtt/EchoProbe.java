package wirelab.rtt;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import wirelab.kit.UsageException;

/// The payload of a probe that comes back as it was: over UDP or TCP to an echo service (RFC 862), or in an ICMP echo.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        "RTT1"                                 |   0
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        session                                |   4
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        sequence                               |   8
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        padding, to the size of the probe      |  12
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// The session is random, so that an answer of a run before, or a forged one, is none. The padding is "randomized" so that
/// no link compresses it (RFC 2681, section 2.6), and can be made again from session and sequence: an answer with any other
/// is corrupted.
final class EchoProbe implements ProbeFormat {
    /// Bytes of a probe without padding.
    static final int HEADER = 12;
    private static final int MAGIC = 0x52545431;

    private final int session;
    private final int size;

    /// @param size bytes of a probe
    /// @param random where the session comes from
    EchoProbe(int size, RandomGenerator random) {
        if (size < HEADER) throw new UsageException("an echo probe has " + HEADER + " bytes at least");
        this.size = size;
        session = random.nextInt();
    }

    /// {@return whether bytes, of which there are [#HEADER] at least, begin as a probe of anybody's does}
    static boolean isProbe(ByteBuffer bytes) {
        return bytes.getInt(bytes.position()) == MAGIC;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void encode(ByteBuffer into, int sequence) {
        into.putInt(MAGIC).putInt(session).putInt(sequence);
        var padding = padding(sequence);
        int left = size - HEADER;
        for (; left >= 8; left -= 8) into.putLong(padding.nextLong());
        for (long last = padding.nextLong(); left > 0; left--, last >>>= 8) into.put((byte) last);
    }

    private SplittableRandom padding(int sequence) {
        return new SplittableRandom((long) session << 32 | sequence & 0xffff_ffffL);
    }

    @Override
    public Reading decode(ByteBuffer datagram, long wall) {
        int at = datagram.position();
        if (datagram.remaining() < HEADER || datagram.getInt(at) != MAGIC || datagram.getInt(at + 4) != session) {
            return Reading.Not.FOREIGN;
        }
        int sequence = datagram.getInt(at + 8);
        if (datagram.remaining() != size) return Reading.Not.CORRUPTED;
        var sent = ByteBuffer.allocate(size);
        encode(sent, sequence);
        return sent.flip().mismatch(datagram) < 0 ? Answer.to(sequence) : Reading.Not.CORRUPTED;
    }
}
