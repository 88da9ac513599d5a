package wirelab.mdns;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import wirelab.kit.FieldWriter;

/// Writes a message, in which a name that was written before becomes a pointer to it (RFC 1035, section 4.1.4).
final class DnsWriter {
    /// A pointer has 14 bits.
    private static final int MOST_OFFSET = 0x3fff;
    private final FieldWriter fields = new FieldWriter(512);
    private final Map<DnsName, Integer> written = new HashMap<>();
    private final boolean compresses;

    /// @param compresses whether names may become pointers
    DnsWriter(boolean compresses) {
        this.compresses = compresses;
    }

    FieldWriter fields() {
        return fields;
    }

    DnsWriter name(DnsName name) {
        for (var rest = name; !rest.labels().isEmpty(); rest = rest.parent()) {
            var before = compresses ? written.get(rest) : null;
            if (before != null) {
                fields.u16(0xc000 | before);
                return this;
            }
            label(rest);
        }
        fields.u8(0);
        return this;
    }

    /// The target of a service is written whole, since not everybody expects a pointer there (RFC 2782).
    DnsWriter wholeName(DnsName name) {
        for (var rest = name; !rest.labels().isEmpty(); rest = rest.parent()) label(rest);
        fields.u8(0);
        return this;
    }

    private void label(DnsName rest) {
        if (fields.offset() <= MOST_OFFSET) written.putIfAbsent(rest, fields.offset());
        fields.sized(1, rest.labels().getFirst().getBytes(StandardCharsets.UTF_8));
    }
}
