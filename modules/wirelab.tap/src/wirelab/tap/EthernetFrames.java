package wirelab.tap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// Writes whole Ethernet frames with TCP segments, and the UDP datagrams that frames carry.
final class EthernetFrames {
    /// What either end always offers: 65,535 times 2^7, about 8 MiB, so that it never fills. The true window is known to the
    /// kernel alone.
    static final int WINDOW = 65_535;
    static final int WINDOW_SHIFT = 7;

    static final int TCP_HEADER = 20;
    private static final int SYN_OPTIONS = 8;
    static final int UDP_HEADER = 8;

    private EthernetFrames() {}

    /// Most bytes in one segment on a link, without options (RFC 6691).
    ///
    /// @param mtu longest IP packet that the link takes
    static int mss(int mtu, boolean ipv6) {
        // The length fields of both versions count to 65,535: the whole packet in IPv4, what follows its header in IPv6.
        return ipv6 ? Math.min(mtu - IpHeader.IPV6_HEADER, 65_535) - TCP_HEADER
                : Math.min(mtu, 65_535) - IpHeader.IPV4_HEADER - TCP_HEADER;
    }

    /// How long the frame of a segment is.
    static int length(IpHeader route, Segment segment) {
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
    /// @param mss for the option of a SYN
    /// @param payload of which the segment carries a part; its position does not move
    static void tcp(ByteBuffer out, IpHeader route, Segment segment, int mss, ByteBuffer payload) {
        int header = header(segment);
        route.header(out, IpHeader.TCP, header + segment.length());
        int at = out.position();
        out.putShort((short) route.from.getPort()).putShort((short) route.to.getPort());
        out.putInt(segment.sequence()).putInt(segment.acknowledgement());
        out.putShort((short) (header / 4 << 12 | segment.flags())).putShort((short) WINDOW).putInt(0);
        if (header > TCP_HEADER) out.putInt(2 << 24 | 4 << 16 | mss).putInt(1 << 24 | 3 << 16 | 3 << 8 | WINDOW_SHIFT);
        copy(out, payload, segment.offset(), segment.length());
        long sum = route.pseudoHeader(IpHeader.TCP, header + segment.length())
                + InternetChecksum.sum(out, at, out.position());
        out.putShort(at + 16, (short) InternetChecksum.fold(sum));
    }

    /// Writes a UDP datagram without IP header (RFC 768).
    ///
    /// ```
    /// 0 source port   2 destination port
    /// 4 length        6 checksum
    /// ```
    ///
    /// @param out where to, in network byte order
    /// @param payload all of it is carried; its position does not move
    static void udp(ByteBuffer out, IpHeader route, ByteBuffer payload) {
        int at = out.position();
        int length = UDP_HEADER + payload.remaining();
        out.putShort((short) route.from.getPort()).putShort((short) route.to.getPort());
        out.putShort((short) length).putShort((short) 0);
        copy(out, payload, 0, payload.remaining());
        int checksum = InternetChecksum.fold(route.pseudoHeader(IpHeader.UDP, length)
                + InternetChecksum.sum(out, at, out.position()));
        // All zeros would say that there is none.
        out.putShort(at + 6, (short) (checksum == 0 ? 0xffff : checksum));
    }

    /// Writes the frame of an IP packet that is complete already.
    ///
    /// @param out where to, in network byte order
    /// @param source whose packet it is, as its IP header says
    /// @param packet from its IP header on; its position does not move
    static void whole(ByteBuffer out, InetAddress source, InetAddress destination, ByteBuffer packet) {
        out.put(IpHeader.mac(destination)).put(IpHeader.mac(source)).putShort(type(packet));
        copy(out, packet, 0, packet.remaining());
    }

    private static short type(ByteBuffer packet) {
        return (short) (isIpv6(packet) ? 0x86dd : 0x0800);
    }

    /// Whether a packet is one of IPv6, by its first four bits.
    static boolean isIpv6(ByteBuffer packet) {
        return packet.get(packet.position()) >>> 4 == 6;
    }

    /// One of the two addresses in the IP header of a packet.
    ///
    /// @param packet from its IP header on, which is complete
    /// @param second whether the destination is wanted, not the source
    static InetAddress address(ByteBuffer packet, boolean second) {
        boolean ipv6 = isIpv6(packet);
        var address = new byte[ipv6 ? 16 : 4];
        packet.get(packet.position() + (ipv6 ? 8 : 12) + (second ? address.length : 0), address);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are an address", e);
        }
    }

    private static void copy(ByteBuffer out, ByteBuffer from, int offset, int length) {
        if (length == 0) return;
        out.put(out.position(), from, from.position() + offset, length);
        out.position(out.position() + length);
    }
}
