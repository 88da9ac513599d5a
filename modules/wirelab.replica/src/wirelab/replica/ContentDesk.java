package wirelab.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.kit.FieldReader;

/// Answers what has to do with contents, on one connection of a node or a client.
final class ContentDesk implements AutoCloseable {
    private final Contents contents;
    private final PduStream pdus;
    private final long self;
    private final ContentPiece.Receiver receiver;
    private final ContentPiece.Sender sender;
    private final ContentDelta.Receiver differences;

    /// @param rate how fast what is asked for goes out
    ContentDesk(Contents contents, PduStream pdus, long self, ContentPiece.Rate rate) {
        this.contents = contents;
        this.pdus = pdus;
        this.self = self;
        receiver = new ContentPiece.Receiver(contents);
        differences = new ContentDelta.Receiver(contents);
        sender = new ContentPiece.Sender(pdus, self, rate);
    }

    /// @return whether it was for this desk
    boolean handle(Pdu pdu) throws IOException {
        switch (pdu.action()) {
            case Pdu.OFFER -> {
                var missing = contents.missing(ContentPiece.hashes(pdu.data()));
                pdus.write(Pdu.of(self, Pdu.WANTED, ContentPiece.hashes(missing)));
            }
            case Pdu.CONTENT -> receiver.take(ContentPiece.decode(pdu.data()));
            case Pdu.SYNC -> pdus.write(Pdu.of(self, Pdu.SYNCED, sync(pdu.data()).getBytes(UTF_8)));
            case Pdu.FETCH -> fetch(pdu.data());
            case Pdu.SIGN -> {
                var base = new FieldReader(pdu.data().buffer()).bytes("base", TreeNode.HASH);
                pdus.write(Pdu.of(self, Pdu.SIGNATURE, ContentDelta.signature(contents, Bytes.wrap(base))));
            }
            case Pdu.DELTA -> patch(pdu.data());
            case Pdu.COMPARE -> ContentDelta.compared(contents, pdu.data(), pdus, self);
            case Pdu.PING -> pdus.write(Pdu.of(self, Pdu.PONG, new byte[0]));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void patch(Bytes data) throws IOException {
        String why = "";
        try {
            if (!differences.take(data)) return;
        } catch (ReplicaException e) {
            why = e.getMessage();
        }
        pdus.write(Pdu.of(self, Pdu.PATCHED, why.getBytes(UTF_8)));
    }

    /// @return why they are not on the disk; empty when they are
    private String sync(Bytes data) throws IOException {
        var hashes = ContentPiece.hashes(data);
        try {
            contents.force(hashes);
            return "";
        } catch (IOException e) {
            return Failure.writing(e);
        }
    }

    private void fetch(Bytes data) throws IOException {
        for (var hash : ContentPiece.hashes(data)) {
            try {
                contents.send(hash, sender);
            } catch (NoSuchFileException _) {
                sender.absent(hash);
            }
        }
        sender.flush();
        pdus.write(Pdu.of(self, Pdu.END, new byte[0]));
    }

    @Override
    public void close() throws IOException {
        differences.close();
        receiver.close();
    }
}
