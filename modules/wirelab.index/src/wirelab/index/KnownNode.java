package wirelab.index;

import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import wirelab.kit.Bytes;
import wirelab.kit.Machine;

/// What is known of another node. The machine's own.
final class KnownNode {
    private static final int MOST_ADDRESSES = 8;

    private static final long MOVED = 2_000_000_000L;

    NodeState state;
    /// Which of the last 64 datagrams were heard: bit 0 is that of the state.
    private long window = 1;
    /// Where it is asked.
    InetSocketAddress address;
    private long addressHeard;
    /// From where it has answered with a number that was sent there: a host may have several addresses.
    private final Set<InetSocketAddress> proven = new LinkedHashSet<>();
    /// When something new was last heard of it.
    long heard;
    /// What its documents are known of; `null` before the first exchange.
    Bytes known;
    boolean fetching;
    /// What it said that it has when it was asked last.
    Bytes wanted;
    int failures;
    long fetchAt = Machine.NEVER;
    /// How often it was asked in vain whether it lives, and when next; never when it need not prove it now.
    int tries;
    long tryAt = Machine.NEVER;
    /// What a ping of ours must bring back; 0 when none is under way.
    long nonce;
    /// Till when it may prove that it lives, or never when nobody doubts it.
    long suspectedUntil = Machine.NEVER;
    long pingAt = Machine.NEVER;
    /// How often everybody is still to be told of the suspicion, and when next.
    int accusations;
    long accuseAt = Machine.NEVER;

    KnownNode(NodeState state, InetSocketAddress address, long now) {
        this.state = state;
        this.address = address;
        heard = addressHeard = now;
        proven.add(address);
    }

    /// Takes note of what was said, which may have been overtaken by what was said later; never twice.
    ///
    /// @return whether it was not heard before
    boolean hears(NodeState said) {
        if (said.after(state)) {
            long ahead = said.incarnation() == state.incarnation() ? said.sequence() - state.sequence() : Long.SIZE;
            window = ahead >= Long.SIZE ? 1 : window << ahead | 1;
            return true;
        }
        long behind = state.sequence() - said.sequence();
        if (said.incarnation() != state.incarnation() || behind >= Long.SIZE || (window >> behind & 1) != 0) return false;
        window |= 1L << behind;
        return true;
    }

    boolean isAt(InetSocketAddress source) {
        return proven.contains(source);
    }

    /// It has answered from there.
    ///
    /// @param moved whether it is another life of it, which need not be where it was
    void proveAt(InetSocketAddress source, boolean moved, long now) {
        if (moved) proven.clear();
        if (moved || isSuspect()) address = source;
        if (proven.size() == MOST_ADDRESSES) proven.remove(proven.iterator().next());
        proven.add(source);
        heardAt(source, now);
    }

    /// Something new has come from a proven address. It is asked where it was heard first, as long as it is heard there.
    void heardAt(InetSocketAddress source, long now) {
        if (!source.equals(address) && now - addressHeard < MOVED && !isSuspect()) return;
        address = source;
        addressHeard = now;
    }

    boolean isSuspect() {
        return suspectedUntil != Machine.NEVER;
    }

    boolean isBehind() {
        return !state.root().equals(known);
    }

    void trust() {
        suspectedUntil = tryAt = pingAt = accuseAt = Machine.NEVER;
        accusations = 0;
        nonce = 0;
    }

    long nextAt() {
        return Machine.earlier(Machine.earlier(suspectedUntil, pingAt), Machine.earlier(tryAt,
                Machine.earlier(accuseAt, fetchAt)));
    }

    InetSocketAddress documentsAt() {
        return new InetSocketAddress(address.getAddress(), state.port());
    }
}
