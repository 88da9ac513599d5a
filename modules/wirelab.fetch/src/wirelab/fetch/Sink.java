package wirelab.fetch;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.kit.Failure;

/// Where a body goes: a file, or standard output. Every failure here is one of the local side ([Kind#FILE]).
final class Sink implements Closeable {
    /// So many names with a number at the end are tried before it is given up.
    private static final int NAMES = 1000;

    private final Path file;
    private final boolean regular;
    private final WritableByteChannel out;
    private final Checksum checksum;
    private MessageDigest digest;
    private long position;

    private Sink(Path file, WritableByteChannel out, Checksum checksum) {
        this.file = file;
        this.out = out;
        this.checksum = checksum;
        regular = file != null && Files.isRegularFile(file);
        digest = checksum == null ? null : checksum.digest();
    }

    /// Standard output.
    static Sink standardOutput(Checksum checksum) {
        // A file or a pipe as it is, without the buffer that print statements need.
        return new Sink(null, new FileOutputStream(FileDescriptor.out).getChannel(), checksum);
    }

    /// Any channel, for tests.
    static Sink of(WritableByteChannel out, Checksum checksum) {
        return new Sink(null, out, checksum);
    }

    /// A file, which need not exist.
    static Sink open(Path file, Checksum checksum) throws ClientException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
                // A device or a named pipe: written to as it is, from beginning to end.
                return new Sink(file, Channels.newChannel(Files.newOutputStream(file)), checksum);
            }
            return new Sink(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE), checksum);
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot write " + file + ": " + Failure.writing(e), e);
        }
    }

    /// A new file: where the name is taken, the same with `.1`, `.2` and so on.
    static Sink create(Path wanted, Checksum checksum) throws ClientException {
        Path file = wanted;
        for (int n = 1; n <= NAMES; n++) {
            var sink = createOnce(file, checksum);
            if (sink != null) return sink;
            file = wanted.resolveSibling(wanted.getFileName() + "." + n);
        }
        throw new ClientException(Kind.FILE, "cannot write " + wanted + ": it is there already, " + NAMES + " times");
    }

    /// A new file under this very name.
    ///
    /// @return `null` where something is there already
    static Sink createOnce(Path file, Checksum checksum) throws ClientException {
        try {
            return new Sink(file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                    StandardOpenOption.WRITE), checksum);
        } catch (FileAlreadyExistsException _) {
            return null;
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot write " + file + ": " + Failure.writing(e), e);
        }
    }

    /// {@return its file: the path, or `null` for standard output}
    Path file() {
        return file;
    }

    /// Whether it can be read again, cut and dated: a regular file.
    boolean regular() {
        return regular;
    }

    /// How many bytes lie before the next one.
    long position() {
        return position;
    }

    /// Goes to where a body, or the rest of one, begins; what lies behind it is cut off.
    void begin(long offset) throws ClientException {
        if (offset == position && !regular) return;
        if (!regular) throw new ClientException(Kind.NETWORK, "what has been written to " + this + " cannot be taken back");
        try {
            var channel = (FileChannel) out;
            if (checksum != null && offset != position) digestAgain(channel, offset);
            channel.truncate(offset);
            channel.position(offset);
            position = offset;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void digestAgain(FileChannel channel, long end) throws IOException {
        digest = checksum.digest();
        var buffer = ByteBuffer.allocate(64 * 1024);
        for (long at = 0; at < end; at += buffer.position()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            if (channel.read(buffer, at) < 0) throw new IOException("it became shorter");
            digest.update(buffer.array(), 0, buffer.position());
        }
    }

    /// Writes all bytes.
    void write(ByteBuffer bytes) throws ClientException {
        if (digest != null) digest.update(bytes.duplicate());
        try {
            while (bytes.hasRemaining()) position += out.write(bytes);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Compares what was written with what it must add up to. What adds up to something else must not lie there under the
    /// name of the right file: it is set aside.
    void check() throws ClientException {
        if (digest == null) return;
        try {
            checksum.check(toString(), digest);
        } catch (ClientException e) {
            throw regular ? setAside(e) : e;
        }
    }

    private ClientException setAside(ClientException e) {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt");
        try {
            for (int n = 1; n <= NAMES && Files.exists(aside); n++) {
                aside = file.resolveSibling(file.getFileName() + ".corrupt." + n);
            }
            Files.move(file, aside);
            ResumeNote.delete(file);
        } catch (IOException unmoved) {
            e.addSuppressed(unmoved);
            return e;
        }
        return new ClientException(e.kind(), e.getMessage() + "; it is kept as " + aside, e);
    }

    /// Gives the file the time at which the server's was changed.
    void date(Instant modified) throws ClientException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(modified));
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot date " + this + ": " + Failure.reason(e), e);
        }
    }

    private ClientException failed(IOException e) {
        return new ClientException(Kind.FILE, "cannot write " + this + ": " + Failure.writing(e), e);
    }

    /// Closes a file; standard output stays open.
    @Override
    public void close() throws ClientException {
        if (file == null) return;
        try {
            out.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Its name for people.
    @Override
    public String toString() {
        return file == null ? "standard output" : file.toString();
    }
}
