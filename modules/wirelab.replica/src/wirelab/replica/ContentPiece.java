package wirelab.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import wirelab.folder.ContentStore;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// A piece of a content, the data of CONTENT:
///
/// ```
/// hash (32 bytes), size of the whole u64 (2^64-1: is not there), offset u64, bytes to the end
/// ```
///
/// Pieces of one content follow each other, those of another one come before or behind all of them.
///
/// @param size of the whole, or [#ABSENT]
/// @param bytes with an array of its own, which a digest takes at once
record ContentPiece(Bytes hash, long size, long offset, ByteBuffer bytes) {
    static final long ABSENT = -1;
    /// Longest piece, in bytes.
    static final int MOST = 1 << 18;
    /// Most hashes in one message.
    static final int MOST_HASHES = 1_024;
    private static final int STEP = 1 << 16;

    /// Where contents are read.
    interface Source {
        int read(Bytes hash, long at, ByteBuffer into) throws IOException;
    }

    static ContentPiece decode(Bytes data) throws ProtocolViolation {
        var in = new FieldReader(data.buffer());
        var hash = Bytes.wrap(in.bytes("hash", TreeNode.HASH));
        long size = in.u64("size");
        long offset = in.u64("offset");
        int at = in.offset();
        var bytes = ByteBuffer.wrap(in.bytes("piece", in.remaining()));
        if (size < ABSENT) throw new ProtocolViolation("size", TreeNode.HASH, "is too great");
        if (offset < 0 || offset > Math.max(size, 0) - bytes.remaining()) {
            throw new ProtocolViolation("piece", at, "reaches behind the end");
        }
        return new ContentPiece(hash, size, offset, bytes);
    }

    byte[] encode() {
        return new FieldWriter(TreeNode.HASH + 16 + bytes.remaining()).bytes(hash.buffer()).u64(size).u64(offset)
                .bytes(bytes.duplicate()).done();
    }

    /// Sends contents piece by piece, small ones together; what is read goes into the message itself.
    static final class Sender {
        private static final int HEAD = 16 + TreeNode.HASH + 16;

        private final PduStream pdus;
        private final long self;
        private ByteBuffer messages = ByteBuffer.allocate(0);

        Sender(PduStream pdus, long self) {
            this.pdus = pdus;
            this.self = self;
        }

        void send(Bytes hash, long size, Source source) throws IOException {
            long at = 0;
            do {
                int length = (int) Math.min(MOST, size - at);
                begin(hash, size, at, length);
                var piece = messages.slice(messages.position(), length);
                // A file that became shorter goes on as something else: that it is another content the other end will see.
                while (piece.hasRemaining() && source.read(hash, at + piece.position(), piece) > 0) continue;
                messages.position(messages.position() + length);
                at += length;
            } while (at < size);
        }

        void absent(Bytes hash) throws IOException {
            begin(hash, ABSENT, 0, 0);
        }

        private void begin(Bytes hash, long size, long offset, int length) throws IOException {
            if (messages.remaining() < HEAD + length) {
                flush();
                if (messages.capacity() < HEAD + length) messages = ByteBuffer.allocate(HEAD + (length <= STEP ? STEP : MOST));
            }
            messages.putInt((int) self).putInt(Pdu.CONTENT).putInt(0).putInt(TreeNode.HASH + 16 + length).put(hash.buffer())
                    .putLong(size).putLong(offset);
        }

        void flush() throws IOException {
            pdus.write(messages.flip());
            messages.clear();
        }
    }

    /// Takes pieces as they come, one content after the other.
    static final class Receiver implements AutoCloseable {
        private final Contents contents;
        private ContentStore.Staging staging;
        private Bytes hash;
        private long size;
        private long offset;

        Receiver(Contents contents) {
            this.contents = contents;
        }

        /// Takes the next piece.
        ///
        /// @return whether a content is complete with it
        /// @throws ProtocolViolation when it is not what comes next, or the whole not what its hash says
        boolean take(ContentPiece piece) throws IOException {
            if (staging == null) {
                if (piece.size < 0) throw new ProtocolViolation("size", TreeNode.HASH, "a content that is not there");
                if (piece.offset != 0) throw new ProtocolViolation("offset", TreeNode.HASH + 8, "is not the beginning");
                hash = piece.hash;
                size = piece.size;
                offset = 0;
                staging = contents.begin(hash, size);
            }
            if (!piece.hash.equals(hash) || piece.size != size || piece.offset != offset) {
                throw new ProtocolViolation("offset", TreeNode.HASH + 8, "another piece comes next");
            }
            if (!piece.bytes.hasRemaining() && size > 0) throw new ProtocolViolation("piece", TreeNode.HASH + 16, "is empty");
            staging.write(piece.bytes.duplicate(), offset);
            offset += piece.bytes.remaining();
            if (offset < size) return false;
            try (var whole = staging) {
                staging = null;
                whole.complete();
            }
            return true;
        }

        /// {@return whether no content has begun that is not complete}
        boolean isBetween() {
            return staging == null;
        }

        @Override
        public void close() throws IOException {
            if (staging != null) staging.close();
            staging = null;
        }
    }

    static byte[] hashes(Collection<Bytes> hashes) {
        var out = new FieldWriter(hashes.size() * TreeNode.HASH);
        for (var hash : hashes) out.bytes(hash.array());
        return out.done();
    }

    static List<Bytes> hashes(Bytes data) throws ProtocolViolation {
        if (data.length() % TreeNode.HASH != 0) throw new ProtocolViolation("hashes", 0, "are cut off");
        if (data.length() > MOST_HASHES * TreeNode.HASH) throw new ProtocolViolation("hashes", 0, "more than " + MOST_HASHES);
        var all = new ArrayList<Bytes>();
        for (var in = new FieldReader(data.buffer()); in.remaining() > 0; ) {
            all.add(Bytes.wrap(in.bytes("hash", TreeNode.HASH)));
        }
        return all;
    }
}
