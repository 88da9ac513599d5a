package wirelab.mdns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.TreeSet;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// How what a record says is written.
///
/// ```
/// A      4 bytes                                     AAAA   16 bytes
/// PTR    name                                        SRV    priority u16, weight u16, port u16, name
/// TXT    length u8 and so many bytes, again and again; nothing at all is one empty string
/// NSEC   name, then for each 256 types of which it has one: number u8, length u8 (1 to 32), bits
/// ```
final class DnsDataFormat {
    private static final int MOST_BITS = 32;

    private DnsDataFormat() {}

    /// Writes it, without its length.
    static void write(DnsWriter out, DnsData data) {
        var fields = out.fields();
        switch (data) {
            case DnsData.HostAddress(var address) -> fields.bytes(address.getAddress());
            case DnsData.Pointer(var target) -> out.name(target);
            case DnsData.Service(int priority, int weight, int port, var target) -> {
                fields.u16(priority).u16(weight).u16(port);
                out.wholeName(target);
            }
            case DnsData.Strings(var strings) -> {
                if (strings.isEmpty()) fields.u8(0);
                for (var each : strings) fields.sized(1, each.array());
            }
            case DnsData.Next next -> write(out, next);
            case DnsData.Other(_, var content) -> fields.bytes(content.array());
        }
    }

    private static void write(DnsWriter out, DnsData.Next next) {
        out.name(next.next());
        for (int window = 0; window < 256; window++) {
            var bits = new byte[MOST_BITS];
            int length = 0;
            for (int type : next.types().subSet(window << 8, (window << 8) + 256)) {
                int bit = type & 0xff;
                bits[bit / 8] |= (byte) (0x80 >> bit % 8);
                length = bit / 8 + 1;
            }
            if (length > 0) out.fields().u8(window).sized(1, Arrays.copyOf(bits, length));
        }
    }

    /// Reads what a record of a type says.
    ///
    /// @param end where it ends
    static DnsData read(DnsReader in, int type, int end) throws ProtocolViolation {
        var fields = in.fields();
        int at = fields.offset();
        var data = switch (type) {
            case DnsType.A -> address(in, type, end - at, 4);
            case DnsType.AAAA -> address(in, type, end - at, 16);
            case DnsType.PTR -> new DnsData.Pointer(in.name("target"));
            case DnsType.SRV -> new DnsData.Service(fields.u16("priority"), fields.u16("weight"), fields.u16("port"),
                    in.name("target"));
            case DnsType.TXT -> strings(in, end);
            case DnsType.NSEC -> next(in, end);
            default -> new DnsData.Other(type, Bytes.wrap(fields.bytes("data", end - at)));
        };
        if (fields.offset() != end) {
            throw new ProtocolViolation("data length", at, "ends at " + fields.offset() + ", not at " + end);
        }
        return data;
    }

    /// An address of IPv6 stays one although it may be one of IPv4 in disguise, which Java would unmask.
    private static DnsData address(DnsReader in, int type, int length, int expected) throws ProtocolViolation {
        int at = in.fields().offset();
        if (length != expected) {
            throw new ProtocolViolation("address", at, "has " + Text.count(length, "byte") + ", not " + expected);
        }
        byte[] bytes = in.fields().bytes("address", length);
        try {
            var address = InetAddress.getByAddress(bytes);
            boolean same = address.getAddress().length == length;
            return same ? new DnsData.HostAddress(address) : new DnsData.Other(type, Bytes.wrap(bytes));
        } catch (UnknownHostException e) {
            throw new ProtocolViolation("address", at, e.getMessage());
        }
    }

    private static DnsData strings(DnsReader in, int end) throws ProtocolViolation {
        var all = new ArrayList<Bytes>();
        while (in.fields().offset() < end) {
            byte[] each = in.fields().sized("text", 1, DnsData.Strings.MOST);
            if (each.length > 0) all.add(Bytes.wrap(each));
        }
        return new DnsData.Strings(all);
    }

    private static DnsData next(DnsReader in, int end) throws ProtocolViolation {
        var next = in.name("next name");
        var types = new TreeSet<Integer>();
        var fields = in.fields();
        for (int last = -1; fields.offset() < end; ) {
            int at = fields.offset();
            int window = fields.u8("window");
            if (window <= last) throw new ProtocolViolation("window", at, window + " does not follow " + last);
            last = window;
            byte[] bits = fields.sized("types", 1, MOST_BITS);
            for (int bit = 0; bit < bits.length * 8; bit++) {
                if ((bits[bit / 8] & 0x80 >> bit % 8) != 0) types.add(window << 8 | bit);
            }
        }
        return new DnsData.Next(next, types);
    }
}
