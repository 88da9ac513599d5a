package wirelab.rudp;

import java.net.InetSocketAddress;
import wirelab.kit.Machine;

/// Whether the other end is at another address now: asked there with a number that nobody else can know, and with no more
/// than three times the bytes that came from there (RFC 9000, sections 8.1 and 8.2).
final class PathCheck {
    private static final int MOST_TRIES = 3;
    static final int AMPLIFICATION = 3;

    private InetSocketAddress address;
    private long number;
    private long allowance;
    private int tries;
    private long nextAt = Machine.NEVER;

    /// A packet of the connection has come from an address that is not the other end's.
    ///
    /// @param random for the number, if this is news
    void heard(long now, InetSocketAddress source, int size, long random) {
        if (!source.equals(address)) {
            address = source;
            number = random;
            allowance = 0;
            tries = 0;
            nextAt = now;
        }
        allowance += (long) AMPLIFICATION * size;
    }

    InetSocketAddress address() {
        return address;
    }

    long nextAt() {
        return nextAt;
    }

    /// {@return the question to be sent, or `null` when it was asked often enough or may not be asked}
    RudpFrame.PathChallenge ask(long now, long timeout, int size) {
        if (tries == MOST_TRIES) {
            forget();
            return null;
        }
        nextAt = now + timeout;
        tries++;
        if (allowance < size) return null;
        allowance -= size;
        return new RudpFrame.PathChallenge(number);
    }

    /// {@return whether this is the answer}
    boolean isProof(long answer, InetSocketAddress source) {
        return address != null && answer == number && source.equals(address);
    }

    void forget() {
        address = null;
        nextAt = Machine.NEVER;
    }
}
