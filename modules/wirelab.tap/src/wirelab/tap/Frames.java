package wirelab.tap;

import java.nio.ByteBuffer;

/// Writes whole Ethernet frames with TCP segments, and the UDP datagrams that frames carry.
final class Frames {
    /// What either end always offers: 65,535 times 2^7, about 8 MiB, so that it never fills. The true window is known to the
    /// kernel alone.
    static final int WINDOW = 65_535;
    static final int WINDOW_SHIFT = 7;

    static final int TCP_HEADER = 20;
    private static final int SYN_OPTIONS = 8;
    static final int UDP_HEADER = 8;

    private Frames() {}

    /// Most bytes in one segment on a link, without options (RFC 6691).
    ///
    /// @param mtu longest IP packet that the link takes
    /// @param ipv6 which version
    /// @return bytes
    static int mss(int mtu, boolean ipv6) {
        // The length fields of both versions count to 65,535: the whole packet in IPv4, what follows its header in IPv6.
        return ipv6 ? Math.min(mtu - Route.IPV6_HEADER, 65_535) - TCP_HEADER
                : Math.min(mtu, 65_535) - Route.IPV4_HEADER - TCP_HEADER;
    }

    /// How long the frame of a segment is.
    static int length(Route route, Segment segment) {
        return route.headers() + header(segment) + segment.length();
    }

    private static int header(Segment segment) {
        return TCP_HEADER + ((segment.flags() & Segment.SYN) != 0 ? SYN_OPTIONS : 0);
    }

    /// Writes the frame of a segment (RFC 9293, section 3.1).
    ///
    /// ```
    ///  0 source port        2 destination port
    ///  4 sequence number
    ///  8 acknowledgement number
    /// 12 header length, flags   14 window
    /// 16 checksum               18 urgent pointer
    /// 20 SYN alone: kind 2 length 4 MSS, kind 1 (no operation), kind 3 length 3 window shift (RFC 7323)
    /// ```
    ///
    /// @param out where to, in network byte order
    /// @param route who sends to whom
    /// @param segment what is sent
    /// @param mss for the option of a SYN
    /// @param payload of which the segment carries a part; its position does not move
    static void tcp(ByteBuffer out, Route route, Segment segment, int mss, ByteBuffer payload) {
        int header = header(segment);
        route.header(out, Route.TCP, header + segment.length());
        int at = out.position();
        out.putShort((short) route.from.getPort()).putShort((short) route.to.getPort());
        out.putInt(segment.sequence()).putInt(segment.acknowledgement());
        out.putShort((short) (header / 4 << 12 | segment.flags())).putShort((short) WINDOW).putInt(0);
        if (header > TCP_HEADER) out.putInt(2 << 24 | 4 << 16 | mss).putInt(1 << 24 | 3 << 16 | 3 << 8 | WINDOW_SHIFT);
        copy(out, payload, segment.offset(), segment.length());
        long sum = route.pseudoHeader(Route.TCP, header + segment.length()) + Checksum.sum(out, at, out.position());
        out.putShort(at + 16, (short) Checksum.fold(sum));
    }

    /// Writes a UDP datagram without IP header (RFC 768).
    ///
    /// ```
    /// 0 source port   2 destination port
    /// 4 length        6 checksum
    /// ```
    ///
    /// @param out where to, in network byte order
    /// @param route who sends to whom
    /// @param payload all of it is carried; its position does not move
    static void udp(ByteBuffer out, Route route, ByteBuffer payload) {
        int at = out.position();
        int length = UDP_HEADER + payload.remaining();
        out.putShort((short) route.from.getPort()).putShort((short) route.to.getPort());
        out.putShort((short) length).putShort((short) 0);
        copy(out, payload, 0, payload.remaining());
        int checksum = Checksum.fold(route.pseudoHeader(Route.UDP, length) + Checksum.sum(out, at, out.position()));
        // All zeros would say that there is none.
        out.putShort(at + 6, (short) (checksum == 0 ? 0xffff : checksum));
    }

    private static void copy(ByteBuffer out, ByteBuffer from, int offset, int length) {
        if (length == 0) return;
        out.put(out.position(), from, from.position() + offset, length);
        out.position(out.position() + length);
    }
}
