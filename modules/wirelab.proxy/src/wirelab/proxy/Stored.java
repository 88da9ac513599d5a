package wirelab.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import wirelab.http.Headers;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// A response as it lies in a file of its own. Numbers are in network byte order.
///
/// ```
/// u32 0x574c4331 ("WLC1")
/// u32 length of the head        u64 length of the content
/// u32 CRC-32C of the content    u32 CRC-32C of the 20 bytes before and of the head
/// head:
///   u32 length, URI             u16 status     u8 1 where it must be validated
///   u64 requested, u64 received: milliseconds since 1970
///   u16 count of the request's fields that Vary names: u16 length, name; u8 1 and u32 length, value, or u8 0
///   u16 count of the response's fields: u16 length, name; u32 length, value
/// content
/// ```
///
/// Text is ISO 8859-1, one byte per character, as in the messages that it came from. A file that is not exactly so long as
/// its lengths say, or whose sums are others, is none.
///
/// @param uri what it is kept under
/// @param entry the response
record Stored(String uri, Entry entry) {
    static final int PREFIX = 24;
    /// A head holds all fields of a response, which may be 256 KiB, and the URI.
    static final int MOST_HEAD = 1 << 20;
    private static final int MAGIC = 0x574c4331;
    private static final int MOST_TEXT = 1 << 19;

    /// What stands before the head.
    ///
    /// @param head bytes
    /// @param body bytes
    record Prefix(int head, long body, int bodySum, int headSum) {
        long file() {
            return PREFIX + head + body;
        }
    }

    /// {@return the name of the file for a URI and what the request said: the same for the same}
    static String name(String uri, Selection selection) {
        var key = new StringBuilder(uri);
        for (var field : selection.fields()) key.append('\n').append(field.name()).append('=').append(field.value());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// {@return what stands before the content}
    byte[] front() {
        byte[] head = head();
        var body = entry.body().duplicate();
        long length = body.remaining();
        byte[] prefix = new FieldWriter(PREFIX).u32(MAGIC).u32(head.length).u64(length).u32(sum(body)).u32(0).done();
        return new FieldWriter(PREFIX + head.length).bytes(Arrays.copyOf(prefix, PREFIX - 4)).u32(sum(prefix, head))
                .bytes(head).done();
    }

    private byte[] head() {
        var out = new FieldWriter(1024);
        text(out, 4, uri).u16(entry.status()).u8(entry.mustValidate() ? 1 : 0);
        out.u64(entry.requested().toEpochMilli()).u64(entry.received().toEpochMilli());
        out.u16(entry.asked().fields().size());
        for (var field : entry.asked().fields()) {
            text(out, 2, field.name()).u8(field.value() == null ? 0 : 1);
            if (field.value() != null) text(out, 4, field.value());
        }
        out.u16(entry.headers().size());
        for (var field : entry.headers()) text(text(out, 2, field.name()), 4, field.value());
        return out.done();
    }

    private static FieldWriter text(FieldWriter out, int width, String text) {
        return out.sized(width, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Reads what stands before the head.
    ///
    /// @param size of the file
    /// @throws ProtocolViolation when the file is no response
    static Prefix prefix(byte[] bytes, long size) throws ProtocolViolation {
        var in = new FieldReader(bytes);
        if (in.u32("magic") != MAGIC) throw new ProtocolViolation("magic", 0, "no response begins so");
        long head = in.u32("head length");
        if (head > MOST_HEAD) throw new ProtocolViolation("head length", 4, head + " is more than " + MOST_HEAD);
        long body = in.u64("content length");
        if (body < 0 || body > Integer.MAX_VALUE - PREFIX - MOST_HEAD || PREFIX + head + body != size) {
            throw new ProtocolViolation("content length", 8, "the file has " + Text.count(size, "byte"));
        }
        return new Prefix((int) head, body, (int) in.u32("content sum"), (int) in.u32("head sum"));
    }

    /// Reads a response.
    ///
    /// @param prefix its first bytes
    /// @param body `null` where the head alone is wanted: then the content is empty, and its sum is not looked at
    /// @throws ProtocolViolation when a sum is wrong, or a field
    static Stored of(byte[] prefix, byte[] head, long size, ByteBuffer body) throws ProtocolViolation {
        var lengths = prefix(prefix, size);
        if (sum(prefix, head) != lengths.headSum) throw new ProtocolViolation("head sum", PREFIX - 4, "is another");
        if (body != null && sum(body.duplicate()) != lengths.bodySum) {
            throw new ProtocolViolation("content sum", PREFIX - 8, "another than that of the content");
        }
        var in = new FieldReader(head);
        String uri = text(in, "URI", 4);
        int status = in.u16("status");
        boolean validate = in.u8("flags") == 1;
        var requested = Instant.ofEpochMilli(in.u64("requested"));
        var received = Instant.ofEpochMilli(in.u64("received"));
        var asked = new ArrayList<Selection.Field>();
        for (int i = in.u16("count of Vary"); i > 0; i--) {
            String name = text(in, "name", 2);
            asked.add(new Selection.Field(name, in.u8("present") == 1 ? text(in, "value", 4) : null));
        }
        var headers = Headers.EMPTY.edit();
        for (int i = in.u16("count of fields"); i > 0; i--) {
            int at = in.offset();
            try {
                headers.add(text(in, "name", 2), text(in, "value", 4));
            } catch (IllegalArgumentException e) {
                throw new ProtocolViolation("field", at, e.getMessage());
            }
        }
        in.end();
        return new Stored(uri, new Entry(status, headers.build(), body == null ? ByteBuffer.allocate(0) : body, requested,
                received, new Selection(asked), validate));
    }

    private static String text(FieldReader in, String field, int width) throws ProtocolViolation {
        return new String(in.bytes(field, in.length(field, width, MOST_TEXT)), StandardCharsets.ISO_8859_1);
    }

    private static int sum(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static int sum(byte[] prefix, byte[] head) {
        var crc = new CRC32C();
        crc.update(prefix, 0, PREFIX - 4);
        crc.update(head, 0, head.length);
        return (int) crc.getValue();
    }
}
