package wirelab.impair;

import java.util.function.Consumer;

/// Controlled delay (RFC 8289): a queue whose packets have waited too long for too long loses one now and then, ever more
/// often, until the senders slow down. A queue that a burst fills and that empties again is left alone.
///
/// The names are those of the pseudo-code in RFC 8289, section 5; so is the order of the steps. Time comes in as an
/// argument.
final class CoDel<P extends Packet<P>> {
    /// Below this much in the queue nothing is dropped: one packet of the largest usual size.
    private static final int MAXPACKET = 1500;

    private final Conditions.Controlled options;
    private final Fifo<P> fifo;
    private final Consumer<P> drop;
    private long firstAboveTime;
    private boolean above;
    private long dropNext;
    private int count;
    private int lastCount;
    private boolean dropping;
    private boolean okToDrop;

    /// Manages a queue.
    CoDel(Conditions.Controlled options, Fifo<P> fifo, Consumer<P> drop) {
        this.options = options;
        this.fifo = fifo;
        this.drop = drop;
    }

    /// Takes the next packet that is to be transmitted (`deque` in section 5.5).
    ///
    /// @return the packet, or `null` when the queue is empty
    P dequeue(long now) {
        P packet = doDequeue(now);
        if (dropping) {
            if (!okToDrop) dropping = false;
            while (dropping && now >= dropNext) {
                drop.accept(packet);
                count++;
                packet = doDequeue(now);
                if (!okToDrop) dropping = false;
                else dropNext = controlLaw(dropNext, count);
            }
        } else if (okToDrop) {
            drop.accept(packet);
            packet = doDequeue(now);
            dropping = true;
            // Where dropping ended only just now, it goes on at the rate that worked before.
            int delta = count - lastCount;
            count = delta > 1 && now - dropNext < 16 * options.interval() ? delta : 1;
            dropNext = controlLaw(now, count);
            lastCount = count;
        }
        return packet;
    }

    /// Takes a packet off the queue and judges how long it has waited (`dodequeue` in section 5.6).
    private P doDequeue(long now) {
        okToDrop = false;
        if (fifo.isEmpty()) {
            above = false;
            return null;
        }
        long sojourn = now - fifo.headSince();
        P packet = fifo.remove();
        if (sojourn < options.target() || fifo.bytes() <= MAXPACKET) {
            above = false;
        } else if (!above) {
            above = true;
            firstAboveTime = now + options.interval();
        } else if (now >= firstAboveTime) {
            okToDrop = !packet.reliable();
        }
        return packet;
    }

    private long controlLaw(long t, int count) {
        return t + Math.round(options.interval() / Math.sqrt(count));
    }
}
