package wirelab.ssh;

import wirelab.kit.ProtocolViolation;

/// What protects the packets of one direction (RFC 4253, section 6):
///
/// ```
/// uint32 packet_length | byte padding_length | payload | padding | tag
///        4 bytes       |<----------- packet_length ----------->|
/// ```
///
/// All that are offered here authenticate before they decrypt, so nothing of a forged packet is ever looked at but its
/// length.
interface PacketCipher {
    /// {@return what `packet_length` is a multiple of: 8 or the block of the cipher}
    int block();

    /// {@return bytes of the tag behind the packet}
    int tagLength();

    /// Encrypts a packet in place, and puts the tag behind it.
    ///
    /// @param sequence number of the packet, which is 32 bits and wraps (RFC 4253, section 6.4)
    /// @param at where its length stands, already filled in
    /// @param length `packet_length`
    void seal(int sequence, byte[] packet, int at, int length);

    /// {@return `packet_length`, not to be believed yet}
    int length(int sequence, byte[] packet, int at);

    /// Checks the tag, in a time that tells nothing, then decrypts what stands behind the length.
    ///
    /// @param body takes `length` bytes, from `padding_length` on
    /// @throws ProtocolViolation when the packet is forged
    void open(int sequence, byte[] packet, int at, int length, byte[] body) throws ProtocolViolation;

    static void putInt(byte[] into, int at, int value) {
        into[at] = (byte) (value >> 24);
        into[at + 1] = (byte) (value >> 16);
        into[at + 2] = (byte) (value >> 8);
        into[at + 3] = (byte) value;
    }

    static int getInt(byte[] from, int at) {
        return from[at] << 24 | (from[at + 1] & 0xff) << 16 | (from[at + 2] & 0xff) << 8 | from[at + 3] & 0xff;
    }

    static ProtocolViolation forged() {
        return new ProtocolViolation("mac", 0, "is wrong: the packet was changed on its way");
    }

    /// Before the first key exchange nothing is encrypted. It is in no list of algorithms, so it cannot be negotiated.
    PacketCipher CLEAR = new PacketCipher() {
        @Override
        public int block() {
            return 8;
        }

        @Override
        public int tagLength() {
            return 0;
        }

        @Override
        public void seal(int sequence, byte[] packet, int at, int length) {
            // Nothing is hidden, nothing is proved.
        }

        @Override
        public int length(int sequence, byte[] packet, int at) {
            return getInt(packet, at);
        }

        @Override
        public void open(int sequence, byte[] packet, int at, int length, byte[] body) {
            System.arraycopy(packet, at + 4, body, 0, length);
        }
    };
}
