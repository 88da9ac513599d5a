package wirelab.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import wirelab.http.Exchange.Always;

/// A whole response as a value. [Exchange#send(Response)] puts each kind on the wire in the way that is best for it, and
/// says what the connection needs beside it; so whoever makes one need not know who asks.
///
/// | kind | made | goes out |
/// | --- | --- | --- |
/// | [Bytes] | once, for the requests of a second | head and content in one write |
/// | [Region] | once, for many requests of a second | by the system, without copying (sendfile) |
/// | [Stream] | for one request | piece by piece |
public sealed interface Response {
    /// {@return 200 to 599}
    int status();

    /// {@return fields without `Date`, `Connection`, `Content-Length` and `Transfer-Encoding`}
    Headers headers();

    /// A response in memory, ready for an ordinary GET as it stands. Because its head holds the date it is good for one
    /// second; [#second()] tells which.
    final class Bytes implements Response {
        /// Up to this length of content, head and content are one buffer: copied once, they go out as one piece.
        public static final int JOINED = 32 * 1024;

        private final int status;
        private final Headers headers;
        private final ByteBuffer content;
        private final long second;
        /// The head, and the content behind it when that is short.
        private final ByteBuffer front;
        /// Fields that were looked for and are all there.
        private Headers said = Headers.EMPTY;

        private Bytes(int status, Headers headers, ByteBuffer content) {
            this.status = status;
            this.headers = headers;
            this.content = content;
            var date = HttpDate.Now.get();
            second = date.second();
            var fields = MessageWriter.framed(headers, new Framing.Length(content.remaining())).edit();
            if (!headers.has("Server") && !headers.has("Via")) fields.add("Server", "wirelab");
            if (!headers.has("Date")) fields.add("Date", date.text());
            byte[] head = ResponseHead.of(status, fields.build()).encode();
            front = ByteBuffer.allocateDirect(head.length + (joined() ? content.remaining() : 0)).put(head);
            if (joined()) front.put(content.duplicate());
            front.flip();
        }

        /// Whether it has these fields already.
        boolean says(Headers always) {
            if (always == said) return true;
            if (!Always.in(headers, always, false).equals(headers)) return false;
            said = always;
            return true;
        }

        /// Makes a response for the present second.
        ///
        /// @param status one that has content: neither 204 nor 304
        /// @param headers see [Response#headers()]
        /// @param content from position to limit; must not change any more, and best is direct
        public static Bytes of(int status, Headers headers, ByteBuffer content) {
            if (status == 204 || status == 304) throw new IllegalArgumentException(status + " has no content");
            return new Bytes(status, headers, content.slice());
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Headers headers() {
            return headers;
        }

        /// {@return the content, to be read by one thread}
        public ByteBuffer content() {
            return content.duplicate();
        }

        /// {@return the second of its `Date`, counted from 1970}
        public long second() {
            return second;
        }

        /// {@return whether head and content are one buffer}
        public boolean joined() {
            return content.limit() <= JOINED;
        }

        long length() {
            return content.limit();
        }

        ByteBuffer front() {
            return front.duplicate();
        }
    }

    /// A response in memory and, the same bytes, in a file from which the system sends without copying: always the same few
    /// pages, which stay in the processor's cache.
    ///
    /// What waits in the queue of a socket is sent as it is *then*. So it must be a file of its own, that nobody else can
    /// write into; a file that is served lies in other people's hands, and is sent as a [Stream].
    final class Region implements Response {
        private final Bytes bytes;
        private final FileChannel file;

        private Region(Bytes bytes, FileChannel file) {
            this.bytes = bytes;
            this.file = file;
        }

        /// Writes a response into a file.
        ///
        /// @param file an empty file, which must stay open as long as the value is sent
        /// @throws IOException when there is no room
        public static Region of(Bytes bytes, FileChannel file) throws IOException {
            // In one go, for which the system may take larger pieces of memory than pages; each piece costs when it is sent.
            var front = bytes.front();
            var rest = bytes.joined() ? ByteBuffer.allocate(0) : bytes.content();
            var whole = ByteBuffer.allocateDirect(front.remaining() + rest.remaining()).put(front).put(rest).flip();
            while (whole.hasRemaining()) file.write(whole);
            return new Region(bytes, file);
        }

        @Override
        public int status() {
            return bytes.status;
        }

        @Override
        public Headers headers() {
            return bytes.headers;
        }

        Bytes bytes() {
            return bytes;
        }

        FileChannel file() {
            return file;
        }
    }

    /// A response whose content comes while it is sent: a large file, what another server says, what takes time to make.
    ///
    /// @param framing how the end of the content will be found; chunks become the end of the connection for HTTP/1.0
    /// @param content writes it; not called for a HEAD
    record Stream(int status, Headers headers, Framing framing, Content content) implements Response {
        /// Writes a content, piece by piece.
        @FunctionalInterface
        public interface Content {
            /// Writes all of it.
            ///
            /// @param out where to; the server ends it
            /// @throws IOException when the connection is broken, or there is no more of it: then the connection is cut, and
            ///     the client does not take the part for the whole
            void write(BodyWriter out) throws IOException;
        }
    }
}
