package wirelab.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Frames;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;

/// How a connection begins: both say who speaks, in a frame each; with a key both prove that they have it, first the one
/// that has connected. What is exchanged then need not be sealed: documents must give the root that was announced under
/// the key, and content its hash.
///
/// ```
/// magic "WLIT"   4
/// version 2      1
/// flags          1   bit 0: I have a key
/// nonce         16
/// ```
///
/// A proof is a frame with the HMAC-SHA-256 of the word `client` or `server`, the nonce of the other and one's own.
final class Greeting {
    private static final String MAGIC = "WLIT";
    private static final int VERSION = 2;
    private static final int NONCE = 16;

    private Greeting() {}

    /// Greets.
    ///
    /// @param key `null` for none
    /// @param client whether this end has connected
    /// @throws ProtocolViolation when the other speaks something else or has not this key
    static void exchange(Frames frames, Hmac key, boolean client) throws IOException {
        byte[] mine = Secrets.bytes(NONCE);
        frames.write(new FieldWriter().text(MAGIC).u8(VERSION).u8(key == null ? 0 : 1).bytes(mine).done());
        byte[] theirs = hello(read(frames, "the other has ended the connection"), key != null);
        if (key == null) return;
        byte[] own = key.of(word(client), theirs, mine);
        byte[] wanted = key.of(word(!client), mine, theirs);
        if (client) frames.write(own);
        byte[] proof = read(frames, "the other does not take this key");
        if (!Secrets.same(proof, wanted)) throw new ProtocolViolation("proof", 0, "is not of this key");
        if (!client) frames.write(own);
    }

    private static byte[] word(boolean client) {
        return (client ? "client" : "server").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] read(Frames frames, String end) throws IOException {
        byte[] frame = frames.read();
        if (frame == null) throw new ProtocolViolation("greeting", 0, end);
        return frame;
    }

    static byte[] hello(byte[] frame, boolean keyed) throws ProtocolViolation {
        var fields = new FieldReader(frame);
        fields.expect("magic", MAGIC);
        int version = fields.u8("version");
        if (version != VERSION) throw new ProtocolViolation("version", 4, version + " is not " + VERSION);
        int flags = fields.u8("flags");
        if (flags != (keyed ? 1 : 0)) {
            throw new ProtocolViolation("flags", 5, keyed ? "the other has no key" : "the other wants a key");
        }
        byte[] nonce = fields.bytes("nonce", NONCE);
        fields.end();
        return nonce;
    }
}
