package wirelab.replica;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import wirelab.folder.ContentStore;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// A piece of a content, the data of CONTENT:
///
/// ```
/// hash (32 bytes), size of the whole u64 (2^64-1: is not there), offset u64, bytes to the end
/// ```
///
/// Pieces of one content follow each other, those of another one come before or behind all of them.
///
/// @param size of the whole, or [#ABSENT]
/// @param bytes in the message itself: of a first copy, each copy of all the bytes counts
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

        /// {@return the same, which tells up to where it was read}
        default Source telling(LongConsumer upTo) {
            return (hash, at, into) -> {
                int n = read(hash, at, into);
                upTo.accept(at + Math.max(n, 0));
                return n;
            };
        }
    }

    static ContentPiece decode(Bytes data) throws ProtocolViolation {
        var in = new FieldReader(data.buffer());
        var hash = Bytes.wrap(in.bytes("hash", TreeNode.HASH));
        long size = in.u64("size");
        long offset = in.u64("offset");
        int at = in.offset();
        var bytes = data.buffer().position(at).slice();
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

    /// How fast a node gives contents to other nodes, over all its connections together: whoever has sent something waits as
    /// long as that takes at this rate, behind all that others have sent. Messages of Raft go elsewhere, and never wait here.
    ///
    /// For several threads.
    static final class Rate {
        static final Rate FREE = new Rate(0);
        /// A piece takes no longer than this, so that several connections take turns and none is silent for long.
        private static final int PIECES_PER_SECOND = 8;
        private static final long SECOND = Duration.ofSeconds(1).toNanos();

        private final long perSecond;
        private long freeAt = System.nanoTime();

        /// @param perSecond bytes; 0 for as fast as it goes
        Rate(long perSecond) {
            this.perSecond = perSecond;
        }

        /// {@return how many bytes are sent at once}
        int piece(int most) {
            return perSecond == 0 ? most : Math.clamp(perSecond / PIECES_PER_SECOND, 1, most);
        }

        /// {@return how long so many bytes take, when all that goes at the same time is as much}
        Duration takes(long bytes, int atOnce) {
            return perSecond == 0 ? Duration.ZERO : Duration.ofMillis((long) (1e3 * bytes * atOnce / perSecond));
        }

        /// So many bytes were sent; returns when the next ones may be.
        void sent(int bytes) throws InterruptedIOException {
            if (perSecond == 0) return;
            try {
                TimeUnit.NANOSECONDS.sleep(left(System.nanoTime(), bytes));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while the limit was kept to");
            }
        }

        /// {@return nanoseconds; time in which nothing was sent is not made up for}
        synchronized long left(long now, int bytes) {
            if (freeAt - now < 0) freeAt = now;
            freeAt += (long) ((double) SECOND * bytes / perSecond);
            return freeAt - now;
        }

        @Override
        public String toString() {
            return perSecond == 0 ? "no limit" : Text.bytes(perSecond) + "/s";
        }
    }

    /// Sends contents piece by piece, small ones together; what is read goes into the message itself.
    static final class Sender {
        private static final int HEAD = 16 + TreeNode.HASH + 16;

        private final PduStream pdus;
        private final long self;
        private final Rate rate;
        private ByteBuffer messages = ByteBuffer.allocate(0);

        Sender(PduStream pdus, long self, Rate rate) {
            this.pdus = pdus;
            this.self = self;
            this.rate = rate;
        }

        void send(Bytes hash, long size, Source source) throws IOException {
            long at = 0;
            do {
                int length = (int) Math.min(rate.piece(MOST), size - at);
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
            if (messages.remaining() < HEAD + length || messages.position() >= rate.piece(MOST)) {
                flush();
                if (messages.capacity() < HEAD + length) messages = ByteBuffer.allocate(HEAD + (length <= STEP ? STEP : MOST));
            }
            messages.putInt((int) self).putInt(Pdu.CONTENT).putInt(0).putInt(TreeNode.HASH + 16 + length).put(hash.buffer())
                    .putLong(size).putLong(offset);
        }

        void flush() throws IOException {
            int length = messages.flip().remaining();
            pdus.write(messages);
            messages.clear();
            if (length > 0) rate.sent(length);
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
            contents.received(piece.bytes.remaining());
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
