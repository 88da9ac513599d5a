package wirelab.replica;

import java.io.IOException;
import wirelab.folder.BlockSignature;
import wirelab.folder.ContentStore;
import wirelab.folder.Delta;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Journal;
import wirelab.kit.ProtocolViolation;

/// A long content as it differs from one that the other end has, its *base*: of a long file in which little was changed,
/// little travels. The data of DELTA:
///
/// ```
/// hash 32 bytes, base 32 bytes, size of the whole u64, last u8 (0 or 1), instructions (see Delta)
/// ```
///
/// What comes out must have the hash; else the content is sent as a whole.
record ContentDelta(Bytes hash, Bytes base, long size, boolean isLast, FieldReader instructions) {
    /// Shorter ones are sent as they are, in bytes.
    static final long LEAST = 1 << 20;
    /// Of longer ones, to compare takes longer than somebody waits for an answer.
    static final long MOST = 1 << 28;
    /// Bytes of instructions in a message, and one literal more.
    private static final int PIECE = 1 << 17;

    /// {@return whether it is worth while}
    static boolean isFor(long size) {
        return size >= LEAST && size <= MOST;
    }

    /// Gives a content to somebody who has its base.
    ///
    /// @return whether it is there now; else it is to be sent as a whole
    static boolean give(Contents contents, Bytes hash, PduStream pdus, long self) throws IOException {
        var base = contents.base(hash);
        if (base == null) return false;
        boolean isThere = false;
        try (var file = contents.open(hash)) {
            isThere = new Sender(hash, base, file.size(), contents::sentDifferences, pdus, self).give(file::read);
            return isThere;
        } finally {
            // Whatever went wrong, the next time all of it is sent.
            if (!isThere) contents.isNotLike(hash);
        }
    }

    /// Gets a content whose base is here.
    ///
    /// @return whether it is here now; else it is to be asked for as a whole
    static boolean get(Contents contents, Bytes hash, PduStream pdus, long self) throws IOException {
        var base = contents.base(hash);
        byte[] signature = base == null ? new byte[0] : signature(contents, base);
        if (signature.length == 0) return false;
        // Once: if it goes wrong in whatever way, the next time all of it is asked for.
        contents.isNotLike(hash);
        pdus.write(Pdu.of(self, Pdu.COMPARE, new FieldWriter().bytes(hash.buffer()).bytes(base.buffer()).bytes(signature).done()));
        try (var receiver = new Receiver(contents)) {
            while (true) {
                var pdu = pdus.need();
                if (pdu.action() == Pdu.END) return false;
                if (pdu.action() != Pdu.DELTA) throw new ProtocolViolation("action", 4, Pdu.name(pdu.action()));
                if (receiver.take(pdu.data())) return true;
            }
        } catch (ReplicaException _) {
            return false;
        }
    }

    /// Answers who has a base, and wants a content.
    static void compared(Contents contents, Bytes data, PduStream pdus, long self) throws IOException {
        var in = new FieldReader(data.buffer());
        var hash = Bytes.wrap(in.bytes("hash", TreeNode.HASH));
        var base = Bytes.wrap(in.bytes("base", TreeNode.HASH));
        var signature = BlockSignature.read(in);
        in.end();
        if (!contents.has(hash) || !isFor(contents.size(hash))) {
            pdus.write(Pdu.of(self, Pdu.END, new byte[0]));
            return;
        }
        try (var file = contents.open(hash)) {
            new Sender(hash, base, file.size(), contents::sentDifferences, pdus, self).send(signature, file::read);
        }
    }

    /// {@return what somebody has of a content, block by block; empty when it is not there, or too short or long}
    static byte[] signature(Contents contents, Bytes base) throws IOException {
        if (!contents.has(base) || !isFor(contents.size(base))) return new byte[0];
        try (var file = contents.open(base)) {
            var out = new FieldWriter();
            BlockSignature.of(file).write(out);
            return out.done();
        }
    }

    /// Is told how many bytes of instructions were sent; returns when the next ones may be.
    interface Sent {
        void bytes(int count) throws IOException;
    }

    /// Sends a content as it differs from its base.
    static final class Sender {
        private final Bytes hash;
        private final Bytes base;
        private final long size;
        private final Sent sent;
        private final PduStream pdus;
        private final long self;
        private FieldWriter out = new FieldWriter();

