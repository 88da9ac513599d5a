package wirelab.keys;

import java.nio.charset.StandardCharsets;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// The data types of RFC 4251, section 5, beyond what every protocol has.
public final class SshFields {
    private static final int MOST_NAMES = 200;
    private static final int MOST_TEXT = 35_000;

    private SshFields() {}

    /// A text that a person is to read; what is no UTF-8 in it becomes U+FFFD, since many servers of old send Latin-1.
    public static String text(FieldReader in, String field) throws ProtocolViolation {
        return new String(in.string(field, MOST_TEXT), StandardCharsets.UTF_8);
    }

    /// A name that is compared and never shown as it is: each byte is one character, so nothing is lost.
    public static String latin(FieldReader in, String field) throws ProtocolViolation {
        return new String(in.string(field, MOST_TEXT), StandardCharsets.ISO_8859_1);
    }

    /// A name-list: names separated by commas.
    public static List<String> names(FieldReader in, String field) throws ProtocolViolation {
        int at = in.offset();
        String all = latin(in, field);
        if (all.isEmpty()) return List.of();
        var names = List.of(all.split(",", -1));
        if (names.size() > MOST_NAMES) throw new ProtocolViolation(field, at, names.size() + " names are too many");
        return names;
    }

    public static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }
}
