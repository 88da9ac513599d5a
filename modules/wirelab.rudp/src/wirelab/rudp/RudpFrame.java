package wirelab.rudp;

import java.nio.charset.StandardCharsets;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What stands in the data of a packet, one after another: a byte that says what it is, and its fields. All numbers are
/// unsigned and in network byte order.
sealed interface RudpFrame {
    int PADDING = 0, PING = 1, ACK = 2, STREAM = 3, STREAM_END = 4, MAX_DATA = 5, MAX_STREAM_DATA = 6, MAX_STREAMS = 7,
            RESET_STREAM = 8, MESSAGE = 9, PATH_CHALLENGE = 10, PATH_RESPONSE = 11, CLOSE = 12;
    /// More ranges do not fit a packet of 1,200 bytes beside anything else.
    int MAX_RANGES = 64;
    /// A message must fit into any packet: it is never cut in two.
    int MAX_MESSAGE = 1_100;
    int MAX_REASON = 200;
    /// What a STREAM frame adds to its data.
    int STREAM_OVERHEAD = 15;

    void write(FieldWriter out);

    /// Whether it is to be acknowledged at all (RFC 9002, section 2).
    default boolean isEliciting() {
        return true;
    }

    /// Zero bytes to the end of the packet: to fill it up.
    ///
    /// @param count how many
    record Padding(int count) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.zeros(count);
        }
    }

    /// Wants an acknowledgement, and nothing else.
    record Ping() implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.u8(PING);
        }
    }

    /// What was received, beyond what the bit field can say.
    ///
    /// ```
    ///  2 | delay u32 | count u8 | first u32 | count times: missing u32, received u32
    /// ```
    ///
    /// @param delay how long the acknowledgement was held back, in µs
    /// @param first how many were received in a row, down from `ack`
    /// @param runs further down in turns: how many are missing, how many were received
    record Ack(long delay, long first, long[] runs) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.u8(ACK).u32(delay).u8(runs.length / 2).u32(first);
            for (long run : runs) out.u32(run);
        }

        @Override
        public boolean isEliciting() {
            return false;
        }
    }

    /// Data of a stream; type 4 instead of 3 where the stream ends behind it.
    ///
    /// ```
    ///  3 or 4 | stream u32 | offset u64 | length u16 | data
    /// ```
    record Stream(int stream, long offset, boolean end, Bytes data) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.u8(end ? STREAM_END : STREAM).u32(stream).u64(offset).sized(2, data.array());
        }
    }

    /// How many bytes of all streams together may be sent, from the beginning: `5 | most u64`.
    record MaxData(long most) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.u8(MAX_DATA).u64(most);
        }
    }

    /// How many bytes of one stream may be sent: `6 | stream u32 | most u64`.
    record MaxStreamData(int stream, long most) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.u8(MAX_STREAM_DATA).u32(stream).u64(most);
        }
    }

    /// How many streams the client may have opened in all: `7 | most u32`.
    record MaxStreams(int most) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.u8(MAX_STREAMS).u32(most);
        }
    }

    /// A stream ends here in both directions, whatever is under way: `8 | stream u32 | code u16`.
    record ResetStream(int stream, int code) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.u8(RESET_STREAM).u32(stream).u16(code);
        }
    }

    /// Arrives once, or not at all, in any order: `9 | length u16 | data`.
    record Message(Bytes data) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.u8(MESSAGE).sized(2, data.array());
        }
    }

    /// Whoever is at an address is to send this back: `10 | number u64`.
    record PathChallenge(long number) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.u8(PATH_CHALLENGE).u64(number);
        }
    }

    /// Sends it back: `11 | number u64`.
    record PathResponse(long number) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            out.u8(PATH_RESPONSE).u64(number);
        }
    }

    /// The connection is over: `12 | code u16 | length u8 | reason, UTF-8`.
    record Close(int code, String reason) implements RudpFrame {
        @Override
        public void write(FieldWriter out) {
            byte[] text = reason.getBytes(StandardCharsets.UTF_8);
            out.u8(CLOSE).u16(code).sized(1, text.length <= MAX_REASON ? text : new byte[0]);
        }

        @Override
        public boolean isEliciting() {
            return false;
        }
    }

    /// Reads the next frame.
    ///
    /// @throws ProtocolViolation when there is none that makes sense
    static RudpFrame read(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        int type = in.u8("frame type");
        return switch (type) {
            case PADDING -> padding(in);
            case PING -> new Ping();
            case ACK -> ack(in);
            case STREAM, STREAM_END -> new Stream(stream(in), offset("offset", in), type == STREAM_END,
                    Bytes.wrap(in.sized("data", 2, 0xffff)));
            case MAX_DATA -> new MaxData(offset("most data", in));
            case MAX_STREAM_DATA -> new MaxStreamData(stream(in), offset("most stream data", in));
            case MAX_STREAMS -> new MaxStreams(stream(in));
            case RESET_STREAM -> new ResetStream(stream(in), in.u16("code"));
            case MESSAGE -> new Message(Bytes.wrap(in.sized("message", 2, MAX_MESSAGE)));
            case PATH_CHALLENGE -> new PathChallenge(in.u64("challenge"));
            case PATH_RESPONSE -> new PathResponse(in.u64("response"));
            case CLOSE -> new Close(in.u16("code"), in.sizedText("reason", 1, MAX_REASON));
            default -> throw new ProtocolViolation("frame type", at, "is unknown: " + type);
        };
    }

    private static Padding padding(FieldReader in) throws ProtocolViolation {
        int more = in.remaining();
        in.zeros("padding", more);
        return new Padding(1 + more);
    }

    private static Ack ack(FieldReader in) throws ProtocolViolation {
        long delay = in.u32("delay");
        int at = in.offset();
        int count = in.u8("count");
        if (count > MAX_RANGES) throw new ProtocolViolation("count", at, "is more than " + MAX_RANGES);
        long first = positive("first", in);
        long[] runs = new long[2 * count];
        for (int i = 0; i < runs.length; i++) runs[i] = positive(i % 2 == 0 ? "missing" : "received", in);
        return new Ack(delay, first, runs);
    }

    private static long positive(String field, FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        long value = in.u32(field);
        if (value == 0 || value > 1L << 31) throw new ProtocolViolation(field, at, "is not between 1 and 2^31");
        return value;
    }

    private static int stream(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        long stream = in.u32("stream");
        if (stream > Integer.MAX_VALUE) throw new ProtocolViolation("stream", at, "is more than 2^31 - 1");
        return (int) stream;
    }

    /// Offsets stay below 2^62, as in QUIC, so that sums of them do not overflow.
    private static long offset(String field, FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        long offset = in.u64(field);
        if (offset < 0 || offset >= 1L << 62) throw new ProtocolViolation(field, at, "is not below 2^62");
        return offset;
    }

    /// {@return how many bytes it takes}
    default int size() {
        var out = new FieldWriter();
        write(out);
        return out.offset();
    }
}
