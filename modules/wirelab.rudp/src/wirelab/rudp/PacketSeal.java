package wirelab.rudp;

import wirelab.kit.ProtocolViolation;

/// What stands at the end of a packet, so that nothing else is taken for it: a checksum against accidents, or a tag against
/// everybody who has not the key.
sealed interface PacketSeal permits Checksum, Aead {
    /// {@return how many bytes it adds}
    int overhead();

    /// Whether what it seals nobody else can read.
    boolean isSecret();

    /// {@return which of two keys is in use}
    boolean phase();

    /// Seals a packet in its place.
    ///
    /// @param packet with room for [#overhead()] bytes behind its body
    /// @param length of header and body
    /// @param number the whole number of the packet, of which the wire has the last 32 bits
    void seal(byte[] packet, int length, long number);

    /// Opens a packet in its place.
    ///
    /// @param length of the whole packet
    /// @return the length of header and body
    /// @throws ProtocolViolation when it is not what was sealed
    int open(byte[] packet, int length, long number, boolean phase) throws ProtocolViolation;
}
