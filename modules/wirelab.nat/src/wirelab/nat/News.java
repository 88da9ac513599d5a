package wirelab.nat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wirelab.kit.FieldWriter;
import wirelab.kit.Machine;

/// Tells every client every event, each in its dialect, without ever queueing a datagram.
///
/// There is one log of events, in which only the latest of each id is kept, and each client has a cursor in it. Whatever
/// lies beyond the cursor is that client's backlog: a newcomer begins at 0, so that the list of who is there and the news
/// are one and the same thing. When many datagrams are due, clients are served in turn as fast as
/// [NatServer.Limits#fanOut()] allows, and a client that has waited gets its backlog joined in few datagrams. The log is
/// bounded by the clients there are and by [#TOMBSTONES].
final class News {
    /// Departures that are remembered; one of ours who has missed more gets the whole list again.
    static final int TOMBSTONES = 4096;
    /// The longest datagram in the tagged dialect, so that the list comes in one as that dialect demands: some 180 clients.
    static final int TAGGED_MAX = 8192;
    /// The longest text about one client: less room than this is none.
    private static final int LINE = 256;
    /// One turn of one client, in datagrams.
    private static final int BATCH = 256;
    /// Datagrams that may be sent before the server looks at its socket again: a millisecond, in which not so much can
    /// arrive that it gets lost.
    private static final int ONCE = 256;
    /// News goes out as soon as there is some, but not more often than this: in a flood the socket must not wait for it.
    private static final long CALM = 2_000_000L;
    private static final long RESEND = 200_000_000L;
    private static final double NANOS = 1e9;

    private final double perSecond;
    private double budget;
    /// When clients were last served, once they were.
    private long spreadAt;
    private boolean begun;
    private final TreeMap<Long, Event> log = new TreeMap<>();
    private final Map<String, Long> latest = new HashMap<>();
    private long head;
    private int tombstones;
    private long forgotten;
    private final List<Client> ring = new ArrayList<>();
    private final Unheard unheard = new Unheard();
    private long now;
    private int next;
    /// How many clients in a row were found up to date; when that is all, there is nothing to do.
    private int clean;

    News(NatServer.Limits limits) {
        perSecond = limits.fanOut();
        budget = perSecond;
    }

    void tell(Event event) {
        var old = latest.put(event.id(), ++head);
        if (old != null && log.remove(old) instanceof Event.Gone) tombstones--;
        log.put(head, event);
        clean = 0;
        if (event instanceof Event.Gone && ++tombstones > TOMBSTONES) forgetOldest();
    }

    private void forgetOldest() {
        var it = log.entrySet().iterator();
        while (it.hasNext()) {
            var entry = it.next();
            if (entry.getValue() instanceof Event.Gone gone) {
                it.remove();
                latest.remove(gone.id());
                forgotten = entry.getKey();
                tombstones--;
                return;
            }
        }
    }

    void add(Client client) {
        client.slot = ring.size();
        if (client.cursor == 0) client.joined = head;
        ring.add(client);
        clean = 0;
    }

    void remove(Client client) {
        var last = ring.removeLast();
        if (last != client) {
            ring.set(client.slot, last);
            last.slot = client.slot;
        }
        clean = 0;
    }

    /// A classroom client has been heard again: what was held back may go, to it and to its neighbours.
    void heard(long now, Client client) {
        unheard.heard(now, client.member.publicAddress().getAddress());
        if (client.answered) return;
        client.answered = true;
        clean = 0;
    }

    /// One of ours says which event it saw last: what got lost is sent again.
    void seen(long now, Client client, long seen) {
        if (seen < client.cursor && now - client.toldAt > RESEND) {
            client.cursor = seen;
            if (seen == 0) client.joined = head;
            clean = 0;
        }
    }

    /// When there is something to tell that may be told, or [Machine#NEVER].
    long nextAt() {
        if (!begun || clean >= ring.size()) return Machine.NEVER;
        return Machine.after(spreadAt, Math.max(CALM, (long) Math.ceil((1 - budget) * NANOS / perSecond)));
    }

    /// Serves clients in turn until all are up to date, the budget is used up, or it is time to listen again; not before
    /// [#nextAt()].
    void spread(long now, Collection<Action> out) {
        if (begun && !Machine.isDue(nextAt(), now)) return;
        int end = out.size() + ONCE;
        this.now = now;
        if (begun) budget = Math.min(perSecond, budget + (now - spreadAt) * perSecond / NANOS);
        begun = true;
        spreadAt = now;
        while (clean < ring.size() && budget >= 1 && out.size() < end) {
            if (next >= ring.size()) next = 0;
            var client = ring.get(next);
            int before = out.size();
            if (client.cursor < head && mayBeTold(client)) tell(now, client, out);
            budget -= out.size() - before;
            if (client.cursor < head && mayBeTold(client)) return;
            next++;
            clean++;
        }
    }

