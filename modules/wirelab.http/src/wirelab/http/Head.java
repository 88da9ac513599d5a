package wirelab.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What stands before the body of a message: start line and header fields (RFC 9112, section 2.1).
///
/// ```
/// HTTP-message = start-line CRLF *( field-line CRLF ) CRLF [ message-body ]
/// ```
public sealed interface Head permits RequestHead, ResponseHead {
    /// The version of a message (RFC 9112, section 2.3). A higher minor version than 1.1 counts as 1.1, the highest that is
    /// spoken here (RFC 9110, section 2.5).
    enum Version {
        /// HTTP/1.0: no `Host` needed, no chunked coding; connections end after each response unless both sides say
        /// otherwise.
        HTTP_1_0("HTTP/1.0"),
        /// HTTP/1.1.
        HTTP_1_1("HTTP/1.1");

        private final String text;

        Version(String text) {
            this.text = text;
        }

        /// Reads the version at a place in a start line; any other major version is refused with 505.
        static Version parse(byte[] bytes, int line, int begin, int end) throws BadMessageException {
            if (end - begin != 8 || !Syntax.matches(bytes, begin, "HTTP/") || bytes[begin + 6] != '.'
                    || !Syntax.isDigit(bytes[begin + 5]) || !Syntax.isDigit(bytes[begin + 7])) {
                throw new BadMessageException(Status.BAD_REQUEST, "HTTP-version", begin - line, "not of the form HTTP/1.1");
            }
            if (bytes[begin + 5] != '1') {
                throw new BadMessageException(Status.HTTP_VERSION_NOT_SUPPORTED, "HTTP-version", begin - line,
                        "only HTTP/1.1 and HTTP/1.0 are spoken");
            }
            return bytes[begin + 7] == '0' ? HTTP_1_0 : HTTP_1_1;
        }

        /// {@return as it stands in a start line: such as `HTTP/1.1`}
        @Override
        public String toString() {
            return text;
        }
    }

    /// The version that the sender speaks.
    Version version();

    /// {@return the header fields: in their order on the wire}
    Headers headers();

    /// {@return the first line: without CRLF}
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
    default byte[] encode() {
        byte[] start = startLine().getBytes(StandardCharsets.ISO_8859_1);
        var bytes = ByteBuffer.allocate(start.length + headers().encodedSize() + 4);
        bytes.put(start).put((byte) '\r').put((byte) '\n');
        headers().encode(bytes);
        bytes.put((byte) '\r').put((byte) '\n');
        return bytes.array();
    }
}
