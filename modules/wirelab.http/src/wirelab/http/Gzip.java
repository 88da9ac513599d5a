package wirelab.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import wirelab.http.ClientException.Kind;

/// Takes the content coding gzip off a body (RFC 9110, section 8.4.1.3).
final class Gzip {
    private static final int BUFFER = 64 * 1024;

    private Gzip() {}

    /// Decodes a body as it is read. A body that ends in order inside the gzip is an error of the server.
    ///
    /// @throws IOException when it does not begin as gzip
    static InputStream decode(ClientResponse response) throws IOException {
        var body = new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : response.read(ByteBuffer.wrap(into, offset, length));
            }

            @Override
            public int available() {
                // Says that another member may follow: the JDK would otherwise stop at the first where a body pauses.
                return response.body().ended() ? 0 : 1;
            }
        };
        try {
            return new GZIPInputStream(body, BUFFER) {
                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    try {
                        return super.read(into, offset, length);
                    } catch (EOFException e) {
                        throw cutShort(response, e);
                    }
                }
            };
        } catch (EOFException e) {
            throw cutShort(response, e);
        }
    }

    private static ClientException cutShort(ClientResponse response, EOFException e) {
        return new ClientException(Kind.PROTOCOL, response.request().url() + ": the body ends inside its gzip", e);
    }
}
