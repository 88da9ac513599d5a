package wirelab.rtt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.Text;

/// The two modes of STAMP (RFC 8762, section 4): in each all packets have one form, of which the fields stand elsewhere.
/// Question and answer are of the same size, so that a reflector is no help to anybody who sends under a false address.
///
/// @param size of a packet without anything behind it, in bytes
/// @param timestamp where the sender's or the reflector's time stamp stands; the sequence number always stands first
/// @param received where a reflector says when the packet came
/// @param question where a reflector repeats the packet's sequence number, and behind it time stamp and error estimate
/// @param ttl where a reflector says how many hops the packet had left
/// @param key for the code at the end of the packet, `null` in unauthenticated mode
record StampMode(int size, int timestamp, int received, int question, int ttl, Hmac key) {
    /// Unauthenticated mode (figures 2 and 5), understood by TWAMP Light as well.
    static final StampMode OPEN = new StampMode(44, 4, 16, 24, 40, null);
    /// The code is HMAC-SHA-256 cut to 16 bytes, over the six blocks of 16 before it (section 4.4).
    private static final int SIGNED = 96;
    private static final int CODE = 16;

    /// Authenticated mode (figures 4 and 6).
    static StampMode authenticated(String key) {
        return new StampMode(SIGNED + CODE, 16, 32, 48, 80, Hmac.sha256(key.getBytes(StandardCharsets.UTF_8)));
    }

    /// {@return the mode that a key asks for}
    ///
    /// @param key `null` for none
    static StampMode of(String key) {
        return key == null ? OPEN : authenticated(key);
    }

    /// Where the repeated time stamp stands: in authenticated mode each number begins a block of its own.
    int questionTimestamp() {
        return question + timestamp;
    }

    private byte[] code(ByteBuffer packet) {
        return Arrays.copyOf(key.of(packet.slice(packet.position(), SIGNED)), CODE);
    }

    /// Writes the code, if this mode has one, into a packet whose other fields are written.
    ///
    /// @param packet from its position on; that does not move
    void sign(ByteBuffer packet) {
        if (key != null) packet.put(packet.position() + SIGNED, code(packet));
    }

    /// Looks at a packet before anything in it is believed: "HMAC MUST be verified as early as possible" (section 4.4).
    ///
    /// @param packet from position to limit
    /// @throws ProtocolViolation when it is too short, or was not made with the key
    void verify(ByteBuffer packet) throws ProtocolViolation {
        if (packet.remaining() < size) {
            throw new ProtocolViolation("packet", packet.remaining(), "has fewer than the " + Text.count(size, "byte") + " of its mode");
        }
        if (key == null) return;
        var sent = new byte[CODE];
        packet.get(packet.position() + SIGNED, sent);
        if (!Secrets.same(sent, code(packet))) throw new ProtocolViolation("HMAC", SIGNED, "was not made with the key");
    }
}
