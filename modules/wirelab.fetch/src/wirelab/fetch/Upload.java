package wirelab.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientRequest;
import wirelab.kit.Failure;

/// Brings a file to a server with PUT (RFC 9110, section 9.3.4), as `curl -T` does: a file with its length, standard input
/// and what else has no length in chunks. What cannot be read to its end never arrives as if it were the whole.
public final class Upload implements ClientRequest.Source {
    /// What stands for standard input.
    private static final String STANDARD_INPUT = "-";

    private final Path file;
    private final long length;
    private final InputStream given;
    private final long rate;
    private long sent;

    private Upload(Path file, long length, InputStream given, long rate) {
        this.file = file;
        this.length = length;
        this.given = given;
        this.rate = rate;
    }

    /// Prepares to send a file.
    ///
    /// @param name of the file, `-` for standard input
    /// @param rate bytes a second at most, 0 for as fast as it goes
    /// @throws ClientException when it cannot be read
    public static Upload of(String name, long rate) throws ClientException {
        if (name.equals(STANDARD_INPUT)) return of(System.in, rate);
        Path file = Path.of(name);
        if (Files.isDirectory(file)) throw new ClientException(Kind.FILE, "cannot send " + name + ": it is a folder");
        try {
            return new Upload(file, Files.isRegularFile(file) ? Files.size(file) : checked(file), null, rate);
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot send " + name + ": " + Failure.reason(e)
                    + (name.matches("[0-9.]+(ms|s|min)?") ? "; the time limit is --timeout" : ""), e);
        }
    }

    /// Sends what a stream gives, once.
    static Upload of(InputStream stream, long rate) {
        return new Upload(null, -1, stream, rate);
    }

    /// A pipe or a device has no length; what is not there at all is an error at once.
    private static long checked(Path file) throws IOException {
        Files.getLastModifiedTime(file);
        return -1;
    }

    /// {@return the request with this for its body; where a URL ends in a slash, the file's name goes behind it}
    public ClientRequest request(ClientRequest request) {
        var url = request.url();
        boolean folder = url.path().endsWith("/") && url.query() == null && file != null;
        return new ClientRequest(request.method(), folder ? url.resolve(encoded(file.getFileName().toString())) : url,
                request.headers(), null, this);
    }

    /// What is sent with a request and held in memory.
    ///
    /// @param given the bytes as a text, or `@FILE`, or `@-` for standard input; `null` for none
    /// @return the bytes as they are, `null` for none
    /// @throws ClientException when they cannot be read, or are too many
    public static byte[] data(String given) throws ClientException {
        if (given == null || !given.startsWith("@")) return given == null ? null : given.getBytes(StandardCharsets.UTF_8);
        String name = given.substring(1);
        try (InputStream in = name.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(name))) {
            byte[] bytes = in.readNBytes(ClientRequest.MAX_BODY + 1);
            if (bytes.length > ClientRequest.MAX_BODY) {
                throw new ClientException(Kind.FILE, name + " is longer than " + ClientRequest.MAX_BODY
                        + " bytes; --upload-file sends files of any size");
            }
            return bytes;
        } catch (ClientException e) {
            throw e;
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot read " + name + ": " + Failure.reason(e), e);
        }
    }

    /// A name as one segment of a path: no letter in it means anything.
    static String encoded(String name) {
        var encoded = new StringBuilder("./");
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0);
            encoded.append(plain ? Character.toString(c) : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
        }
        return encoded.toString();
    }

    /// {@return how many bytes were read to be sent, in the last try}
    public long sent() {
        return sent;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean again() {
        return length >= 0;
    }

    @Override
    public InputStream open() throws IOException {
        sent = 0;
        try {
            return new Paced(given != null ? given : Files.newInputStream(file));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private ClientException unreadable(IOException e) {
        return new ClientException(Kind.FILE, "cannot read " + this + ": " + Failure.reason(e), e);
    }

    @Override
    public String toString() {
        return file == null ? "standard input" : file.toString();
    }

    /// Reads no faster than told.
    private final class Paced extends FilterInputStream {
        private final Throttle throttle = new Throttle(rate);

        Paced(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            int n;
            try {
                n = in.read(into, offset, throttle.piece(count));
            } catch (IOException e) {
                throw unreadable(e);
            }
            if (n > 0) sent += n;
            try {
                TimeUnit.NANOSECONDS.sleep(throttle.moved(System.nanoTime(), n));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted").initCause(e);
            }
            return n;
        }
    }
}
