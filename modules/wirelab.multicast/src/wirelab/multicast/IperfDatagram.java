package wirelab.multicast;

import java.nio.ByteBuffer;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

/// A datagram as `iperf -u` (iperf 2) sends and counts them. Found out by looking at what iperf 2.1.8 sends; there is no
/// RFC.
///
/// ```
///  0               1               2               3
/// +---------------+---------------+---------------+---------------+
/// | id, signed: 1, 2, 3, ... and, in the last datagram, negative  |  0
/// +---------------+---------------+---------------+---------------+
/// | seconds since 1970, unsigned                                  |  4
/// +---------------+---------------+---------------+---------------+
/// | microseconds, less than 1,000,000                             |  8
/// +---------------+---------------+---------------+---------------+
/// | upper half of the id: 0, or -1 in the last datagram           | 12
/// +---------------+---------------+---------------+---------------+
/// | iperf's own settings, all zeros from us, which it takes for an older iperf
/// ```
///
/// The last datagram counts like any other: `-100` is number 100. iperf repeats it up to ten times, each with the next
/// number, until its server answers; a receiver here looks at the first alone.
///
/// @param id its number, from 1; 0 from an old iperf
/// @param seconds when it was sent, in whole seconds since 1970
/// @param microseconds the rest
public record IperfDatagram(long id, boolean last, long seconds, int microseconds, int size) implements Payload {
    /// Bytes that are looked at.
    public static final int HEADER = 16;
    /// Before this, in 2001, nothing was sent; it keeps other datagrams from being taken for one of iperf's.
    private static final long LEAST_SECONDS = 1_000_000_000;

    public IperfDatagram {
        if (id < (last ? 1 : 0) || id > Integer.MAX_VALUE) throw new UsageException("an id of iperf has 31 bits, not " + id);
        if (seconds < LEAST_SECONDS || seconds > 0xffff_ffffL || microseconds < 0 || microseconds >= 1_000_000) {
            throw new UsageException("no time: " + seconds + " s, " + microseconds + " µs");
        }
        if (size < HEADER || size > UdpSocket.MAX_PAYLOAD) {
            throw new UsageException("a datagram of iperf has " + HEADER + " to " + UdpSocket.MAX_PAYLOAD + " bytes, not "
                    + size);
        }
    }

    /// Makes one with the time of our own clock.
    ///
    /// @param time nanoseconds since 1970
    /// @param size bytes of the whole datagram
    public static IperfDatagram at(long id, boolean last, long time, int size) {
        return new IperfDatagram(id, last, Math.floorDiv(time, 1_000_000_000L),
                (int) (Math.floorMod(time, 1_000_000_000L) / 1000), size);
    }

    /// {@return when it was sent: nanoseconds since 1970 by the sender's clock}
    public long time() {
        return seconds * 1_000_000_000 + microseconds * 1000L;
    }

    /// Writes it.
    ///
    /// @return a datagram, from position to limit
    public ByteBuffer encode() {
        var out = ByteBuffer.allocate(size);
        new FieldWriter(out).u32(last ? -id : id).u32(seconds).u32(microseconds).u32(last ? -1 : 0);
        return out.clear();
    }

    /// Whether a datagram has the shape of one: long enough, and the time is one. No text has: its ninth byte would be zero.
    ///
    /// @param datagram from position to limit
    static boolean fits(ByteBuffer datagram) {
        int at = datagram.position();
        if (datagram.remaining() < HEADER || datagram.remaining() > UdpSocket.MAX_PAYLOAD) return false;
        int id = datagram.getInt(at);
        int micros = datagram.getInt(at + 8);
        return id != Integer.MIN_VALUE && Integer.toUnsignedLong(datagram.getInt(at + 4)) >= LEAST_SECONDS
                && micros >= 0 && micros < 1_000_000 && datagram.getInt(at + 12) == (id < 0 ? -1 : 0);
    }

    /// Reads one.
    ///
    /// @param datagram from position to limit; its position does not move
    /// @throws ProtocolViolation when it is none
    static IperfDatagram decode(ByteBuffer datagram) throws ProtocolViolation {
        if (!fits(datagram)) throw new ProtocolViolation("datagram", 0, "not of iperf");
        var in = new FieldReader(datagram);
        int id = (int) in.u32("id");
        return new IperfDatagram(Math.abs((long) id), id < 0, in.u32("seconds"), (int) in.u32("microseconds"),
                datagram.remaining());
    }
}
