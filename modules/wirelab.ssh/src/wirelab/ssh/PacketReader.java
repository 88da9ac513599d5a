package wirelab.ssh;

import java.nio.ByteBuffer;
import java.util.Arrays;
import wirelab.kit.ProtocolViolation;

/// Takes payloads out of packets, for one direction (RFC 4253, section 6).
final class PacketReader {
    /// What every implementation must be able to take (RFC 4253, section 6.1); a length beyond it is a forgery or an attack,
    /// and nothing is allocated for it.
    static final int MAX_LENGTH = 35_000;
    /// What is taken from somebody who is logged in, as much as OpenSSH takes: a command may be long, and comes in one packet.
    static final int MAX_KNOWN_LENGTH = 256 * 1024;
    private static final int LEAST_LENGTH = 8;
    /// What is kept while nothing comes.
    private static final int KEPT = 1_024;
    private static final int SHORT_BEFORE_REST = 16;

    private int most = MAX_LENGTH;
    private PacketCipher cipher = PacketCipher.CLEAR;
    private byte[] body = new byte[KEPT];
    private int payload;
    private int length = -1;
    private int sequence;
    private int shortOnes;
    private long bytes;
    private long packets;
    private SshLink.Watcher watcher;

    /// Reads one packet, if it is there as a whole.
    ///
    /// @param in backed by an array; its position moves behind the packet
    /// @return whether there was one: its payload stands in [#body()] from 1 on
    /// @throws ProtocolViolation when it is forged or no packet
    boolean read(ByteBuffer in) throws ProtocolViolation {
        int at = in.arrayOffset() + in.position();
        if (length < 0) {
            if (in.remaining() < 4) return false;
            length = checked(cipher.length(sequence, in.array(), at));
        }
        int whole = 4 + length + cipher.tagLength();
        if (in.remaining() < whole) return false;
        makeRoom();
        cipher.open(sequence, in.array(), at, length, body);
        int pad = body[0] & 0xff;
        payload = length - 1 - pad;
        if (pad < 4 || payload < 1) throw new ProtocolViolation("padding_length", 4, pad + " of a packet of " + length);
        in.position(in.position() + whole);
        bytes += length;
        packets++;
        sequence++;
        length = -1;
        if (watcher != null) watcher.seen(false, Arrays.copyOfRange(body, 1, 1 + payload));
        return true;
    }

    /// Memory for a long packet is kept as long as long packets come.
    private void makeRoom() {
        shortOnes = length <= KEPT ? shortOnes + 1 : 0;
        if (body.length < length) body = new byte[Math.max(length, Math.min(2 * body.length, most))];
        else if (shortOnes > SHORT_BEFORE_REST && body.length > KEPT) body = new byte[KEPT];
    }

    private int checked(int length) throws ProtocolViolation {
        int aligned = length + (cipher == PacketCipher.CLEAR ? 4 : 0);
        if (length < LEAST_LENGTH || length > most || aligned % cipher.block() != 0) {
            throw new ProtocolViolation("packet_length", 0, Integer.toUnsignedString(length) + " is no length of a packet");
        }
        return length;
    }

    /// The peer is known: its packets may be longer.
    void trust() {
        most = MAX_KNOWN_LENGTH;
    }

    /// {@return the packet read last: `padding_length`, then the payload; good until the next}
    byte[] body() {
        return body;
    }

    /// {@return bytes of the payload of the packet read last, at least 1}
    int payload() {
        return payload;
    }

    /// {@return the number of the packet read last}
    int number() {
        return sequence - 1;
    }

    /// @param watcher sees each payload when it is decrypted
    void watch(SshLink.Watcher watcher) {
        this.watcher = watcher;
    }

    /// From the next packet on another cipher is used, and numbering begins anew if both ends are strict.
    void use(PacketCipher cipher, boolean restart) {
        this.cipher = cipher;
        if (restart) sequence = 0;
        bytes = 0;
        packets = 0;
    }

    /// {@return bytes read with these keys}
    long bytes() {
        return bytes;
    }

    /// {@return packets read with these keys}
    long packets() {
        return packets;
    }
}