    private boolean mayBeTold(Client client) {
        return room(client) >= LINE;
    }

    /// How many bytes a client may be sent now; its address may be forged.
    private int room(Client client) {
        if (client.answered) return Integer.MAX_VALUE;
        var address = client.member.publicAddress().getAddress();
        return Math.min(Unheard.BYTES - client.unansweredBytes, unheard.room(now, address));
    }

    /// Sends one client as much of its backlog as one turn allows.
    private void tell(long now, Client client, Collection<Action> out) {
        client.toldAt = now;
        if (client.cursor < forgotten && client.cursor != 0) {
            client.cursor = 0;
            client.joined = head;
        }
        switch (client.member.dialect()) {
            case TAGGED -> tagged(client, out);
            case SPOKEN -> spoken(client, out);
            case OURS -> ours(client, out);
        }
    }

    /// Events that concern a client: all that are present, and departures since it came.
    private boolean concerns(Client client, Map.Entry<Long, Event> entry) {
        return entry.getValue() instanceof Event.Present || entry.getKey() > client.joined;
    }

    private void send(Client client, byte[] payload, Collection<Action> out) {
        if (!client.answered) {
            client.unansweredBytes += payload.length;
            unheard.told(now, client.member.publicAddress().getAddress(), payload.length);
        }
        out.add(new Action.Send(0, client.member.publicAddress(), payload));
    }

    private void tagged(Client client, Collection<Action> out) {
        int before = out.size();
        var entries = new ByteArrayOutputStream();
        for (var entry : log.tailMap(client.cursor, false).entrySet()) {
            if (concerns(client, entry)) {
                switch (entry.getValue()) {
                    case Event.Gone gone -> {
                        flush(client, entries, out);
                        if (!mayBeTold(client)) return;
                        send(client, Classroom.bytes("U" + gone.id()), out);
                    }
                    case Event.Present present -> {
                        byte[] text = Classroom.bytes(Classroom.entry(present.member()));
                        if (entries.size() + 1 + text.length > Math.min(TAGGED_MAX, room(client))) {
                            flush(client, entries, out);
                            if (!mayBeTold(client)) return;
                        }
                        entries.write(entries.size() == 0 ? 'R' : '|');
                        entries.writeBytes(text);
                    }
                }
            }
            client.cursor = entry.getKey();
            if (!mayBeTold(client) || out.size() - before > BATCH) break;
        }
        flush(client, entries, out);
    }

    private void flush(Client client, ByteArrayOutputStream entries, Collection<Action> out) {
        if (entries.size() > 0) send(client, entries.toByteArray(), out);
        entries.reset();
    }

    private void spoken(Client client, Collection<Action> out) {
        int before = out.size();
        for (var entry : log.tailMap(client.cursor, false).entrySet()) {
            if (concerns(client, entry)) {
                switch (entry.getValue()) {
                    case Event.Gone gone ->
                        send(client, Classroom.bytes(Classroom.gone(gone.id(), gone.left(), gone.address())), out);
                    case Event.Present(Member member) -> {
                        send(client, Classroom.bytes(Classroom.present(member)), out);
                        boolean itself = member.id().equals(client.member.id());
                        if (!itself && member.sameNat(client.member)) send(client,
                                Classroom.bytes(Classroom.neighbour(member)), out);
                    }
                }
            }
            client.cursor = entry.getKey();
            if (!mayBeTold(client) || out.size() - before > BATCH) return;
        }
    }

    private void ours(Client client, Collection<Action> out) {
        int before = out.size();
        long from = client.cursor;
        var events = new ArrayList<Event>();
        int size = 32;
        for (var entry : log.tailMap(client.cursor, false).entrySet()) {
            if (concerns(client, entry)) {
                int length = entry.getValue().encode(new FieldWriter()).done().length;
                if (size + length > Signalling.MAX || events.size() == 255) {
                    send(client, new Signalling.Members(client.token, from, client.cursor, events).encode(), out);
                    from = client.cursor;
                    events = new ArrayList<>();
                    size = 32;
                    if (out.size() - before > BATCH) return;
                }
                events.add(entry.getValue());
                size += length;
            }
            client.cursor = entry.getKey();
        }
        send(client, new Signalling.Members(client.token, from, client.cursor, events).encode(), out);
    }
}
