package wirelab.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import wirelab.http.Headers;
import wirelab.http.Response;

/// Responses in memory, bounded in bytes.
///
/// Newcomers stand in a small window. Who falls out of it is admitted to the main part only if it has been asked for more
/// often than the one that would have to go: so a scan through things that are wanted once does not flush what is wanted
/// again and again (the idea of TinyLFU). Any thread may use it.
final class MemoryStore {
    /// One in so many bytes is for newcomers.
    private static final int WINDOW = 20;
    /// Variants of one URI; one more, and the oldest goes.
    private static final int VARIANTS = 20;
    private static final int TYPICAL = 8 * 1024;

    /// A whole response with its age, which is right for one second.
    private record Prepared(long second, Response.Bytes response) {}

    /// A response in its place, with what was made of it for the present second.
    static final class Slot {
        private final String uri;
        private volatile Entry entry;
        private volatile Prepared prepared;
        private boolean main;
        private long uses;

        private Slot(String uri, Entry entry) {
            this.uri = uri;
            this.entry = entry;
        }

        String uri() {
            return uri;
        }

        Entry entry() {
            return entry;
        }

        /// {@return a whole response for a second, or `null`}
        Response.Bytes prepared(long second) {
            var prepared = this.prepared;
            return prepared != null && prepared.second == second ? prepared.response : null;
        }

        void prepare(long second, Response.Bytes response) {
            prepared = new Prepared(second, response);
        }
    }

    private final long most;
    private final long mostInWindow;
    private final Map<String, List<Slot>> byUri = new LinkedHashMap<>();
    /// In the order of their last use, the oldest first.
    private final LinkedHashMap<Slot, Boolean> window = new LinkedHashMap<>(16, 0.75f, true);
    private final LinkedHashMap<Slot, Boolean> main = new LinkedHashMap<>(16, 0.75f, true);
    private final Sketch sketch;
    private long inWindow;
    private long inMain;

    /// @param most bytes
    MemoryStore(long most) {
        this.most = most;
        mostInWindow = Math.max(most / WINDOW, Math.min(most, 1 << 20));
        // Several counters for each response that has room: a scan counts too, and would else drown what is kept.
        sketch = new Sketch(Integer.highestOneBit(Math.clamp(most / TYPICAL, 1024, 1 << 20)) * 8);
    }

    /// {@return the longest content that is worth its place}
    long mostOfOne() {
        return Math.min(most / 4, 64L << 20);
    }

    /// Finds a response for a request.
    ///
    /// @return `null` when there is none; [#known] tells whether there is one for other requests
    synchronized Slot find(String uri, Headers request) {
        sketch.add(uri);
        var slot = newest(uri, request);
        if (slot == null) return null;
        (slot.main ? main : window).get(slot);
        slot.uses++;
        return slot;
    }

    /// Of several that match, the newest is the one to take (RFC 9111, section 4.1).
    private Slot newest(String uri, Headers request) {
        for (var slot : byUri.getOrDefault(uri, List.of()).reversed()) {
            if (slot.entry.asked().matches(request)) return slot;
        }
        return null;
    }

    /// Finds the response for the same requests.
    ///
    /// @return `null` when there is none
    synchronized Slot same(String uri, Selection selection) {
        for (var slot : byUri.getOrDefault(uri, List.of())) if (slot.entry.asked().equals(selection)) return slot;
        return null;
    }

    /// {@return whether there is a whole response for a request}
    synchronized boolean holds(String uri, Headers request) {
        var slot = newest(uri, request);
        return slot != null && slot.entry.part() == null;
    }

    synchronized boolean known(String uri) {
        return byUri.containsKey(uri);
    }

    /// Takes in what lay elsewhere, as the oldest under its URI, unless one for the same requests is there.
    ///
    /// @return the one that is there
    synchronized Slot bring(String uri, Entry entry) {
        var slot = same(uri, entry.asked());
        if (slot != null) return slot;
        slot = new Slot(uri, entry);
        if (entry.size() > most) return slot;
        byUri.computeIfAbsent(uri, _ -> new ArrayList<>(1)).addFirst(slot);
        enter(slot);
        return slot;
    }

    /// Takes one response out.
    synchronized void drop(Slot slot) {
        if (byUri.getOrDefault(slot.uri, List.of()).contains(slot)) remove(slot);
    }

    /// Keeps a response in the place of the one for the same requests.
    synchronized void put(String uri, Entry entry) {
        if (entry.size() > most) return;
        var slots = byUri.computeIfAbsent(uri, _ -> new ArrayList<>());
        for (var slot : List.copyOf(slots)) if (slot.entry.asked().equals(entry.asked())) remove(slot);
        slots = byUri.computeIfAbsent(uri, _ -> new ArrayList<>());
        if (slots.size() == VARIANTS) {
            remove(slots.getFirst());
            slots = byUri.computeIfAbsent(uri, _ -> new ArrayList<>());
        }
        var slot = new Slot(uri, entry);
        slots.add(slot);
        enter(slot);
    }

    private void enter(Slot slot) {
        window.put(slot, true);
        inWindow += slot.entry.size();
        while (inWindow > mostInWindow) leaveWindow();
    }

    /// Puts a newer state of a response in its place.
    ///
    /// @return whether it is still there
    synchronized boolean replace(Slot slot, Entry entry) {
        var slots = byUri.get(slot.uri);
        if (slots == null || !slots.contains(slot)) return false;
        long more = entry.size() - slot.entry.size();
        slot.entry = entry;
        slot.prepared = null;
        if (slot.main) inMain += more;
        else inWindow += more;
        return true;
    }

    private void leaveWindow() {
        var candidate = window.firstEntry().getKey();
        window.remove(candidate);
        inWindow -= candidate.entry.size();
        candidate.main = true;
        main.put(candidate, true);
        inMain += candidate.entry.size();
        while (inMain > most - mostInWindow) {
            var victim = main.firstEntry().getKey();
            boolean admit = victim != candidate && sketch.frequency(candidate.uri) > sketch.frequency(victim.uri);
            remove(admit ? victim : candidate);
            if (!admit) return;
        }
    }

    private void remove(Slot slot) {
        if (slot.main) {
            if (main.remove(slot) != null) inMain -= slot.entry.size();
        } else if (window.remove(slot) != null) {
            inWindow -= slot.entry.size();
        }
        var slots = byUri.get(slot.uri);
        slots.remove(slot);
        if (slots.isEmpty()) byUri.remove(slot.uri);
    }

    /// Takes all responses under a URI out.
    ///
    /// @return whether there were any
    synchronized boolean purge(String uri) {
        var slots = byUri.get(uri);
        if (slots == null) return false;
        for (var slot : List.copyOf(slots)) remove(slot);
        return true;
    }

    /// Has all responses under a URI validated before they are used again (RFC 9111, section 4.4).
    synchronized void invalidate(String uri) {
        for (var slot : byUri.getOrDefault(uri, List.of())) {
            slot.entry = slot.entry.invalidated();
            slot.prepared = null;
        }
    }

    /// {@return the responses used last, those that stay before those that are new}
    synchronized List<Kept> list(int most) {
        return Stream.concat(main.sequencedKeySet().reversed().stream(), window.sequencedKeySet().reversed().stream())
                .limit(most).map(slot -> Kept.of(slot.uri, slot.entry, slot.entry.size(), "memory", slot.uses)).toList();
    }

    synchronized int size() {
        return main.size() + window.size();
    }

    synchronized long bytes() {
        return inWindow + inMain;
    }

    @Override
    public String toString() {
        return "memory store, " + size() + " responses, " + bytes() + " of " + most + " bytes";
    }
}
