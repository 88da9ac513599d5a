package wirelab.site;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import wirelab.http.BodyWriter;
import wirelab.http.StatusException;

/// Sends stretches of one file, and never parts of two states of it: the last bytes of a stretch go out only when the file
/// has been seen unchanged after they were read. Else the connection is cut, and the client knows that it has not got all.
///
/// What is sent is a mapping of the file, so that the system copies each byte once, into the socket; a mapping costs no
/// memory while a slow client keeps it waiting. Sendfile would copy nothing but would send, from the queue of the socket,
/// what somebody else writes into the file meanwhile. Under TLS the bytes are read into a
/// buffer, since they are encrypted here anyway.
final class FileSender implements AutoCloseable {
    /// How much is mapped at once.
    private static final long WINDOW = 64L * 1024 * 1024;
    /// How much is held back until the file has been looked at again.
    private static final int TAIL = 16 * 1024;

    private final ServedFile served;
    private final FileChannel file;
    private final boolean mapped;

    private FileSender(ServedFile served, FileChannel file, boolean mapped) {
        this.served = served;
        this.file = file;
        this.mapped = mapped;
    }

    /// Opens the file in the state that was promised to the client.
    ///
    /// @param mapped whether bytes may be sent as a mapping
    /// @throws StatusException with 503 when it keeps changing
    static FileSender open(ServedFile served, boolean mapped) throws IOException {
        if (served.held()) return new FileSender(served, null, false);
        var file = FileChannel.open(served.real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        // The name still leads to the same file after it was opened: so this is the file.
        if (FileStamp.of(served.real).equals(served.stamp)) return new FileSender(served, file, mapped);
        file.close();
        throw new StatusException(503, "The file is being written just now.");
    }

    /// Sends a stretch.
    ///
    /// @param from its first byte
    /// @throws IOException when the connection is broken, or the file is no longer what it was
    void send(BodyWriter out, long from, long count) throws IOException {
        if (served.held()) {
            out.write(served.slice(from, count));
            return;
        }
        int held = (int) Math.min(TAIL, count);
        long end = from + count - held;
        if (mapped) sendMapped(out, from, end);
        else sendRead(out, from, end);
        var tail = read(ByteBuffer.allocateDirect(held), end);
        if (!unchanged()) throw changed();
        out.write(tail);
    }

    private void sendMapped(BodyWriter out, long from, long end) throws IOException {
        for (long at = from; at < end; ) {
            long n = Math.min(WINDOW, end - at);
            if (file.size() < at + n) throw changed();
            try (var arena = Arena.ofConfined()) {
                out.write(file.map(MapMode.READ_ONLY, at, n, arena).asByteBuffer());
            }
            at += n;
        }
    }

    private void sendRead(BodyWriter out, long from, long end) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(64 * 1024, end - from));
        for (long at = from; at < end; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            at += read(buffer, at).remaining();
            out.write(buffer);
        }
    }

    private ByteBuffer read(ByteBuffer into, long at) throws IOException {
        while (into.hasRemaining()) {
            if (file.read(into, at + into.position()) < 0) throw changed();
        }
        return into.flip();
    }

    /// Whether the open file still holds what it held. Under another name, or none, nobody can have written into it but
    /// through an old opening of it; then its length must do.
    private boolean unchanged() throws IOException {
        try {
            var now = FileStamp.of(served.real);
            if (now.key() == null || now.key().equals(served.stamp.key())) return now.equals(served.stamp);
        } catch (NoSuchFileException _) {
            // Deleted: what is open here is still whole.
        }
        return file.size() == served.size();
    }

    private StatusException changed() {
        return new StatusException(500, "The file was changed while it was sent.");
    }

    @Override
    public void close() throws IOException {
        if (file != null) file.close();
    }
}