        /// @param size of the content, in bytes
        Sender(Bytes hash, Bytes base, long size, Sent sent, PduStream pdus, long self) {
            this.hash = hash;
            this.base = base;
            this.size = size;
            this.sent = sent;
            this.pdus = pdus;
            this.self = self;
        }

        /// Asks what the other end has of the base, and sends what that lacks.
        ///
        /// @return whether the content is there now; else it is to be sent as a whole
        boolean give(Delta.Source content) throws IOException {
            pdus.write(Pdu.of(self, Pdu.SIGN, base.array()));
            var signed = pdus.need(Pdu.SIGNATURE).data();
            if (signed.length() == 0) return false;
            var in = new FieldReader(signed.buffer());
            var signature = BlockSignature.read(in);
            in.end();
            send(signature, content);
            return pdus.need(Pdu.PATCHED).data().length() == 0;
        }

        /// @param signature of the base
        void send(BlockSignature signature, Delta.Source content) throws IOException {
            Delta.between(signature, content, this::take);
            flush(true);
        }

        private void take(Delta.Instruction instruction) throws IOException {
            instruction.write(out);
            if (out.offset() >= PIECE) flush(false);
        }

        private void flush(boolean isLast) throws IOException {
            byte[] some = out.done();
            out = new FieldWriter();
            var data = new FieldWriter(2 * TreeNode.HASH + 9 + some.length).bytes(hash.buffer()).bytes(base.buffer()).u64(size)
                    .u8(isLast ? 1 : 0).bytes(some);
            pdus.write(Pdu.of(self, Pdu.DELTA, data.done()));
            sent.bytes(some.length);
        }
    }

    static ContentDelta decode(Bytes data) throws ProtocolViolation {
        var in = new FieldReader(data.buffer());
        var hash = Bytes.wrap(in.bytes("hash", TreeNode.HASH));
        var base = Bytes.wrap(in.bytes("base", TreeNode.HASH));
        long size = in.u64("size");
        int last = in.u8("last");
        if (!isFor(size)) throw new ProtocolViolation("size", 2 * TreeNode.HASH, "is not that of a long content");
        if (last > 1) throw new ProtocolViolation("last", 2 * TreeNode.HASH + 8, last + " is neither 0 nor 1");
        return new ContentDelta(hash, base, size, last == 1, in);
    }

    /// Takes what comes, one content after the other, and stages what comes out.
    static final class Receiver implements AutoCloseable {
        private final Contents contents;
        private ContentDelta first;
        private ContentStore.Staging staging;
        private Journal.Storage old;
        private Delta.Patch patch;
        private IOException failure;

        Receiver(Contents contents) {
            this.contents = contents;
        }

        /// Takes the next piece. What goes wrong is told at the end: those behind it are on their way.
        ///
        /// @return whether it was the last one; then the content is there
        /// @throws ProtocolViolation when it is none
        /// @throws ReplicaException at the last one, when the content did not come out
        boolean take(Bytes data) throws IOException {
            var piece = decode(data);
            if (first == null) begin(piece);
            if (!piece.hash.equals(first.hash) || !piece.base.equals(first.base) || piece.size != first.size) {
                throw new ProtocolViolation("hash", 0, "another piece comes next");
            }
            while (piece.instructions.remaining() > 0) follow(Delta.Instruction.read(piece.instructions));
            if (!piece.isLast) return false;
            end();
            return true;
        }

        private void begin(ContentDelta piece) {
            first = piece;
            try {
                old = contents.open(piece.base);
                staging = contents.begin(piece.hash, piece.size);
                patch = new Delta.Patch(old, staging);
            } catch (IOException e) {
                failure = e;
            }
        }

        private void follow(Delta.Instruction instruction) {
            try {
                if (failure == null) patch.take(instruction);
            } catch (IOException e) {
                failure = e;
            }
        }

        private void end() throws IOException {
            try {
                if (failure == null) staging.complete();
            } catch (IOException e) {
                failure = e;
            }
            var why = failure;
            close();
            if (why != null) throw new ReplicaException("a difference did not give the content: " + why.getMessage());
        }

        @Override
        public void close() throws IOException {
            first = null;
            failure = null;
            patch = null;
            if (staging != null) staging.close();
            staging = null;
            if (old != null) old.close();
            old = null;
        }
    }
}
