package wirelab.tap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The way from one socket to another: who is named in the Ethernet and IP headers of every packet that goes it.
///
/// ```
/// Ethernet II              IPv4 (RFC 791)                        IPv6 (RFC 8200)
///  0 destination            0 version 4, header length 5          0 version 6, class, flow label
///  6 source                 1 type of service                     4 payload length
/// 12 type 0800 or 86dd      2 total length                        6 next header
///                           4 identification                      7 hop limit
///                           6 flags, fragment offset              8 source
///                           8 time to live                       24 destination
///                           9 protocol
///                          10 header checksum
///                          12 source
///                          16 destination
/// ```
final class IpHeader {
    static final int TCP = 6;
    static final int UDP = 17;
    /// IPv6 extension header of a fragment (RFC 8200, section 4.5).
    static final int FRAGMENT = 44;
    static final int ETHERNET_HEADER = 14;
    static final int IPV6_HEADER = 40;
    static final int IPV4_HEADER = 20;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int TIME_TO_LIVE = 64;

    final InetSocketAddress from;
    final InetSocketAddress to;
    final boolean ipv6;
    /// Sum of the addresses, for the pseudo header that TCP's and UDP's checksums cover.
    private final long addresses;
    private final byte[] ethernet;
    private final byte[] sourceAndDestination;
    private final int timeToLive;

    /// Finds the way.
    IpHeader(InetSocketAddress from, InetSocketAddress to) {
        this.from = from;
        this.to = to;
        byte[] source = from.getAddress().getAddress();
        byte[] destination = to.getAddress().getAddress();
        ipv6 = source.length == 16 || destination.length == 16;
        sourceAndDestination = ByteBuffer.allocate(ipv6 ? 32 : 8).put(widened(source)).put(widened(destination)).array();
        addresses = InternetChecksum.sum(ByteBuffer.wrap(sourceAndDestination), 0, sourceAndDestination.length);
        ethernet = ByteBuffer.allocate(ETHERNET_HEADER).put(mac(to.getAddress())).put(mac(from.getAddress()))
                .putShort((short) (ipv6 ? 0x86dd : 0x0800)).array();
        // What goes to a group does not leave the link unless told so (RFC 1112, section 6.1).
        timeToLive = to.getAddress().isMulticastAddress() ? 1 : TIME_TO_LIVE;
    }

    /// An IPv4 address among IPv6 ones is written as IPv6 does (RFC 4291, section 2.5.5.2).
    private byte[] widened(byte[] address) {
        if (!ipv6 || address.length == 16) return address;
        return ByteBuffer.allocate(16).putShort(10, (short) 0xffff).put(12, address).array();
    }

    /// The Ethernet address that goes with an IP address: real ones are not visible here, so it is made of the IP address
    /// (locally administered, `02:00:` and its last four bytes); groups have theirs by RFC 1112 and RFC 2464.
    static byte[] mac(InetAddress address) {
        byte[] ip = address.getAddress();
        int n = ip.length;
        if (n == 4 && Arrays.equals(ip, new byte[] {-1, -1, -1, -1})) return new byte[] {-1, -1, -1, -1, -1, -1};
        if (!address.isMulticastAddress()) return new byte[] {2, 0, ip[n - 4], ip[n - 3], ip[n - 2], ip[n - 1]};
        if (n == 16) return new byte[] {0x33, 0x33, ip[12], ip[13], ip[14], ip[15]};
        return new byte[] {1, 0, 0x5e, (byte) (ip[1] & 0x7f), ip[2], ip[3]};
    }

    /// Bytes of Ethernet and IP headers before the payload of an unfragmented packet.
    int headers() {
        return ETHERNET_HEADER + (ipv6 ? IPV6_HEADER : IPV4_HEADER);
    }

    /// Sum of the pseudo header (RFC 9293, section 3.1; RFC 768; RFC 8200, section 8.1).
    long pseudoHeader(int protocol, int length) {
        return addresses + protocol + length;
    }

    /// Writes the headers of a packet that is not fragmented. An IPv4 packet that must not be fragmented needs no
    /// identification (RFC 6864, section 4.1).
    void header(ByteBuffer out, int protocol, int length) {
        if (ipv6) ipv6(out, protocol, length);
        else ipv4(out, protocol, length, 0, DONT_FRAGMENT);
    }

    /// Writes the headers of one fragment (RFC 791, section 3.2; RFC 8200, section 4.5).
    ///
    /// @param identification the same for all its fragments
    void header(ByteBuffer out, int protocol, Fragment fragment, int identification) {
        if (ipv6) {
            ipv6(out, FRAGMENT, Fragment.IPV6_HEADER + fragment.length());
            out.putShort((short) (protocol << 8)).putShort((short) (fragment.offset() | (fragment.last() ? 0 : 1)));
            out.putInt(identification);
        } else {
            ipv4(out, protocol, fragment.length(), identification,
                    fragment.offset() / Fragment.UNIT | (fragment.last() ? 0 : MORE_FRAGMENTS));
        }
    }

    private void ipv4(ByteBuffer out, int protocol, int length, int identification, int fragment) {
        out.put(ethernet);
        int at = out.position();
        out.putShort((short) 0x4500).putShort((short) (IPV4_HEADER + length));
        out.putShort((short) identification).putShort((short) fragment);
        out.put((byte) timeToLive).put((byte) protocol).putShort((short) 0).put(sourceAndDestination);
        out.putShort(at + 10, (short) InternetChecksum.fold(InternetChecksum.sum(out, at, at + IPV4_HEADER)));
    }

    private void ipv6(ByteBuffer out, int nextHeader, int length) {
        out.put(ethernet);
        out.putInt(0x6000_0000).putShort((short) length).put((byte) nextHeader).put((byte) timeToLive);
        out.put(sourceAndDestination);
    }
}
