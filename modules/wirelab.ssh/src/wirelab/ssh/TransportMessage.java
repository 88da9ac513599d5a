package wirelab.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wirelab.keys.SshFields;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// The messages of the transport layer (RFC 4253, sections 7, 8, 10 and 11; RFC 8308; RFC 5656, section 4). Each is a byte
/// that says which, then its fields.
public sealed interface TransportMessage {
    int DISCONNECT = 1, IGNORE = 2, UNIMPLEMENTED = 3, DEBUG = 4, SERVICE_REQUEST = 5, SERVICE_ACCEPT = 6, EXT_INFO = 7;
    int KEXINIT = 20, NEWKEYS = 21, KEX_ECDH_INIT = 30, KEX_ECDH_REPLY = 31;
    /// No field of these needs more.
    int MOST = PacketReader.MAX_LENGTH;

    /// {@return the payload of a packet}
    byte[] encode();

    /// Section 11.1: `byte 1 | uint32 reason | string description | string language`.
    record Disconnect(int reason, String description) implements TransportMessage {
        static final int PROTOCOL_ERROR = 2, KEY_EXCHANGE_FAILED = 3, SERVICE_NOT_AVAILABLE = 7, HOST_KEY_NOT_VERIFIABLE = 9,
                BY_APPLICATION = 11, TOO_MANY_CONNECTIONS = 12, NO_MORE_AUTH_METHODS = 14;

        @Override
        public byte[] encode() {
            return new FieldWriter().u8(DISCONNECT).u32(reason).string(description).string("").done();
        }
    }

