package wirelab.proxy;

import java.util.ArrayList;
import java.util.List;
import wirelab.http.Headers;
import wirelab.proxy.MemoryStore.Slot;

/// Where responses are kept: in memory, and where there is one on a disk, from which they come back after a restart or when
/// memory had no room. Any thread may use it.
final class Store implements AutoCloseable {
    private final MemoryStore memory;
    /// `null` for none.
    private final DiskStore disk;

    Store(long memory, DiskStore disk) {
        this.memory = new MemoryStore(memory);
        this.disk = disk;
    }

    /// {@return the longest content that is worth its place}
    long mostOfOne() {
        return memory.mostOfOne();
    }

    /// Finds a response for a request.
    ///
    /// @return `null` when there is none; [#known] tells whether there is one for other requests
    Slot find(String uri, Headers request) {
        var slot = memory.find(uri, request);
        if (slot != null || disk == null) return slot;
        var found = disk.find(uri, request);
        if (found == null) return null;
        slot = memory.bring(uri, found.entry());
        if (disk.holds(found.item())) return slot;
        // Invalidated meanwhile, or something newer came.
        if (slot.entry() != found.entry()) return slot;
        memory.drop(slot);
        return null;
    }

    /// Finds the response for the same requests, in memory alone.
    ///
    /// @return `null` when there is none
    Slot same(String uri, Selection selection) {
        return memory.same(uri, selection);
    }

    /// {@return whether a whole response for a request is in memory, where each comes first}
    boolean holds(String uri, Headers request) {
        return memory.holds(uri, request);
    }

    boolean known(String uri) {
        return memory.known(uri) || disk != null && disk.known(uri);
    }

    /// Keeps a response in the place of the one for the same requests. Parts are kept in memory alone.
    void put(String uri, Entry entry) {
        if (disk != null && entry.part() == null) disk.put(uri, entry);
        memory.put(uri, entry);
    }

    /// Puts a newer state of a response in its place.
    void replace(Slot slot, Entry entry) {
        if (!memory.replace(slot, entry) || disk == null || entry.part() != null) return;
        disk.put(slot.uri(), entry);
    }

    /// Takes all responses under a URI out.
    ///
    /// @return whether there were any
    boolean purge(String uri) {
        boolean onDisk = disk != null && disk.purge(uri);
        return memory.purge(uri) || onDisk;
    }

    /// Has all responses under a URI validated before they are used again (RFC 9111, section 4.4).
    void invalidate(String uri) {
        // First below: what comes up from there meanwhile is seen to be gone.
        if (disk != null) disk.purge(uri);
        memory.invalidate(uri);
    }

    /// {@return what is kept: the first so many in memory, and as many on the disk}
    List<Kept> list(int most) {
        var all = new ArrayList<>(memory.list(most));
        if (disk != null) all.addAll(disk.list(most));
        return all;
    }

    MemoryStore memory() {
        return memory;
    }

    /// {@return what is below, or `null`}
    DiskStore disk() {
        return disk;
    }

    @Override
    public void close() {
        if (disk != null) disk.close();
    }

    @Override
    public String toString() {
        return disk == null ? memory.toString() : memory + "; " + disk;
    }
}
