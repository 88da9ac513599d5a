package wirelab.ssh;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Makes packets of payloads, one behind the other, for one direction (RFC 4253, section 6).
final class PacketWriter {
    private static final int FIRST_SIZE = 2_048;
    private static final int LEAST_PADDING = 4;

    private final RandomGenerator random;
    private final byte[] padding = new byte[256];
    private int paddingUsed = padding.length;
    private byte[] out = new byte[0];
    private int end;
    private PacketCipher cipher = PacketCipher.CLEAR;
    private int sequence;
    private long bytes;
    private long packets;
    private SshLink.Watcher watcher;

    PacketWriter(RandomGenerator random) {
        this.random = random;
    }

    /// Writes bytes that are no packet: the version line.
    void raw(byte[] line) {
        room(line.length);
        System.arraycopy(line, 0, out, end, line.length);
        end += line.length;
    }

    /// Writes one packet whose payload is `head` and then a piece of `body`.
    ///
    /// @return its number
    int packet(byte[] head, byte[] body, int from, int count) {
        if (watcher != null) watcher.seen(true, payload(head, body, from, count));
        int block = cipher.block();
        int payload = head.length + count;
        // The length is encrypted by itself or not at all, and so no part of what is filled up to a whole block.
        int aligned = 1 + payload + (cipher == PacketCipher.CLEAR ? 4 : 0);
        int pad = LEAST_PADDING + Math.floorMod(-(aligned + LEAST_PADDING), block);
        int length = 1 + payload + pad;
        room(4 + length + cipher.tagLength());
        PacketCipher.putInt(out, end, length);
        out[end + 4] = (byte) pad;
        System.arraycopy(head, 0, out, end + 5, head.length);
        System.arraycopy(body, from, out, end + 5 + head.length, count);
        pad(end + 5 + payload, pad);
        cipher.seal(sequence, out, end, length);
        end += 4 + length + cipher.tagLength();
        bytes += length;
        packets++;
        return sequence++;
    }

    private static byte[] payload(byte[] head, byte[] body, int from, int count) {
        var payload = Arrays.copyOf(head, head.length + count);
        System.arraycopy(body, from, payload, head.length, count);
        return payload;
    }

    /// @param watcher sees each payload before it is encrypted
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

    /// {@return bytes written with these keys}
    long bytes() {
        return bytes;
    }

    /// {@return packets written with these keys}
    long packets() {
        return packets;
    }

    /// {@return bytes that wait to be taken}
    int waiting() {
        return end;
    }

    /// Gives out what was written.
    ///
    /// @param spare memory to go on with, or `null`
    /// @return memory whose first `waiting()` bytes, asked before, are to be sent
    byte[] take(byte[] spare) {
        byte[] full = out;
        out = spare == null ? new byte[0] : spare;
        end = 0;
        return full;
    }

    private void pad(int at, int count) {
        if (paddingUsed + count > padding.length) {
            random.nextBytes(padding);
            paddingUsed = 0;
        }
        System.arraycopy(padding, paddingUsed, out, at, count);
        paddingUsed += count;
    }

    private void room(int count) {
        if (out.length - end >= count) return;
        out = Arrays.copyOf(out, Math.max(Math.max(FIRST_SIZE, end + count), 2 * out.length));
    }
}