    /// Section 11.2: `byte 2 | string data`.
    record Ignore(Bytes data) implements TransportMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(IGNORE).string(data.array()).done();
        }
    }

    /// Section 11.4: `byte 3 | uint32 number of the packet`.
    record Unimplemented(long number) implements TransportMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(UNIMPLEMENTED).u32(number).done();
        }
    }

    /// Section 11.3: `byte 4 | boolean always_display | string message | string language`.
    record Debug(boolean display, String message) implements TransportMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(DEBUG).u8(display ? 1 : 0).string(message).string("").done();
        }
    }

    /// Section 10: `byte 5 | string service`.
    record ServiceRequest(String service) implements TransportMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(SERVICE_REQUEST).string(service).done();
        }
    }

    /// Section 10: `byte 6 | string service`.
    record ServiceAccept(String service) implements TransportMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(SERVICE_ACCEPT).string(service).done();
        }
    }

    /// RFC 8308, section 2.3: `byte 7 | uint32 count | count times (string name | string value)`.
    record ExtInfo(Map<String, String> extensions) implements TransportMessage {
        private static final int MOST_EXTENSIONS = 64;

        @Override
        public byte[] encode() {
            var out = new FieldWriter().u8(EXT_INFO).u32(extensions.size());
            extensions.forEach((name, value) -> out.string(name).string(value));
            return out.done();
        }

        private static ExtInfo read(FieldReader in) throws ProtocolViolation {
            long count = in.u32("nr-extensions");
            if (count > MOST_EXTENSIONS) throw new ProtocolViolation("nr-extensions", 1, count + " is too many");
            var extensions = new TreeMap<String, String>();
            // A value is bytes (RFC 8308, section 2.5): what is no text here belongs to an extension that nobody knows.
            for (long i = 0; i < count; i++) {
                extensions.put(SshFields.latin(in, "extension-name"), SshFields.latin(in, "extension-value"));
            }
            return new ExtInfo(extensions);
        }
    }

    /// Section 7.1: `byte 20 | byte[16] cookie | ten name-lists | boolean first_kex_packet_follows | uint32 0`.
    ///
    /// @param lists kex, host keys, then encryption, MAC, compression and languages: to the server first, to the client
    ///     second
    record KexInit(Bytes cookie, List<List<String>> lists, boolean guessFollows) implements TransportMessage {
        static final int KEX = 0, HOST_KEY = 1, CIPHER = 2, MAC = 4, COMPRESSION = 6;
        static final int LISTS = 10;
        private static final List<String> FIELDS = List.of("kex_algorithms", "server_host_key_algorithms",
                "encryption_algorithms_client_to_server", "encryption_algorithms_server_to_client",
                "mac_algorithms_client_to_server", "mac_algorithms_server_to_client",
                "compression_algorithms_client_to_server", "compression_algorithms_server_to_client",
                "languages_client_to_server", "languages_server_to_client");

        @Override
        public byte[] encode() {
            var out = new FieldWriter(1024).u8(KEXINIT).bytes(cookie.array());
            for (var list : lists) out.string(String.join(",", list));
            return out.u8(guessFollows ? 1 : 0).u32(0).done();
        }

        private static KexInit read(FieldReader in) throws ProtocolViolation {
            var cookie = Bytes.wrap(in.bytes("cookie", 16));
            var lists = new ArrayList<List<String>>();
            for (String field : FIELDS) lists.add(SshFields.names(in, field));
            boolean follows = in.u8("first_kex_packet_follows") != 0;
            in.u32("reserved");
            return new KexInit(cookie, List.copyOf(lists), follows);
        }
    }

    /// Section 7.3: `byte 21`.
    record NewKeys() implements TransportMessage {
        @Override
        public byte[] encode() {
            return new byte[] {NEWKEYS};
        }
    }

    /// RFC 5656, section 4 (RFC 8731, section 3.1): `byte 30 | string Q_C`; with ML-KEM the string is `C_INIT`.
    record KexEcdhInit(Bytes share) implements TransportMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter(2048).u8(KEX_ECDH_INIT).string(share.array()).done();
        }
    }

    /// RFC 5656, section 4: `byte 31 | string K_S | string Q_S | string signature of the exchange hash`.
    record KexEcdhReply(Bytes hostKey, Bytes share, Bytes signature) implements TransportMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter(2048).u8(KEX_ECDH_REPLY).string(hostKey.array()).string(share.array())
                    .string(signature.array()).done();
        }
    }

    /// Reads a payload.
    ///
    /// @return `null` for a message that is not one of these
    /// @throws ProtocolViolation when its fields are not what they must be
    static TransportMessage decode(byte[] payload) throws ProtocolViolation {
        var in = new FieldReader(payload);
        TransportMessage message = switch (in.u8("message")) {
            case DISCONNECT -> {
                // Some peers leave out the language.
                var disconnect = new Disconnect((int) in.u32("reason"), SshFields.text(in, "description"));
                if (in.remaining() > 0) in.string("language", MOST);
                yield disconnect;
            }
            case IGNORE -> new Ignore(Bytes.wrap(in.string("data", MOST)));
            case UNIMPLEMENTED -> new Unimplemented(in.u32("number"));
            case DEBUG -> {
                var debug = new Debug(in.u8("always_display") != 0, SshFields.text(in, "message"));
                in.string("language", MOST);
                yield debug;
            }
            case SERVICE_REQUEST -> new ServiceRequest(SshFields.latin(in, "service"));
            case SERVICE_ACCEPT -> new ServiceAccept(SshFields.latin(in, "service"));
            case EXT_INFO -> ExtInfo.read(in);
            case KEXINIT -> KexInit.read(in);
            case NEWKEYS -> new NewKeys();
            case KEX_ECDH_INIT -> new KexEcdhInit(Bytes.wrap(in.string("Q_C", MOST)));
            case KEX_ECDH_REPLY -> new KexEcdhReply(Bytes.wrap(in.string("K_S", MOST)), Bytes.wrap(in.string("Q_S", MOST)),
                    Bytes.wrap(in.string("signature", MOST)));
            default -> null;
        };
        if (message != null) in.end();
        return message;
    }
}
