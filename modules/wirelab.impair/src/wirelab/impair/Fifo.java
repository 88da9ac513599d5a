package wirelab.impair;

import java.util.Arrays;

/// A queue of packets that remembers since when each waits and how many bytes there are. It grows to what was ever in it and
/// then takes no more memory per packet.
final class Fifo<P extends Packet<P>> {
    private Object[] packets = new Object[16];
    private long[] since = new long[16];
    private int head;
    private int size;
    private long bytes;

    void add(long now, P packet) {
        if (size == packets.length) grow();
        int tail = (head + size) & (packets.length - 1);
        packets[tail] = packet;
        since[tail] = now;
        size++;
        bytes += packet.size();
    }

    @SuppressWarnings("unchecked")
    P head() {
        return (P) packets[head];
    }

    long headSince() {
        return since[head];
    }

    P remove() {
        P packet = head();
        packets[head] = null;
        head = (head + 1) & (packets.length - 1);
        size--;
        bytes -= packet.size();
        return packet;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    private void grow() {
        var before = packets;
        var sinceBefore = since;
        packets = Arrays.copyOf(packets, 2 * size);
        since = Arrays.copyOf(since, 2 * size);
        for (int i = 0; i < size; i++) {
            packets[i] = before[(head + i) & (size - 1)];
            since[i] = sinceBefore[(head + i) & (size - 1)];
        }
        head = 0;
    }
}
