package wirelab.sftp;

import java.nio.ByteBuffer;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// The first packet of each side (the draft, section 4): INIT of the client, VERSION of the server. Each names the newest
/// version it knows; the lower of the two is spoken.
///
/// ```
///  byte     1 (INIT) or 2 (VERSION)
///  uint32   version
///  string   name, string data     any number of pairs
/// ```
///
/// @param client whether it is INIT
public record SftpHello(boolean client, long version, List<Extension> extensions) {
    /// The version spoken here. OpenSSH speaks no other.
    public static final int VERSION = 3;

    static final int INIT_TYPE = 1;
    static final int VERSION_TYPE = 2;

    /// @param payload what stands behind the length
    /// @throws ProtocolViolation when it is none
    public static SftpHello decode(ByteBuffer payload) throws ProtocolViolation {
        var fields = new FieldReader(payload);
        int type = fields.u8("type");
        if (type != INIT_TYPE && type != VERSION_TYPE) {
            throw new ProtocolViolation("type", 0, type + " where INIT or VERSION comes first");
        }
        return new SftpHello(type == INIT_TYPE, fields.u32("version"), Extension.readAll(fields));
    }

    /// {@return what stands behind the length}
    public byte[] encode() {
        var out = new FieldWriter();
        write(out);
        return out.done();
    }

    void write(FieldWriter out) {
        out.u8(client ? INIT_TYPE : VERSION_TYPE).u32(version);
        extensions.forEach(each -> each.write(out));
    }
}
