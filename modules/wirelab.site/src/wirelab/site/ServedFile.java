package wirelab.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.HttpDate;
import wirelab.http.Response;
import wirelab.http.StatusException;

/// One state of one file, ready to be sent: what the head of a response says about it and, of a small file, all its bytes.
final class ServedFile {
    /// The content of files up to this size is held in memory.
    static final int HELD = 1024 * 1024;
    private static final int TRIES = 5;

    final Path real;
    final FileStamp stamp;
    final String etag;
    final Instant modified;
    /// Whether there is another form of it.
    final boolean varies;
    /// What belongs to the representation; without its length, and without what belongs to the connection.
    final Headers headers;
    /// The content, or `null` when it is too large to be held.
    private final ByteBuffer content;
    /// The second in which the file was last seen to be still the same.
    private volatile long checked;
    private volatile HotResponse hot;

    private ServedFile(Path real, FileStamp stamp, String etag, Headers headers, ByteBuffer content, long second) {
        this.real = real;
        this.stamp = stamp;
        this.content = content;
        this.etag = etag;
        varies = headers.elements("Vary").contains("Accept-Encoding");
        modified = stamp.second();
        this.headers = headers.edit().add("Last-Modified", HttpDate.text(modified)).add("ETag", etag)
                .add("Accept-Ranges", "bytes").build();
        checked = second;
    }

    /// Takes a file in.
    ///
    /// @param real where it lies, without links
    /// @param headers its type and coding, and whatever else shall be said
    /// @param second the present second
    static ServedFile load(Path real, Headers headers, long second) throws IOException {
        for (int i = 0; ; i++) {
            var before = FileStamp.of(real);
            var content = before.size() <= HELD ? read(real, (int) before.size()) : null;
            boolean same = content == null || content.remaining() == before.size() && FileStamp.of(real).equals(before);
            if (same) return new ServedFile(real, before, before.etag(), headers, content, second);
            if (i == TRIES) throw new StatusException(503, "The file is being written just now.");
        }
    }

    /// The same state of the file, packed here. Its tag is another one, since its bytes are (RFC 9110, section 8.8.3.3).
    ///
    /// @param described its headers, which name the coding
    ServedFile packed(Headers described) throws IOException {
        var bytes = new ByteArrayOutputStream();
        byte[] whole = new byte[content.remaining()];
        content.duplicate().get(whole);
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(whole);
        }
        var direct = ByteBuffer.allocateDirect(bytes.size()).put(bytes.toByteArray()).flip();
        return new ServedFile(real, stamp, etag.substring(0, etag.length() - 1) + "-gzip\"", described, direct, checked);
    }

    /// Reads up to one byte more than is expected, to see whether the file has grown.
    private static ByteBuffer read(Path real, int size) throws IOException {
        try (var file = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            var bytes = ByteBuffer.allocateDirect(size + 1);
            while (bytes.hasRemaining() && file.read(bytes) >= 0) continue;
            return bytes.flip();
        }
    }

    /// Whether somebody has looked at the file within this second.
    boolean fresh(long second) {
        return checked == second;
    }

    /// Looks at the file again.
    ///
    /// @return whether it is still the same; then it is fresh
    boolean check(Path nowReal, long second) throws IOException {
        if (!real.equals(nowReal) || !Files.exists(real, LinkOption.NOFOLLOW_LINKS) || !FileStamp.of(real).equals(stamp)) {
            return false;
        }
        checked = second;
        return true;
    }

    /// How much memory it takes, about.
    int weight() {
        return 1024 + (content == null ? 0 : content.limit() + Math.min(content.limit(), Response.Bytes.JOINED));
    }

    long size() {
        return content == null ? stamp.size() : content.limit();
    }

    /// The bytes from one position to another, to be read by one thread; `null` when they are not held.
    ByteBuffer slice(long from, long count) {
        return content == null ? null : content.slice((int) from, (int) count);
    }

    /// Responds with all of it, which must be held, at once.
    void respond(Exchange exchange, long second) throws IOException {
        var ready = hot;
        if (ready == null || ready.second() != second) {
            if (ready != null) ready.close();
            hot = ready = new HotResponse(Response.Bytes.of(200, headers, content.duplicate()));
        }
        ready.send(exchange);
    }

    boolean held() {
        return content != null;
    }
}
