package wirelab.tap;

import java.util.ArrayList;
import java.util.List;

/// One part of an IP payload that is too long for the link.
///
/// @param offset where it begins, a multiple of [#UNIT]
/// @param length bytes; a multiple of [#UNIT] unless it is the last
record Fragment(int offset, int length, boolean last) {
    /// Offsets are counted in units of 8 bytes (RFC 791, section 3.2; RFC 8200, section 4.5).
    static final int UNIT = 8;
    /// Bytes of the fragment header of IPv6; IPv4 has the fields in its own header.
    static final int IPV6_HEADER = 8;

    /// Cuts a payload, all parts but the last as long as they can be.
    ///
    /// @param mtu longest IP packet that the link takes, header included
    /// @return the parts in order; a single one when it fits
    static List<Fragment> of(int length, int mtu, boolean ipv6) {
        int header = ipv6 ? IpHeader.IPV6_HEADER : IpHeader.IPV4_HEADER;
        if (header + length <= mtu) return List.of(new Fragment(0, length, true));
        int most = (mtu - header - (ipv6 ? IPV6_HEADER : 0)) / UNIT * UNIT;
        var all = new ArrayList<Fragment>();
        for (int offset = 0; offset < length; offset += most) {
            all.add(new Fragment(offset, Math.min(most, length - offset), offset + most >= length));
        }
        return all;
    }
}
