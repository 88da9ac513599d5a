package wirelab.rudp;

import wirelab.kit.ProtocolViolation;
import wirelab.noise.AeadKey;

/// Seals each packet with AES-256-GCM: the header can be read and not be changed, the body neither. The nonce is the whole
/// number of the packet, 64 bits of it, so the 32 bits on the wire may wrap. Each end has its own key for what it sends, and
/// changes it after so many packets; the phase bit says which of two in turn it is.
final class Aead implements PacketSeal {
    /// Packets sealed with one key: half of what AES-GCM allows (RFC 9001, section 6.6).
    static final long KEY_LIFE = 1L << 22;

    private final long life;
    private AeadKey own;
    private boolean ownPhase;
    private long sealed;
    private AeadKey other;
    private AeadKey otherNext;
    private AeadKey otherBefore;
    private boolean otherPhase;
    /// The first number that was sealed with the other end's present key.
    private long otherSince;

    Aead(byte[] own, byte[] other, long life) {
        this.own = new AeadKey(own);
        this.other = new AeadKey(other);
        this.life = life;
    }

    @Override
    public int overhead() {
        return AeadKey.TAG;
    }

    @Override
    public boolean isSecret() {
        return true;
    }

    @Override
    public boolean phase() {
        // Decided before the header is written, which the tag covers.
        if (sealed >= life) {
            own = own.next();
            ownPhase = !ownPhase;
            sealed = 0;
        }
        return ownPhase;
    }

    @Override
    public void seal(byte[] packet, int length, long number) {
        sealed++;
        own.seal(number, packet, RudpPacket.HEADER, packet, RudpPacket.HEADER, length - RudpPacket.HEADER);
    }

    @Override
    public int open(byte[] packet, int length, long number, boolean phase) throws ProtocolViolation {
        int sealedLength = length - RudpPacket.HEADER;
        if (phase == otherPhase) {
            return RudpPacket.HEADER + other.open(number, packet, RudpPacket.HEADER, packet, RudpPacket.HEADER,
                    sealedLength);
        }
        if (otherBefore != null && number < otherSince) {
            return RudpPacket.HEADER
                    + otherBefore.open(number, packet, RudpPacket.HEADER, packet, RudpPacket.HEADER, sealedLength);
        }
        // Made once, so that guesses cost no more than any other packet (RFC 9001, section 6.3).
        if (otherNext == null) otherNext = other.next();
        int opened = otherNext.open(number, packet, RudpPacket.HEADER, packet, RudpPacket.HEADER, sealedLength);
        otherBefore = other;
        other = otherNext;
        otherNext = null;
        otherPhase = phase;
        otherSince = number;
        return RudpPacket.HEADER + opened;
    }
}
