package wirelab.hosts;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/// The control messages that come with a datagram (cmsg(3)): `length u64, level u32, type u32`, then the data, the whole
/// filled up to a multiple of 8 bytes, all in this machine's order.
final class ControlMessages {
    private static final int HEADER = 16;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int IP_TTL = 2;
    private static final int IP_PKTINFO = 8;
    private static final int IPV6_PKTINFO = 50;
    private static final int IPV6_HOPLIMIT = 52;

    private final MemorySegment memory;
    private int ttl;
    private long arrived;
    private long packetInfo;

    ControlMessages(MemorySegment memory) {
        this.memory = memory;
    }

    /// @param length as the kernel says: how many bytes hold messages
    void read(long length) {
        ttl = -1;
        arrived = 0;
        packetInfo = -1;
        for (long at = 0; at + HEADER <= length; ) {
            long size = memory.get(JAVA_LONG, at);
            if (size < HEADER || at + size > length) return;
            one(memory.get(JAVA_INT, at + 8), memory.get(JAVA_INT, at + 12), at);
            at += size + 7 & -8;
        }
    }

    private void one(int level, int type, long at) {
        if (level == SocketCalls.SOL_SOCKET && type == SO_TIMESTAMPNS) {
            arrived = memory.get(JAVA_LONG, at + HEADER) * 1_000_000_000 + memory.get(JAVA_LONG, at + HEADER + 8);
        } else if (level == SocketCalls.IPPROTO_IP && type == IP_TTL
                || level == SocketCalls.IPPROTO_IPV6 && type == IPV6_HOPLIMIT) {
            ttl = memory.get(JAVA_INT, at + HEADER);
        } else if (level == SocketCalls.IPPROTO_IP && type == IP_PKTINFO
                || level == SocketCalls.IPPROTO_IPV6 && type == IPV6_PKTINFO) {
            packetInfo = at;
        }
    }

    int ttl() {
        return ttl;
    }

    long arrived() {
        return arrived;
    }

    /// Leaves at the beginning of the memory the one message that makes an answer leave from where the question came to. A
    /// server at the wildcard address would else answer from another of its addresses, and the client would not know it.
    ///
    /// @return its length, 0 when there is none
    int answerFrom() {
        if (packetInfo < 0) return 0;
        long size = memory.get(JAVA_LONG, packetInfo);
        long whole = size + 7 & -8;
        MemorySegment.copy(memory, packetInfo, memory, 0, whole);
        packetInfo = 0;
        // in_pktinfo begins with the interface, in6_pktinfo ends with it; the routes find the way back.
        memory.set(JAVA_INT, memory.get(JAVA_INT, 8) == SocketCalls.IPPROTO_IP ? HEADER : HEADER + 16L, 0);
        return (int) whole;
    }
}
