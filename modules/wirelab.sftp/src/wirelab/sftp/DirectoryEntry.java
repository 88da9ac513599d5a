package wirelab.sftp;

import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// One name of a folder, and what is known of it (the draft, section 7).
///
/// @param name as the server has it; a client must look at it before it uses it, see [#isSafe()]
/// @param longName a line as `ls -l` prints it, for people
public record DirectoryEntry(String name, String longName, FileAttributes attributes) {
    static DirectoryEntry read(FieldReader fields) throws ProtocolViolation {
        return new DirectoryEntry(SftpFields.text(fields, "filename", SftpLimits.PATH),
                SftpFields.text(fields, "longname", SftpLimits.PACKET), FileAttributes.read(fields));
    }

    void write(FieldWriter out) {
        SftpFields.path(out, name);
        SftpFields.path(out, longName);
        attributes.write(out);
    }

    /// Whether it is one step down from its folder: neither the folder itself nor the one above, and no way elsewhere. A
    /// server may say anything (CVE-2019-6111 was a client that believed it).
    public boolean isSafe() {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.chars().noneMatch(c -> c == '/' || c == 0);
    }
}
