package wirelab.index;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// A document as one node has it. It is what its content is: two with the same hash are one, whatever they are called.
///
/// ```
/// hash          32   SHA-256 of the content
/// size           8
/// type         1+n   such as text/html; empty when nobody knows
/// title        2+n   at most 512 bytes; empty when it has none
/// names          2   how many follow: 1 to 32, in rising order of their bytes
///   name       2+n   path below the folder, with '/'; at most 1,024 bytes
/// ```
public record Document(Bytes hash, long size, String type, String title, List<String> names) {
    static final int MOST_NAMES = 32;
    static final int MOST_NAME = 1_024;
    static final int MOST_TITLE = 512;
    private static final int MOST_TYPE = 127;
    /// Bytes of a copy's name: file systems end at 255, and while it comes there is something behind the name.
    private static final int MOST_COPY = 200;
    private static final int SHOWN_DIGITS = 12;

    /// By the bytes of their UTF-8.
    static final Comparator<String> BY_BYTES = Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8),
            Arrays::compareUnsigned);

    public Document {
        names = List.copyOf(names);
    }

    byte[] encode() {
        var fields = new FieldWriter();
        write(fields, this);
        return fields.done();
    }

    static void write(FieldWriter fields, Document document) {
        fields.bytes(document.hash.array()).u64(document.size).sizedText(1, document.type).sizedText(2, document.title)
                .u16(document.names.size());
        for (String name : document.names) fields.sizedText(2, name);
    }

    static Document read(FieldReader fields) throws ProtocolViolation {
        var hash = Bytes.wrap(fields.bytes("hash", SegmentMessage.HASH));
        long size = IndexRequest.size(fields, "size");
        String type = fields.sizedText("type", 1, MOST_TYPE);
        String title = fields.sizedText("title", 2, MOST_TITLE);
        return new Document(hash, size, type, title, names(fields, count(fields)));
    }

    /// Reads past a document, and keeps nothing of it.
    ///
    /// @throws ProtocolViolation when [#read] would not read it
    static void check(FieldReader fields) throws ProtocolViolation {
        fields.skip("hash", SegmentMessage.HASH);
        IndexRequest.size(fields, "size");
        fields.skipText("type", 1, MOST_TYPE);
        fields.skipText("title", 2, MOST_TITLE);
        int count = count(fields);
        // Almost all have one, which is in order.
        if (count == 1) fields.skipText("name", 2, MOST_NAME);
        else names(fields, count);
    }

    private static List<String> names(FieldReader fields, int count) throws ProtocolViolation {
        var names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = fields.sizedText("name", 2, MOST_NAME);
            if (i > 0 && BY_BYTES.compare(names[i - 1], names[i]) >= 0) {
                throw new ProtocolViolation("name", fields.offset(), "is out of order");
            }
        }
        return List.of(names);
    }

    private static int count(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        int count = fields.u16("names");
        if (count < 1 || count > MOST_NAMES) throw new ProtocolViolation("names", at, count + " is not 1 to " + MOST_NAMES);
        return count;
    }

    /// {@return all hexadecimal digits of the hash}
    public String digits() {
        return digits(hash);
    }

    /// {@return as many of them as tell people which it is}
    String shortDigits() {
        return digits().substring(0, SHOWN_DIGITS);
    }

    static String digits(Bytes hash) {
        return HexFormat.of().formatHex(hash.array());
    }

    /// What a copy of it is called. A name that somebody else has chosen is no path: what is left of it is one name, behind
    /// digits of the hash, so that none replaces another.
    String copyName() {
        String name = names.getFirst();
        String last = Visible.name(name.substring(name.lastIndexOf('/') + 1)).replaceAll("[/\\\\:*?\"<>|]", "_");
        // The end of a name says what kind of file it is.
        while (last.getBytes(StandardCharsets.UTF_8).length > MOST_COPY) last = last.substring(last.offsetByCodePoints(0, 1));
        try {
            return shortDigits() + "-" + Path.of(last);
        } catch (InvalidPathException _) {
            // The system's names have no such letters, as under LC_ALL=C.
            return shortDigits() + "-" + last.replaceAll("[^ -~]", "_");
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return String.join(", ", names) + ", " + Text.bytes(size) + ", " + digits().substring(0, 8);
    }
}
