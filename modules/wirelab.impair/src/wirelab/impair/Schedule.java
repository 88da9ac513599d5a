package wirelab.impair;

import java.util.Arrays;

/// Packets by the time at which they are due; those of the same time leave in the order in which they came. A binary heap in
/// plain arrays, so that a packet on its way costs no object.
final class Schedule<P> {
    private Object[] packets = new Object[16];
    private long[] due = new long[16];
    private long[] order = new long[16];
    private int size;
    private long added;

    void add(P packet, long time) {
        if (size == packets.length) {
            packets = Arrays.copyOf(packets, 2 * size);
            due = Arrays.copyOf(due, 2 * size);
            order = Arrays.copyOf(order, 2 * size);
        }
        int at = size++;
        long number = added++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (due[parent] < time || due[parent] == time && order[parent] < number) break;
            move(parent, at);
            at = parent;
        }
        put(at, packet, time, number);
    }

    /// When the first is due.
    long first() {
        return size == 0 ? Long.MAX_VALUE : due[0];
    }

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked")
    P remove() {
        P first = (P) packets[0];
        int last = --size;
        Object packet = packets[last];
        long time = due[last];
        long number = order[last];
        packets[last] = null;
        if (last == 0) return first;
        int at = 0;
        for (int child; (child = 2 * at + 1) < last; at = child) {
            if (child + 1 < last && before(child + 1, child)) child++;
            if (time < due[child] || time == due[child] && number < order[child]) break;
            move(child, at);
        }
        put(at, packet, time, number);
        return first;
    }

    private boolean before(int a, int b) {
        return due[a] < due[b] || due[a] == due[b] && order[a] < order[b];
    }

    private void move(int from, int to) {
        put(to, packets[from], due[from], order[from]);
    }

    private void put(int at, Object packet, long time, long number) {
        packets[at] = packet;
        due[at] = time;
        order[at] = number;
    }
}
