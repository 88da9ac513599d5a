package wirelab.mdns;

import wirelab.kit.ProtocolViolation;
import wirelab.kit.Visible;

/// One record (RFC 1035, section 4.1.3).
///
/// ```
///   name     labels, or a pointer to them
///   type     u16
///   class    u16, of which the top bit says: forget what else was said of this name and type (RFC 6762, section 10.2)
///   ttl      u32, seconds; 0 takes the record back (section 10.1)
///   length   u16
///   data     by its type
/// ```
///
/// @param space the class, without its top bit
/// @param flush whether what else was said of this name and type is to be forgotten
/// @param ttl seconds for which it holds
public record DnsRecord(DnsName name, int space, boolean flush, long ttl, DnsData data) {
    private static final int TOP = 0x8000;

    /// A record of the class Internet.
    DnsRecord(DnsName name, boolean flush, long ttl, DnsData data) {
        this(name, DnsType.INTERNET, flush, ttl, data);
    }

    public int type() {
        return data.type();
    }

    /// {@return the same for another time}
    DnsRecord withTtl(long ttl) {
        return new DnsRecord(name, space, flush, ttl, data);
    }

    /// {@return the same without the top bit of its class: in a probe, as a known answer, to old resolvers}
    DnsRecord plain() {
        return new DnsRecord(name, space, false, ttl, data);
    }

    /// {@return what makes it this record: all but its time and how it is said}
    DnsRecord identity() {
        return new DnsRecord(name, space, false, 0, data);
    }

    /// {@return whether it says the same, whatever for how long}
    boolean says(DnsRecord other) {
        return isOf(other) && data.bytes().equals(other.data.bytes());
    }

    /// {@return whether it has the same name, type and class}
    boolean isOf(DnsRecord other) {
        return space == other.space && type() == other.type() && name.equals(other.name);
    }

    void write(DnsWriter out) {
        out.name(name).fields().u16(type()).u16(space | (flush ? TOP : 0)).u32(ttl)
                .sized(2, _ -> DnsDataFormat.write(out, data));
    }

    static DnsRecord read(DnsReader in) throws ProtocolViolation {
        var name = in.name("name");
        var fields = in.fields();
        int type = fields.u16("type");
        int space = fields.u16("class");
        long ttl = fields.u32("ttl");
        int length = fields.length("data length", 2, 0xffff);
        var data = DnsDataFormat.read(in, type, fields.offset() + length);
        return new DnsRecord(name, space & ~TOP, (space & TOP) != 0, ttl, data);
    }

    @Override
    public String toString() {
        return Visible.of(name + " " + DnsType.name(type()) + " " + data) + (ttl == 0 ? " goodbye" : " " + ttl + " s");
    }
}
