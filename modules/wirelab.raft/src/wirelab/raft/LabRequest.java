package wirelab.raft;

import java.util.Arrays;
import java.util.zip.CRC32C;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What a client of the laboratory asks a node, and is answered.
///
/// @param number comes back with the answer
/// @param sequence of a command; 0 for a question
record LabRequest(long number, long session, long sequence, String text) {
    static final String OPEN = "open";

    /// A datagram with a checksum in front: what is damaged on the way is lost, as over UDP and TCP.
    static byte[] seal(byte[] bytes) {
        return new FieldWriter(4 + bytes.length).u32(sum(bytes)).bytes(bytes).done();
    }

    /// {@return what was sealed, or `null`}
    static byte[] unseal(byte[] sealed) {
        byte[] bytes = Arrays.copyOfRange(sealed, Math.min(4, sealed.length), sealed.length);
        return sealed.length >= 4 && Arrays.equals(seal(bytes), sealed) ? bytes : null;
    }

    private static int sum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    byte[] encode() {
        return new FieldWriter().u8(1).u64(number).u64(session).u64(sequence).sizedText(4, text).done();
    }

    /// @param in behind the first byte
    static LabRequest read(FieldReader in) throws ProtocolViolation {
        return new LabRequest(in.u64("number"), in.u64("session"), in.u64("sequence"), in.sizedText("text", 4, 1 << 20));
    }

    static byte[] answer(long number, RaftAnswer answer) {
        var out = new FieldWriter().u64(number);
        switch (answer) {
            case RaftAnswer.Done it -> out.u8(0).sized(4, it.result().array());
            case RaftAnswer.Opened it -> out.u8(1).u64(it.session());
            case RaftAnswer.NotLeader it -> out.u8(2).u32(it.leader());
            case RaftAnswer.Refused it -> out.u8(3).sizedText(4, it.reason());
            case RaftAnswer.Unknown it -> out.u8(4).sizedText(4, it.reason());
        }
        return out.done();
    }

    /// @param in behind the number
    static RaftAnswer readAnswer(FieldReader in) throws ProtocolViolation {
        return switch (in.u8("kind")) {
            case 0 -> new RaftAnswer.Done(Bytes.wrap(in.sized("result", 4, 1 << 20)));
            case 1 -> new RaftAnswer.Opened(in.u64("session"));
            case 2 -> new RaftAnswer.NotLeader((int) in.u32("leader"));
            case 3 -> new RaftAnswer.Refused(in.sizedText("reason", 4, 1 << 20));
            default -> new RaftAnswer.Unknown(in.sizedText("reason", 4, 1 << 20));
        };
    }
}
