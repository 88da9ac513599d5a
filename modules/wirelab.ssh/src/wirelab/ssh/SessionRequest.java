package wirelab.ssh;

import wirelab.keys.SshFields;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What may be asked of a session's channel (RFC 4254, section 6): the data of a `CHANNEL_REQUEST` behind `want_reply`.
public sealed interface SessionRequest {
    /// {@return the name of the request}
    String name();

    /// {@return the data}
    byte[] encode();

    /// Section 6.2: `string TERM | uint32 columns, rows, width, height in pixels | string modes`.
    record PtyRequest(String term, int columns, int rows, int width, int height, Bytes modes) implements SessionRequest {
        @Override
        public String name() {
            return "pty-req";
        }

        @Override
        public byte[] encode() {
            return new FieldWriter().string(term).u32(columns).u32(rows).u32(width).u32(height).string(modes.array()).done();
        }
    }

    /// Section 6.7: `uint32 columns, rows, width, height in pixels`.
    record WindowChange(int columns, int rows, int width, int height) implements SessionRequest {
        @Override
        public String name() {
            return "window-change";
        }

        @Override
        public byte[] encode() {
            return new FieldWriter().u32(columns).u32(rows).u32(width).u32(height).done();
        }
    }

    /// Section 6.4: `string variable | string value`.
    record Env(String variable, String value) implements SessionRequest {
        @Override
        public String name() {
            return "env";
        }

        @Override
        public byte[] encode() {
            return new FieldWriter().string(variable).string(value).done();
        }
    }

    /// Section 6.5: nothing.
    record Shell() implements SessionRequest {
        @Override
        public String name() {
            return "shell";
        }

        @Override
        public byte[] encode() {
            return new byte[0];
        }
    }

    /// Section 6.5: `string command`, bytes that nobody but the shell reads.
    record Exec(String command) implements SessionRequest {
        @Override
        public String name() {
            return "exec";
        }

        @Override
        public byte[] encode() {
            return new FieldWriter().string(command).done();
        }
    }

    /// Section 6.5: `string name`.
    record SubsystemRequest(String subsystem) implements SessionRequest {
        @Override
        public String name() {
            return "subsystem";
        }

        @Override
        public byte[] encode() {
            return new FieldWriter().string(subsystem).done();
        }
    }

    /// Section 6.9: `string name of the signal, without SIG`.
    record Signal(String signal) implements SessionRequest {
        @Override
        public String name() {
            return "signal";
        }

        @Override
        public byte[] encode() {
            return new FieldWriter().string(signal).done();
        }
    }

    /// Section 6.10: `uint32 status`.
    record ExitStatus(int status) implements SessionRequest {
        @Override
        public String name() {
            return "exit-status";
        }

        @Override
        public byte[] encode() {
            return new FieldWriter(4).u32(status).done();
        }
    }

    /// Section 6.10: `string name of the signal | boolean core dumped | string message | string language`.
    record ExitSignal(String signal, boolean dumped, String message) implements SessionRequest {
        @Override
        public String name() {
            return "exit-signal";
        }

        @Override
        public byte[] encode() {
            return new FieldWriter().string(signal).u8(dumped ? 1 : 0).string(message).string("").done();
        }
    }

    /// Reads the data of a request.
    ///
    /// @return `null` for a request that is not one of these
    /// @throws ProtocolViolation when its fields are not what they must be
    static SessionRequest decode(String name, byte[] data) throws ProtocolViolation {
        var in = new FieldReader(data);
        SessionRequest request = switch (name) {
            case "pty-req" -> new PtyRequest(SshFields.latin(in, "TERM"), (int) in.u32("columns"), (int) in.u32("rows"),
                    (int) in.u32("width"), (int) in.u32("height"), Bytes.wrap(in.string("modes", data.length)));
            case "window-change" -> new WindowChange((int) in.u32("columns"), (int) in.u32("rows"), (int) in.u32("width"),
                    (int) in.u32("height"));
            case "env" -> new Env(SshFields.latin(in, "variable"), in.sizedText("value", 4, data.length));
            case "shell" -> new Shell();
            case "exec" -> new Exec(in.sizedText("command", 4, data.length));
            case "subsystem" -> new SubsystemRequest(SshFields.latin(in, "subsystem"));
            case "signal" -> new Signal(SshFields.latin(in, "signal"));
            case "exit-status" -> new ExitStatus((int) in.u32("status"));
            case "exit-signal" -> {
                var signal = new ExitSignal(SshFields.latin(in, "signal"), in.u8("core dumped") != 0, SshFields.text(in,
                        "message"));
                in.string("language", data.length);
                yield signal;
            }
            default -> null;
        };
        if (request != null) in.end();
        return request;
    }
}
