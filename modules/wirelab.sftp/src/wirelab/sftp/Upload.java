package wirelab.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;

/// Writes one open file with many requests under way.
final class Upload {
    private final SftpLink link;
    private final Bytes handle;
    private final LongConsumer sent;

    Upload(SftpLink link, Bytes handle, LongConsumer sent) {
        this.link = link;
        this.handle = handle;
        this.sent = sent;
    }

    /// @param what is named when it fails
    /// @param begin where to begin: what is before is there already
    void run(String what, FileChannel from, long begin) throws IOException {
        var block = ByteBuffer.allocateDirect(link.mostWrite());
        long at = begin;
        boolean more = true;
        try (var flight = new Flight<Integer>(link)) {
            while (true) {
                while (more && !flight.isFull()) {
                    int n = from.read(block.clear(), at);
                    more = n > 0;
                    if (!more) break;
                    long offset = at;
                    flight.send(n, id -> new SftpRequest.Write(id, handle, offset, block.flip()));
                    at += n;
                }
                if (flight.isEmpty()) return;
                var landed = flight.receive();
                if (!(landed.reply() instanceof SftpReply.Status status)) {
                    throw new ProtocolViolation("type", 0, landed.reply().type() + " is no answer to WRITE");
                }
                if (!status.is(StatusCode.OK)) throw new SftpFailure(what, status);
                sent.accept(landed.about());
            }
        }
    }
}
