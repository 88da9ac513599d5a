package wirelab.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;

/// A content that a client has, and a node is to have.
///
/// @param size in bytes
record OwnContent(Bytes hash, long size, ContentPiece.Source source) {
    private static final int BUFFER = 1 << 18;

    static OwnContent of(byte[] content) {
        return new OwnContent(Contents.hash(Bytes.wrap(content)), content.length, (_, at, into) -> {
            int n = (int) Math.min(into.remaining(), content.length - at);
            if (n > 0) into.put(content, (int) at, n);
            return n;
        });
    }

    /// Reads a file once for its hash; it is read again when it is sent.
    static OwnContent of(FileChannel file) throws IOException {
        var digest = TreeNode.sha256();
        var buffer = ByteBuffer.allocate(BUFFER);
        long size = 0;
        for (int n; (n = file.read(buffer.clear(), size)) > 0; size += n) digest.update(buffer.flip());
        return new OwnContent(Bytes.wrap(digest.digest()), size, (_, at, into) -> file.read(into, at));
    }

    /// {@return a file that has it}
    TreeNode.FileNode file(int mode, Instant modified) {
        return new TreeNode.FileNode(hash, size, mode, modified.getEpochSecond() * 1_000_000_000 + modified.getNano());
    }

    /// {@return the same, which tells up to where it was read}
    OwnContent telling(LongConsumer upTo) {
        return new OwnContent(hash, size, source.telling(upTo));
    }

    /// Has it on a node's disk: as what is new in it, where that can be; else as a whole.
    ///
    /// @param base hash of a content that the node may have, and that differs little; `null` when none is known
    void send(PduStream pdus, Bytes base) throws IOException {
        var one = List.of(hash);
        pdus.write(Pdu.of(Pdu.CLIENT, Pdu.OFFER, ContentPiece.hashes(one)));
        if (!PeerContents.wanted(pdus, one).isEmpty() && !sendDifference(pdus, base)) {
            var sender = new ContentPiece.Sender(pdus, Pdu.CLIENT, ContentPiece.Rate.FREE);
            sender.send(hash, size, source);
            sender.flush();
        }
        pdus.write(Pdu.of(Pdu.CLIENT, Pdu.SYNC, ContentPiece.hashes(one)));
        PeerContents.synced(pdus);
    }

    private boolean sendDifference(PduStream pdus, Bytes base) throws IOException {
        if (base == null) return false;
        var delta = new ContentDelta.Sender(hash, base, size, _ -> {}, pdus, Pdu.CLIENT);
        return delta.give((into, at) -> source.read(hash, at, into));
    }
}
