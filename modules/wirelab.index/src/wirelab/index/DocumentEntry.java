package wirelab.index;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// A document as the bytes that travel, which may stand among others. Of thousands that a node tells of, most are never
/// looked at: they are checked once, and read when somebody wants to see them.
///
/// @param in where it stands, never changed
/// @param from its first byte
/// @param to behind its last byte
public record DocumentEntry(byte[] in, int from, int to) implements Comparable<DocumentEntry> {
    static DocumentEntry of(Document document) {
        byte[] bytes = document.encode();
        return new DocumentEntry(bytes, 0, bytes.length);
    }

    /// Checks a document, which stays where it is.
    ///
    /// @param in what is read
    static DocumentEntry read(byte[] in, FieldReader fields) throws ProtocolViolation {
        int from = fields.offset();
        Document.check(fields);
        return new DocumentEntry(in, from, fields.offset());
    }

    /// Gives away so many documents that stand one behind the other.
    static void split(byte[] documents, int count, Consumer<DocumentEntry> action) {
        try {
            var fields = new FieldReader(documents);
            for (int i = 0; i < count; i++) action.accept(read(documents, fields));
        } catch (ProtocolViolation e) {
            throw new IllegalStateException("they were documents once", e);
        }
    }

    /// {@return their bytes, one behind the other}
    static byte[] join(DocumentEntry[] entries) {
        int length = 0;
        for (var entry : entries) length += entry.length();
        var joined = new byte[length];
        int at = 0;
        for (var entry : entries) {
            System.arraycopy(entry.in, entry.from, joined, at, entry.length());
            at += entry.length();
        }
        return joined;
    }

    static void write(FieldWriter fields, DocumentEntry entry) {
        fields.bytes(ByteBuffer.wrap(entry.in, entry.from, entry.length()));
    }

    int length() {
        return to - from;
    }

    /// The first eight bytes of its hash, which name it on the wire: a node has no two with the same.
    long tag() {
        return tag(in, from);
    }

    static long tag(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getLong(at);
    }

    /// The first eight bytes of the digest of all of it, which tell whether its names or its title have changed.
    long mark() {
        var sha = Document.sha256();
        sha.update(in, from, length());
        return tag(sha.digest(), 0);
    }

    /// {@return the hash of the content, as it stands in front}
    Bytes hash() {
        return Bytes.wrap(Arrays.copyOfRange(in, from, from + SegmentMessage.HASH));
    }

    Document document() {
        try {
            return Document.read(new FieldReader(ByteBuffer.wrap(in, from, length())));
        } catch (ProtocolViolation e) {
            throw new IllegalStateException("it was a document once", e);
        }
    }

    /// By their tags.
    @Override
    public int compareTo(DocumentEntry other) {
        return Long.compareUnsigned(tag(), other.tag());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DocumentEntry entry && Arrays.equals(in, from, to, entry.in, entry.from, entry.to);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(tag());
    }

    @Override
    public String toString() {
        return document().toString();
    }
}
