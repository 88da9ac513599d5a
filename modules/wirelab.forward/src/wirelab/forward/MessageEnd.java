package wirelab.forward;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// Where a message ends in a stream of bytes, and so when a forwarder sends it on.
///
/// | framing | a message is | it is sent on |
/// | --- | --- | --- |
/// | [Stream] | whatever one read gives | at once |
/// | [Lines] | what ends with `\n` | when its `\n` has come |
/// | [Blocks] | so many bytes | when the last of them has come |
///
/// TCP has no messages, so a forwarder that stores them needs a rule of its own, and client and server must not have to know
/// it. A line is what people type into `ncat`; blocks of one size suit any data, as a file. Neither adds or takes a
/// byte: the stream that leaves is the stream that came, only later. So a message that the end of the stream (FIN)
/// cuts short is sent on as it is.
public sealed interface MessageEnd {
    /// Every piece at once: streaming.
    MessageEnd STREAM = new Stream();
    /// Lines of up to 64 KiB.
    MessageEnd LINES = new Lines(64 * 1024);
    /// The longest message that may be asked for, in bytes.
    int MOST = 16 * 1024 * 1024;

    /// How many bytes a buffer must have so that any message is seen to be whole, or too long, before it is full.
    int room();

    /// How much can be sent on: all messages that are whole.
    ///
    /// @param bytes what has come of the first message and those behind it, from 0 to its limit;
    ///     its position counts for nothing
    /// @param scanned how many of these bytes were looked at before, when no message was whole
    /// @param offset where they begin in the stream, for the error
    /// @return bytes up to the end of the last whole message; 0 if not even the first is whole
    /// @throws ProtocolViolation when the first message is longer than the limit
    int whole(ByteBuffer bytes, int scanned, long offset) throws ProtocolViolation;

    /// Streaming: every piece is whole.
    record Stream() implements MessageEnd {
        private static final int PIECE = 64 * 1024;

        @Override
        public int room() {
            return PIECE;
        }

        @Override
        public int whole(ByteBuffer bytes, int scanned, long offset) {
            return bytes.limit();
        }

        @Override
        public String toString() {
            return "streaming";
        }
    }

    /// Lines, each ended by `\n`, which belongs to it.
    ///
    /// @param limit longest line in bytes, without its end
    record Lines(int limit) implements MessageEnd {
        public Lines {
            check(limit);
        }

        @Override
        public int room() {
            return limit + 1;
        }

        @Override
        public int whole(ByteBuffer bytes, int scanned, long offset) throws ProtocolViolation {
            int begin = 0;
            for (int i = scanned; i < bytes.limit(); i++) {
                if (bytes.get(i) != '\n') continue;
                if (i - begin > limit) break;
                begin = i + 1;
            }
            // What comes before a line that is too long is sent on; then that line is the first.
            if (begin == 0 && bytes.limit() > limit) {
                throw new ProtocolViolation("line", offset, "longer than the limit of " + Text.count(limit, "byte"));
            }
            return begin;
        }

        @Override
        public String toString() {
            return "lines of up to " + Text.count(limit, "byte");
        }
    }

    /// Blocks of one size; the last one may be shorter.
    ///
    /// @param size bytes of each
    record Blocks(int size) implements MessageEnd {
        public Blocks {
            check(size);
        }

        @Override
        public int room() {
            return size;
        }

        @Override
        public int whole(ByteBuffer bytes, int scanned, long offset) {
            return bytes.limit() - bytes.limit() % size;
        }

        @Override
        public String toString() {
            return "blocks of " + Text.count(size, "byte");
        }
    }

    private static void check(int size) {
        if (size < 1 || size > MOST) throw new UsageException("a message has 1 to " + MOST + " bytes, not " + size);
    }
}
