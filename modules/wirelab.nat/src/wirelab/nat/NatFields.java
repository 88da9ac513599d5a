package wirelab.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// The fields of our own binary messages that several of them have.
///
/// ```
/// text       length u8, UTF-8
/// address    length u8 (4 or 16), IP address, port u16
/// list       count u8, elements
/// ```
final class NatFields {
    private NatFields() {}

    static void address(FieldWriter out, InetSocketAddress address) {
        out.sized(1, address.getAddress().getAddress()).u16(address.getPort());
    }

    static void addresses(FieldWriter out, List<InetSocketAddress> list) {
        out.u8(list.size());
        list.forEach(address -> address(out, address));
    }

    static String id(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        return Ids.check(in.text("id", in.length("id length", 1, 4 * Ids.MAX)), at);
    }

    static String text(FieldReader in, String field) throws ProtocolViolation {
        return in.text(field, in.length(field + " length", 1, 255));
    }

    static InetSocketAddress address(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        int length = in.u8("address length");
        if (length != 4 && length != 16) throw new ProtocolViolation("address length", at, length + " is neither 4 nor 16");
        try {
            var ip = InetAddress.getByAddress(in.bytes("address", length));
            // An IPv4 address in the clothes of IPv6 comes out as IPv4 and would be written differently.
            if (ip.getAddress().length != length) throw new ProtocolViolation("address", at, "IPv4-mapped");
            int port = in.u16("port");
            if (port == 0) throw new ProtocolViolation("port", in.offset() - 2, "0");
            return new InetSocketAddress(ip, port);
        } catch (UnknownHostException e) {
            throw new ProtocolViolation("address", at, e.getMessage());
        }
    }

    static List<InetSocketAddress> addresses(FieldReader in, int limit) throws ProtocolViolation {
        int count = count(in, limit);
        var list = new ArrayList<InetSocketAddress>(count);
        for (int i = 0; i < count; i++) list.add(address(in));
        return list;
    }

    static int count(FieldReader in, int limit) throws ProtocolViolation {
        int at = in.offset();
        int count = in.u8("count");
        if (count > limit) throw new ProtocolViolation("count", at, count + " is more than the limit of " + limit);
        return count;
    }
}
