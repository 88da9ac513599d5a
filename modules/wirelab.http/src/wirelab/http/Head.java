package wirelab.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What stands before the body of a message: start line and header fields (RFC 9112, section 2.1).
///
/// ```
/// HTTP-message = start-line CRLF *( field-line CRLF ) CRLF [ message-body ]
/// ```
public sealed interface Head permits RequestHead, ResponseHead {
    /// The version that the sender speaks.
    ///
    /// @return the version
    Version version();

    /// The header fields.
    ///
    /// @return in their order on the wire
    Headers headers();

    /// The first line.
    ///
    /// @return without CRLF
    String startLine();

    /// Whether the sender wants the connection to go on after this exchange (RFC 9112, section 9.3). A response whose end is
    /// the end of the connection cannot keep it, whatever it says: see [Framing#UNTIL_CLOSE].
    ///
    /// @return `true` for HTTP/1.1 without `Connection: close` and for HTTP/1.0 with `Connection: keep-alive`
    default boolean persistent() {
        if (!headers().has("Connection")) return version() == Version.HTTP_1_1;
        if (headers().contains("Connection", "close")) return false;
        return version() == Version.HTTP_1_1 || headers().contains("Connection", "keep-alive");
    }

    /// The head as it goes over the wire, with the empty line at its end.
    ///
    /// @return its bytes
    default byte[] encode() {
        byte[] start = startLine().getBytes(StandardCharsets.ISO_8859_1);
        var bytes = ByteBuffer.allocate(start.length + headers().encodedSize() + 4);
        bytes.put(start).put((byte) '\r').put((byte) '\n');
        headers().encode(bytes);
        bytes.put((byte) '\r').put((byte) '\n');
        return bytes.array();
    }
}
