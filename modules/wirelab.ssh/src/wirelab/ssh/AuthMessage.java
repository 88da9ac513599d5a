package wirelab.ssh;

import java.util.ArrayList;
import java.util.List;
import wirelab.keys.SshFields;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// The messages of authentication (RFC 4252; RFC 4256 for `keyboard-interactive`). Number 60 is two messages: which one, the
/// method says that was asked for.
public sealed interface AuthMessage {
    int REQUEST = 50, FAILURE = 51, SUCCESS = 52, BANNER = 53, PK_OK = 60, INFO_REQUEST = 60, INFO_RESPONSE = 61;
    /// The service that follows.
    String CONNECTION = "ssh-connection";
    /// No field of these needs more.
    int MOST = PacketReader.MAX_LENGTH;

    /// {@return the payload of a packet}
    byte[] encode();

    /// How somebody wants to prove who he is.
    sealed interface Method {
        String name();
    }

    /// Section 5.2: to hear what methods there are.
    record None() implements Method {
        @Override
        public String name() {
            return "none";
        }
    }

    /// Section 8. The change of a password that has run out is not offered.
    record Password(String password) implements Method {
        @Override
        public String name() {
            return "password";
        }

        @Override
        public String toString() {
            return "Password[hidden]";
        }
    }

    /// Section 7: `boolean signed | string algorithm | string key`, and if signed `string signature`.
    ///
    /// @param signature `null` in the question whether the key would do
    record PublicKey(String algorithm, Bytes key, Bytes signature) implements Method {
        @Override
        public String name() {
            return "publickey";
        }
    }

    /// RFC 4256, section 3.1: `string language | string submethods`.
    record KeyboardInteractive() implements Method {
        @Override
        public String name() {
            return "keyboard-interactive";
        }
    }

    /// A method that is not known here.
    record Unknown(String name) implements Method {}

    /// Section 5: `byte 50 | string user | string service | string method | fields of the method`.
    record Request(String user, String service, Method method) implements AuthMessage {
        @Override
        public byte[] encode() {
            var out = new FieldWriter(512).u8(REQUEST).string(user).string(service).string(method.name());
            switch (method) {
                case None _, Unknown _ -> { }
                case Password password -> out.u8(0).string(password.password);
                case PublicKey key -> {
                    out.u8(key.signature == null ? 0 : 1).string(key.algorithm).string(key.key.array());
                    if (key.signature != null) out.string(key.signature.array());
                }
                case KeyboardInteractive _ -> out.string("").string("");
            }
            return out.done();
        }

        /// Section 7: what the client signs is the session, and then the request itself as far as the signature.
        byte[] signed(byte[] session) {
            var key = (PublicKey) method;
            return new FieldWriter(512).string(session).u8(REQUEST).string(user).string(service).string("publickey").u8(1)
                    .string(key.algorithm).string(key.key.array()).done();
        }

        private static Request read(FieldReader in) throws ProtocolViolation {
            String user = in.sizedText("user name", 4, MOST), service = SshFields.latin(in, "service");
            String name = SshFields.latin(in, "method");
            Method method = switch (name) {
                case "none" -> new None();
                case "password" -> {
                    boolean change = in.u8("change") != 0;
                    var password = new Password(in.sizedText("password", 4, MOST));
                    if (change) in.string("new password", MOST);
                    yield change ? new Unknown("password-change") : password;
                }
                case "publickey" -> {
                    boolean signed = in.u8("signed") != 0;
                    yield new PublicKey(SshFields.latin(in, "algorithm"), Bytes.wrap(in.string("key", MOST)),
                            signed ? Bytes.wrap(in.string("signature", MOST)) : null);
                }
                case "keyboard-interactive" -> {
                    in.string("language", MOST);
                    in.string("submethods", MOST);
                    yield new KeyboardInteractive();
                }
                default -> {
                    in.bytes("fields of the method", in.remaining());
                    yield new Unknown(name);
                }
            };
            return new Request(user, service, method);
        }
    }

