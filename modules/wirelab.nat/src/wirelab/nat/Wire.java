package wirelab.nat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Fields;
import wirelab.kit.ProtocolException;

/// Writes the fields of our own binary messages; [Fields] reads them back.
///
/// ```
/// text       length u8, UTF-8
/// address    length u8 (4 or 16), IP address, port u16
/// list       count u8, elements
/// ```
final class Wire {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    Wire u8(int n) {
        out.write(n);
        return this;
    }

    Wire u16(int n) {
        return u8(n >> 8).u8(n);
    }

    Wire u32(long n) {
        return u16((int) (n >> 16)).u16((int) n);
    }

    Wire u64(long n) {
        return u32(n >>> 32).u32(n);
    }

    Wire bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    Wire text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return u8(utf8.length).bytes(utf8);
    }

    Wire address(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        return u8(ip.length).bytes(ip).u16(address.getPort());
    }

    Wire addresses(List<InetSocketAddress> list) {
        u8(list.size());
        list.forEach(this::address);
        return this;
    }

    /// Fills up with zeros: whoever asks sends as many bytes as the answer may have.
    Wire pad(int length) {
        while (out.size() < length) out.write(0);
        return this;
    }

    byte[] done() {
        return out.toByteArray();
    }

    static String id(Fields in) throws ProtocolException {
        int at = in.offset();
        return Ids.check(in.text("id", in.length("id length", 1, 4 * Ids.MAX)), at);
    }

    static String text(Fields in, String field) throws ProtocolException {
        return in.text(field, in.length(field + " length", 1, 255));
    }

    static InetSocketAddress address(Fields in) throws ProtocolException {
        int at = in.offset();
        int length = in.u8("address length");
        if (length != 4 && length != 16) throw new ProtocolException("address length", at, length + " is neither 4 nor 16");
        try {
            var ip = InetAddress.getByAddress(in.bytes("address", length));
            // An IPv4 address in the clothes of IPv6 comes out as IPv4 and would be written differently.
            if (ip.getAddress().length != length) throw new ProtocolException("address", at, "IPv4-mapped");
            int port = in.u16("port");
            if (port == 0) throw new ProtocolException("port", in.offset() - 2, "0");
            return new InetSocketAddress(ip, port);
        } catch (UnknownHostException e) {
            throw new ProtocolException("address", at, e.getMessage());
        }
    }

    static List<InetSocketAddress> addresses(Fields in, int limit) throws ProtocolException {
        int count = count(in, limit);
        var list = new ArrayList<InetSocketAddress>(count);
        for (int i = 0; i < count; i++) list.add(address(in));
        return list;
    }

    static int count(Fields in, int limit) throws ProtocolException {
        int at = in.offset();
        int count = in.u8("count");
        if (count > limit) throw new ProtocolException("count", at, count + " is more than the limit of " + limit);
        return count;
    }

    static void padding(Fields in) throws ProtocolException {
        int at = in.offset();
        for (byte b : in.bytes("padding", in.remaining())) {
            if (b != 0) throw new ProtocolException("padding", at, "not zero");
        }
    }
}
