package wirelab.mdns;

import wirelab.kit.ProtocolViolation;
import wirelab.kit.Visible;

/// One question (RFC 1035, section 4.1.2): name, type u16, class u16, of which the top bit asks for an answer to the asker
/// alone (RFC 6762, section 5.4).
///
/// @param space the class, without its top bit
/// @param unicast whether the asker alone need be answered
public record DnsQuestion(DnsName name, int type, int space, boolean unicast) {
    private static final int TOP = 0x8000;

    /// A question of the class Internet, to be answered to everybody.
    public DnsQuestion(DnsName name, int type) {
        this(name, type, DnsType.INTERNET, false);
    }

    /// {@return whether a record answers it}
    boolean isAnsweredBy(DnsRecord record) {
        return (type == record.type() || type == DnsType.ANY) && (space == record.space() || space == DnsType.ANY)
                && name.equals(record.name());
    }

    void write(DnsWriter out) {
        out.name(name).fields().u16(type).u16(space | (unicast ? TOP : 0));
    }

    static DnsQuestion read(DnsReader in) throws ProtocolViolation {
        var name = in.name("name");
        int type = in.fields().u16("type");
        int space = in.fields().u16("class");
        return new DnsQuestion(name, type, space & ~TOP, (space & TOP) != 0);
    }

    @Override
    public String toString() {
        return Visible.of(name + "?") + " " + DnsType.name(type) + (unicast ? " to me" : "");
    }
}
