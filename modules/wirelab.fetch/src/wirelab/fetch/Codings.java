package wirelab.fetch;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientResponse;
import wirelab.kit.JdkStreams;

/// The content codings of a body, to be taken off in the opposite order (RFC 9110, section 8.4): `gzip` and its old name
/// `x-gzip`, `deflate` (RFC 1950; without its head too, as many a server sends it), `identity`.
///
/// @param names in the order in which they were put on
record Codings(List<String> names) {
    /// A body as it is.
    static final Codings NONE = new Codings(List.of());

    private static final int BUFFER = 64 * 1024;
    /// More are a mistake, or an attempt to make a little become very much.
    private static final int MOST = 3;

    /// Reads `Content-Encoding`.
    ///
    /// @throws ClientException when there is one that nobody asked for, or too many
    static Codings of(ClientResponse response) throws ClientException {
        var names = new ArrayList<String>();
        for (String value : response.head().headers().all("Content-Encoding")) {
            for (String name : value.toLowerCase(Locale.ROOT).split(",")) {
                switch (name.strip()) {
                    case "", "identity" -> { }
                    case "gzip", "x-gzip" -> names.add("gzip");
                    case "deflate" -> names.add("deflate");
                    default -> throw failed(response, "a content coding that was not asked for: " + name.strip(), null);
                }
            }
        }
        if (names.size() > MOST) throw failed(response, names.size() + " content codings, one on the other", null);
        return new Codings(List.copyOf(names));
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /// Decodes a body as it is read. A body that ends in order inside a coding is an error of the server; one of no bytes at
    /// all is empty in any coding.
    ///
    /// @param source reads the body
    /// @throws IOException when it does not begin as its codings say
    InputStream decode(ClientResponse response, JdkStreams.Reads source) throws IOException {
        InputStream in = body(response, source);
        try {
            for (String name : names.reversed()) {
                int first = in.read();
                if (first < 0) return in;
                in = unread(first, in);
                in = name.equals("gzip") ? gunzip(in) : inflate(in);
            }
        } catch (EOFException e) {
            throw cutShort(response, e);
        }
        return new Told(response, in);
    }

    private static InputStream unread(int first, InputStream rest) {
        return new SequenceInputStream(new ByteArrayInputStream(new byte[] {(byte) first}), rest) {
            @Override
            public int available() throws IOException {
                // Says that another member may follow: the JDK would otherwise stop at the first where a body pauses.
                return Math.max(super.available(), rest.available());
            }
        };
    }

    private static InputStream gunzip(InputStream in) throws IOException {
        return new GZIPInputStream(in, BUFFER);
    }

    /// With the head of RFC 1950, whose first byte names the method 8, or without.
    private static InputStream inflate(InputStream in) throws IOException {
        var ahead = new PushbackInputStream(in, 2);
        byte[] head = ahead.readNBytes(2);
        ahead.unread(head);
        boolean zlib = head.length == 2 && (head[0] & 0x0f) == 8 && ((head[0] & 0xff) << 8 | head[1] & 0xff) % 31 == 0;
        return new InflaterInputStream(ahead, new Inflater(!zlib), BUFFER);
    }

    private static ClientException cutShort(ClientResponse response, EOFException e) {
        return failed(response, "the body ends inside its content coding", e);
    }

    private static ClientException failed(ClientResponse response, String what, Exception e) {
        return new ClientException(Kind.PROTOCOL, response.request().url() + ": " + what, e);
    }

    /// The coded bytes.
    private static InputStream body(ClientResponse response, JdkStreams.Reads source) {
        return new FilterInputStream(JdkStreams.input(source, () -> {})) {
            @Override
            public int available() {
                return response.body().ended() ? 0 : 1;
            }
        };
    }

    /// The decoded bytes; an end inside a coding is told as what it is.
    private static final class Told extends FilterInputStream {
        private final ClientResponse response;

        Told(ClientResponse response, InputStream in) {
            super(in);
            this.response = response;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return in.read(into, offset, length);
            } catch (EOFException e) {
                throw cutShort(response, e);
            }
        }
    }

    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
