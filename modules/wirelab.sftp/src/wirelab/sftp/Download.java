package wirelab.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// Reads one open file with many requests under way. Replies may come in any order and give less than was asked for; each
/// goes to its place.
final class Download {
    /// @param length bytes that were asked for
    private record Piece(long offset, int length) {}

    private final SftpLink link;
    private final Bytes handle;
    private final FileChannel into;
    private final LongConsumer arrived;
    private long next;
    /// Where the file ends, as far as that is known.
    private long end;

    /// @param from where to begin: what is before was there already
    /// @param size what the server said; 0 when it does not know, as of files of the system
    Download(SftpLink link, Bytes handle, FileChannel into, long from, long size, LongConsumer arrived) {
        this.link = link;
        this.handle = handle;
        this.into = into;
        this.arrived = arrived;
        next = from;
        // A file that grows meanwhile is had as long as it was: a server without an end would fill the disk.
        end = size > 0 ? size : Long.MAX_VALUE;
    }

    /// @param what is named when it fails
    /// @return how long the file is
    long run(String what) throws IOException {
        boolean endIsKnown = end != Long.MAX_VALUE;
        try (var flight = new Flight<Piece>(link)) {
            while (true) {
                // Without a known end one at a time: most such files are short.
                while (next < end && !flight.isFull() && (endIsKnown || flight.isEmpty())) {
                    ask(flight, next, link.mostRead());
                }
                if (flight.isEmpty()) break;
                var landed = flight.receive();
                switch (landed.reply()) {
                    case SftpReply.Data(_, var data) -> arrived(flight, landed.about(), data);
                    case SftpReply.Status status when status.is(StatusCode.EOF) ->
                        end = Math.min(end, landed.about().offset());
                    case SftpReply.Status status -> throw new SftpFailure(what, status);
                    case SftpReply other -> throw new ProtocolViolation("type", 0, other.type() + " is no answer to READ");
                }
            }
        }
        long whole = endIsKnown ? end : next;
        if (into.size() > whole) into.truncate(whole);
        return whole;
    }

    private void ask(Flight<Piece> flight, long offset, int most) throws IOException {
        int length = (int) Math.min(most, end - offset);
        flight.send(new Piece(offset, length), id -> new SftpRequest.Read(id, handle, offset, length));
        next = Math.max(next, offset + length);
    }

    private void arrived(Flight<Piece> flight, Piece piece, ByteBuffer data) throws IOException {
        int n = data.remaining();
        if (n == 0 || n > piece.length()) {
            throw new ProtocolViolation("data", 5, Text.count(n, "byte") + " where " + piece.length() + " were asked for");
        }
        for (long at = piece.offset(); data.hasRemaining(); ) at += into.write(data, at);
        arrived.accept(n);
        if (n == piece.length()) return;
        if (end == Long.MAX_VALUE) next = piece.offset() + n;
        else ask(flight, piece.offset() + n, piece.length() - n);
    }
}