    /// Section 5.1: `byte 51 | name-list methods that can go on | boolean partial success`.
    record Failure(List<String> methods, boolean partial) implements AuthMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(FAILURE).string(String.join(",", methods)).u8(partial ? 1 : 0).done();
        }
    }

    /// Section 5.1: `byte 52`.
    record Success() implements AuthMessage {
        @Override
        public byte[] encode() {
            return new byte[] {SUCCESS};
        }
    }

    /// Section 5.4: `byte 53 | string message | string language`.
    record Banner(String text) implements AuthMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(BANNER).string(text).string("").done();
        }
    }

    /// Section 7: `byte 60 | string algorithm | string key`.
    record PkOk(String algorithm, Bytes key) implements AuthMessage {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(PK_OK).string(SshFields.bytes(algorithm)).string(key.array()).done();
        }
    }

    /// One question of RFC 4256, section 3.2.
    record Prompt(String text, boolean echo) {}

    /// RFC 4256, section 3.2: `byte 60 | string name | string instruction | string language | uint32 count |
    /// count times (string prompt | boolean echo)`.
    record InfoRequest(String name, String instruction, List<Prompt> prompts) implements AuthMessage {
        private static final int MOST_PROMPTS = 16;

        @Override
        public byte[] encode() {
            var out = new FieldWriter().u8(INFO_REQUEST).string(name).string(instruction).string("").u32(prompts.size());
            for (var prompt : prompts) out.string(prompt.text).u8(prompt.echo ? 1 : 0);
            return out.done();
        }

        private static InfoRequest read(FieldReader in) throws ProtocolViolation {
            String name = SshFields.text(in, "name"), instruction = SshFields.text(in, "instruction");
            in.string("language", MOST);
            long count = in.u32("num-prompts");
            if (count > MOST_PROMPTS) throw new ProtocolViolation("num-prompts", 0, count + " is too many");
            var prompts = new ArrayList<Prompt>();
            for (long i = 0; i < count; i++) prompts.add(new Prompt(SshFields.text(in, "prompt"), in.u8("echo") != 0));
            return new InfoRequest(name, instruction, List.copyOf(prompts));
        }
    }

    /// RFC 4256, section 3.4: `byte 61 | uint32 count | count times string response`.
    record InfoResponse(List<String> responses) implements AuthMessage {
        @Override
        public byte[] encode() {
            var out = new FieldWriter().u8(INFO_RESPONSE).u32(responses.size());
            responses.forEach(out::string);
            return out.done();
        }

        private static InfoResponse read(FieldReader in) throws ProtocolViolation {
            long count = in.u32("num-responses");
            if (count > InfoRequest.MOST_PROMPTS) throw new ProtocolViolation("num-responses", 1, count + " is too many");
            var responses = new ArrayList<String>();
            for (long i = 0; i < count; i++) responses.add(in.sizedText("response", 4, MOST));
            return new InfoResponse(List.copyOf(responses));
        }

        @Override
        public String toString() {
            return "InfoResponse[" + responses.size() + " hidden]";
        }
    }

    /// Reads a payload.
    ///
    /// @param interactive whether message 60 is a question of `keyboard-interactive`
    /// @return `null` for a message that is not one of these
    /// @throws ProtocolViolation when its fields are not what they must be
    static AuthMessage decode(byte[] payload, boolean interactive) throws ProtocolViolation {
        var in = new FieldReader(payload);
        AuthMessage message = switch (in.u8("message")) {
            case REQUEST -> Request.read(in);
            case FAILURE -> new Failure(SshFields.names(in, "methods"), in.u8("partial success") != 0);
            case SUCCESS -> new Success();
            case BANNER -> {
                var banner = new Banner(SshFields.text(in, "message"));
                in.string("language", MOST);
                yield banner;
            }
            case PK_OK -> interactive ? InfoRequest.read(in)
                    : new PkOk(SshFields.latin(in, "algorithm"), Bytes.wrap(in.string("key", MOST)));
            case INFO_RESPONSE -> InfoResponse.read(in);
            default -> null;
        };
        if (message != null) in.end();
        return message;
    }
}
