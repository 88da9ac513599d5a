package wirelab.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What is on its way to the disk, and what may not be said before it is there.
final class Promises {
    /// Entries up to one that are being written.
    private record Writing(long number, long lastIndex) {}

    private final ArrayDeque<Writing> writing = new ArrayDeque<>();
    private final TreeMap<Long, List<RaftAction>> held = new TreeMap<>();
    private long given;
    private long ballotNumber;
    private long stored;
    private long durable;

    /// @param durable the last entry that was on the disk from the beginning
    Promises(long durable) {
        this.durable = durable;
    }

    /// {@return the number of what is written next}
    long next(boolean ballot, long lastIndex) {
        given++;
        if (ballot) ballotNumber = given;
        writing.add(new Writing(given, lastIndex));
        return given;
    }

    /// {@return the last entry that is on the disk}
    long durable() {
        return durable;
    }

    boolean isStored(long number) {
        return number <= stored;
    }

    /// Entries behind one are taken back, also those that are being written.
    void cut(long index) {
        durable = Math.min(durable, index);
        for (int i = writing.size(); i > 0; i--) {
            var one = writing.poll();
            writing.add(new Writing(one.number, Math.min(one.lastIndex, index)));
        }
    }

    /// {@return whether something may be said now; else it is held until term and vote are on the disk}
    boolean mayAct(RaftAction action) {
        if (ballotNumber <= stored) return true;
        held.computeIfAbsent(ballotNumber, _ -> new ArrayList<>()).add(action);
        return false;
    }

    /// All up to a number is on the disk.
    ///
    /// @return what may be said from now on
    List<RaftAction> stored(long number) {
        if (number > given) throw new IllegalArgumentException(number + " was never given");
        stored = Math.max(stored, number);
        while (!writing.isEmpty() && writing.peek().number <= stored) durable = Math.max(durable, writing.poll().lastIndex);
        var free = new ArrayList<RaftAction>();
        for (var ready = held.headMap(stored, true); !ready.isEmpty(); ) free.addAll(ready.pollFirstEntry().getValue());
        return free;
    }
}
