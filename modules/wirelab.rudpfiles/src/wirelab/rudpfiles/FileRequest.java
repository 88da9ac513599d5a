package wirelab.rudpfiles;

import java.io.IOException;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.rudp.RudpStream;

/// What a client asks on a stream of its own: a length of two bytes, and behind it the operation, the path and what belongs
/// to it.
sealed interface FileRequest {
    int LIST = 1, GET = 2, PUT = 3, MAKE = 4;
    int MOST_PATH = 1_024;
    int MOST = MOST_PATH + 64;
    int HASH = 32;

    String path();

    void write(FieldWriter out);

    /// What is in a folder: `1 | path`.
    record ListFolder(String path) implements FileRequest {
        @Override
        public void write(FieldWriter out) {
            out.u8(LIST).sizedText(2, path);
        }
    }

    /// A file, or what is missing of it: `2 | path | offset u64 | hash, 32 bytes`.
    ///
    /// @param offset how much of it is there already
    /// @param hash SHA-256 of that; if the server's file begins otherwise it is sent from the beginning
    record Get(String path, long offset, byte[] hash) implements FileRequest {
        @Override
        public void write(FieldWriter out) {
            out.u8(GET).sizedText(2, path).u64(offset).bytes(hash);
        }
    }

    /// A file is to be stored: `3 | path | size u64 | time u64`.
    ///
    /// @param time when it was last changed, in ms since 1970
    record Put(String path, long size, long time) implements FileRequest {
        @Override
        public void write(FieldWriter out) {
            out.u8(PUT).sizedText(2, path).u64(size).u64(time);
        }
    }

    /// A folder is to be there: `4 | path`.
    record MakeFolder(String path) implements FileRequest {
        @Override
        public void write(FieldWriter out) {
            out.u8(MAKE).sizedText(2, path);
        }
    }

    /// {@return the request with its length before it}
    default byte[] encode() {
        return new FieldWriter().sized(2, this::write).done();
    }

    static FileRequest decode(byte[] bytes) throws ProtocolViolation {
        var in = new FieldReader(bytes);
        int at = in.offset();
        int operation = in.u8("operation");
        String path = in.sizedText("path", 2, MOST_PATH);
        FileRequest request = switch (operation) {
            case LIST -> new ListFolder(path);
            case GET -> new Get(path, size("offset", in), in.bytes("hash", HASH));
            case PUT -> new Put(path, size("size", in), in.u64("time"));
            case MAKE -> new MakeFolder(path);
            default -> throw new ProtocolViolation("operation", at, "is unknown: " + operation);
        };
        in.end();
        return request;
    }

    private static long size(String field, FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        long size = in.u64(field);
        if (size < 0 || size >= 1L << 60) throw new ProtocolViolation(field, at, "is not below 2^60");
        return size;
    }

    /// Reads the request with which a stream begins.
    static FileRequest read(RudpStream stream) throws IOException {
        int length = new FieldReader(stream.readNBytes(2)).u16("length");
        if (length > MOST) throw new ProtocolViolation("length", 0, "is more than " + MOST);
        return decode(stream.readNBytes(length));
    }
}
