package wirelab.nat;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Brings two clients of ours together: both are invited, both say how their NAT behaves, and when both have, both are told
/// of each other at once and when to begin, so that their first datagrams cross.
///
/// ```
/// alice            server             bob
///   |--- connect --->|                 |
///   |<-- invite -----|----- invite --->|
///   |--- ready ----->|<---- ready -----|      each has measured its mapping
///   |<-- go ---------|------ go ------>|      at such a time of the server's clock
///   |=================================>|
///   |<=================================|
/// ```
///
/// All of it may get lost and is asked for again by the clients; a repeated question gets the same answer.
final class Meetings {
    /// Meetings under way at once; more are refused by silence, and asked for again.
    static final int MAX = 4096;
    private static final long LIFE = 1_500_000_000L;
    private static final long MARGIN_MICROS = 4_000;

    private static final class Meeting {
        long round;
        int sockets;
        long began;
        /// Both are ready, and have been told to begin at `startAt`.
        boolean begun;
        long startAt;
        final Map<Client, Profile> ready = new HashMap<>();
    }

    private final Map<String, Meeting> meetings = new HashMap<>();
    private long rounds;

    private static String pair(Client a, Client b) {
        String x = a.member.id();
        String y = b.member.id();
        return x.compareTo(y) < 0 ? x + " " + y : y + " " + x;
    }

    void connect(long now, Client client, Client peer, int sockets, Collection<Action> out) {
        var meeting = meetings.get(pair(client, peer));
        if (meeting == null || meeting.begun || now - meeting.began > LIFE) {
            if (meetings.size() >= MAX && meeting == null) return;
            meeting = new Meeting();
            meeting.began = now;
            meeting.sockets = sockets;
            meeting.round = rounds = (rounds + 1) & 0xffff_ffffL;
            meetings.put(pair(client, peer), meeting);
        }
        invite(client, peer, meeting, out);
        invite(peer, client, meeting, out);
    }

    private static void invite(Client client, Client peer, Meeting meeting, Collection<Action> out) {
        if (meeting.ready.containsKey(client)) return;
        send(client, new Signalling.Invite(client.token, peer.member.id(), meeting.round, meeting.sockets), out);
    }

    void ready(long now, Client client, Client peer, Signalling.Ready ready, Collection<Action> out) {
        var meeting = meetings.get(pair(client, peer));
        if (meeting == null || meeting.round != ready.round()) return;
        meeting.ready.put(client, ready.profile());
        var other = meeting.ready.get(peer);
        if (other == null) {
            invite(peer, client, meeting, out);
            return;
        }
        if (!meeting.begun) {
            meeting.begun = true;
            int slower = Math.max(other.rttMicros(), ready.profile().rttMicros());
            meeting.startAt = now + (slower / 2 + MARGIN_MICROS) * 1000;
            go(peer, client, meeting, out);
        }
        go(client, peer, meeting, out);
    }

    private static void go(Client client, Client peer, Meeting meeting, Collection<Action> out) {
        send(client, new Signalling.Go(client.token, peer.member.id(), meeting.round, meeting.startAt / 1000,
                meeting.ready.get(peer)), out);
    }

    boolean isEmpty() {
        return meetings.isEmpty();
    }

    void sweep(long now) {
        meetings.values().removeIf(meeting -> now - meeting.began > 2 * LIFE);
    }

    private static void send(Client to, Signalling signal, Collection<Action> out) {
        out.add(new Action.Send(0, to.member.publicAddress(), signal.encode()));
    }
}
