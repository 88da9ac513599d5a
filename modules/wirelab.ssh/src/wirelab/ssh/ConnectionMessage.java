package wirelab.ssh;

import java.nio.ByteBuffer;
import wirelab.keys.SshFields;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// The messages of the connection protocol (RFC 4254): channels side by side, each with a window of its own in each
/// direction. `recipient` is the number that the receiver has given to the channel.
public sealed interface ConnectionMessage {
    int GLOBAL_REQUEST = 80, REQUEST_SUCCESS = 81, REQUEST_FAILURE = 82;
    int CHANNEL_OPEN = 90, OPEN_CONFIRMATION = 91, OPEN_FAILURE = 92, WINDOW_ADJUST = 93, DATA = 94, EXTENDED_DATA = 95;
    int EOF = 96, CLOSE = 97, CHANNEL_REQUEST = 98, CHANNEL_SUCCESS = 99, CHANNEL_FAILURE = 100;
    /// No field of these needs more.
    int MOST = PacketReader.MAX_KNOWN_LENGTH;

    /// {@return the payload of a packet}
    byte[] encode();

    /// Section 4: `byte 80 | string name | boolean want_reply | data`.
    record GlobalRequest(String name, boolean wantsReply, Bytes data) implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(GLOBAL_REQUEST).string(SshFields.bytes(name)).u8(wantsReply ? 1
                    : 0).bytes(data.array()).done();
        }
    }

    /// Section 4: `byte 81 | data`.
    record RequestSuccess(Bytes data) implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(REQUEST_SUCCESS).bytes(data.array()).done();
        }
    }

    /// Section 4: `byte 82`.
    record RequestFailure() implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new byte[] {REQUEST_FAILURE};
        }
    }

    /// Section 5.1: `byte 90 | string type | uint32 sender | uint32 window | uint32 most of a packet | data`.
    record ChannelOpen(String type, long sender, long window, long packet, Bytes data) implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(CHANNEL_OPEN).string(SshFields.bytes(type)).u32(sender).u32(window).u32(packet)
                    .bytes(data.array()).done();
        }
    }

    /// Section 5.1: `byte 91 | uint32 recipient | uint32 sender | uint32 window | uint32 most of a packet | data`.
    record OpenConfirmation(long recipient, long sender, long window, long packet) implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(OPEN_CONFIRMATION).u32(recipient).u32(sender).u32(window).u32(packet).done();
        }
    }

    /// Section 5.1: `byte 92 | uint32 recipient | uint32 reason | string description | string language`.
    record OpenFailure(long recipient, long reason, String description) implements ConnectionMessage {
        static final int PROHIBITED = 1, CONNECT_FAILED = 2, UNKNOWN_TYPE = 3, SHORTAGE = 4;

        @Override
        public byte[] encode() {
            return new FieldWriter().u8(OPEN_FAILURE).u32(recipient).u32(reason).string(description).string("").done();
        }
    }

    /// Section 5.2: `byte 93 | uint32 recipient | uint32 bytes to add`.
    record WindowAdjust(long recipient, long bytes) implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(WINDOW_ADJUST).u32(recipient).u32(bytes).done();
        }
    }

    /// Section 5.2: `byte 94 | uint32 recipient | string data`.
    record Data(long recipient, Bytes data) implements ConnectionMessage {
        /// What stands before the data, which is long and therefore not copied into a message first.
        static byte[] head(long recipient, int count) {
            return new FieldWriter(9).u8(DATA).u32(recipient).u32(count).done();
        }

        @Override
        public byte[] encode() {
            return new FieldWriter().u8(DATA).u32(recipient).string(data.array()).done();
        }
    }

    /// Section 5.2: `byte 95 | uint32 recipient | uint32 kind, 1 for standard error | string data`.
    record ExtendedData(long recipient, long kind, Bytes data) implements ConnectionMessage {
        static final int STDERR = 1;

        static byte[] head(long recipient, int count) {
            return new FieldWriter(13).u8(EXTENDED_DATA).u32(recipient).u32(STDERR).u32(count).done();
        }

        @Override
        public byte[] encode() {
            return new FieldWriter().u8(EXTENDED_DATA).u32(recipient).u32(kind).string(data.array()).done();
        }
    }

    /// Section 5.3: `byte 96 | uint32 recipient`.
    record Eof(long recipient) implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter(5).u8(EOF).u32(recipient).done();
        }
    }

    /// Section 5.3: `byte 97 | uint32 recipient`.
    record Close(long recipient) implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter(5).u8(CLOSE).u32(recipient).done();
        }
    }

    /// Section 5.4: `byte 98 | uint32 recipient | string name | boolean want_reply | data`.
    record ChannelRequest(long recipient, String name, boolean wantsReply, Bytes data) implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(CHANNEL_REQUEST).u32(recipient).string(SshFields.bytes(name)).u8(wantsReply ? 1 : 0)
                    .bytes(data.array()).done();
        }
    }

    /// Section 5.4: `byte 99 | uint32 recipient`.
    record ChannelSuccess(long recipient) implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter(5).u8(CHANNEL_SUCCESS).u32(recipient).done();
        }
    }

    /// Section 5.4: `byte 100 | uint32 recipient`.
    record ChannelFailure(long recipient) implements ConnectionMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter(5).u8(CHANNEL_FAILURE).u32(recipient).done();
        }
    }

    /// Reads a payload.
    ///
    /// @return `null` for a message that is not one of these
    /// @throws ProtocolViolation when its fields are not what they must be
    static ConnectionMessage decode(byte[] payload) throws ProtocolViolation {
        return decode(ByteBuffer.wrap(payload));
    }

    /// As above; nothing of the buffer's memory is kept.
    static ConnectionMessage decode(ByteBuffer payload) throws ProtocolViolation {
        var in = new FieldReader(payload);
        ConnectionMessage message = switch (in.u8("message")) {
            case GLOBAL_REQUEST -> new GlobalRequest(SshFields.latin(in, "request"), in.u8("want_reply") != 0, rest(in));
            case REQUEST_SUCCESS -> new RequestSuccess(rest(in));
            case REQUEST_FAILURE -> new RequestFailure();
            case CHANNEL_OPEN -> new ChannelOpen(SshFields.latin(in, "channel type"), in.u32("sender"), in.u32("window"),
                    in.u32("maximum packet"), rest(in));
            case OPEN_CONFIRMATION -> {
                var confirmation = new OpenConfirmation(in.u32("recipient"), in.u32("sender"), in.u32("window"),
                        in.u32("maximum packet"));
                rest(in);
                yield confirmation;
            }
            case OPEN_FAILURE -> {
                var failure = new OpenFailure(in.u32("recipient"), in.u32("reason"), SshFields.text(in, "description"));
                rest(in);
                yield failure;
            }
            case WINDOW_ADJUST -> new WindowAdjust(in.u32("recipient"), in.u32("bytes to add"));
            case DATA -> new Data(in.u32("recipient"), Bytes.wrap(in.string("data", MOST)));
            case EXTENDED_DATA -> new ExtendedData(in.u32("recipient"), in.u32("data_type_code"),
                    Bytes.wrap(in.string("data", MOST)));
            case EOF -> new Eof(in.u32("recipient"));
            case CLOSE -> new Close(in.u32("recipient"));
            case CHANNEL_REQUEST -> new ChannelRequest(in.u32("recipient"), SshFields.latin(in, "request"),
                    in.u8("want_reply") != 0, rest(in));
            case CHANNEL_SUCCESS -> new ChannelSuccess(in.u32("recipient"));
            case CHANNEL_FAILURE -> new ChannelFailure(in.u32("recipient"));
            default -> null;
        };
        if (message != null) in.end();
        return message;
    }

    private static Bytes rest(FieldReader in) throws ProtocolViolation {
        return Bytes.wrap(in.bytes("data", in.remaining()));
    }
}
