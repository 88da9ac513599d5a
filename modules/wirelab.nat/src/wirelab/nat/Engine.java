package wirelab.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import wirelab.kit.Counters;
import wirelab.kit.ProtocolException;

/// The client's whole protocol without a socket, thread, clock or randomness of its own: datagrams, time and commands come
/// in, [Action]s come out. The same object runs behind real sockets in [NatClient] and in the [Simulation].
///
/// Sockets have numbers. The first are the ones on the well-known port, one for each address of the server; the others are
/// opened for one peer each.
final class Engine {
    /// Peers of ours that may be talked to in one run; what was agreed with each is kept to the end.
    static final int MAX_LINKS = 1024;
    /// Clients that are listed.
    static final int MAX_MEMBERS = 20_000;

    final String id;
    final Identity identity;
    final RandomGenerator random;
    final long token;
    final Counters counters = new Counters();
    private final List<InetAddress> addresses;
    private final List<Registration> registrations = new ArrayList<>();
    private final Map<Integer, Integer> ports = new HashMap<>();
    private final Map<Integer, Link> sockets = new HashMap<>();
    private final Map<String, Member> members = new TreeMap<>();
    private final Map<Long, Link> links = new LinkedHashMap<>();
    private final Map<String, Link> linkById = new HashMap<>();
    private List<Action> out = new ArrayList<>();
    private int lastSocket;
    private long lastTransaction;
    private long events;
    private long now;

    /// Prepares a client.
    ///
    /// @param id its id
    /// @param servers the addresses of the server, at most one of each family
    /// @param addresses of this machine on its own networks
    /// @param identity its key
    /// @param random where the token and the guessed ports come from
    Engine(String id, List<InetSocketAddress> servers, List<InetAddress> addresses, Identity identity,
            RandomGenerator random) {
        this.id = id;
        this.identity = identity;
        this.random = random;
        this.addresses = addresses;
        long drawn = random.nextLong();
        token = drawn == 0 ? 1 : drawn;
        for (var server : servers) registrations.add(new Registration(this, lastSocket++, server));
    }

    // What comes in.

    /// A socket is open on this machine.
    void opened(long time, int socket, int port) {
        now = time;
        ports.put(socket, port);
        if (socket < registrations.size()) registrations.get(socket).start(now);
        else if (sockets.containsKey(socket)) sockets.get(socket).opened(now, socket);
        tick(now);
    }

    /// A datagram has arrived.
    void received(long time, int socket, InetSocketAddress from, byte[] datagram) {
        now = time;
        try {
            long sender = Session.sender(datagram);
            if (sender != 0) {
                var link = links.get(sender);
                if (link != null) link.received(now, socket, from, datagram);
                else counters.count("stranger");
            } else if (Signal.is(datagram)) {
                signal(socket, from, Signal.decode(datagram));
            } else {
                chat(socket, from, Chat.decode(datagram));
            }
        } catch (ProtocolException _) {
            // Forged, damaged, repeated, or nothing of ours: answering would help nobody.
            counters.count("refused");
        }
        tick(now);
    }

    /// Time has passed.
    void tick(long time) {
        now = time;
        registrations.forEach(registration -> {
            if (ports.containsKey(registration.socket)) registration.tick(now);
        });
        for (var link : links.values()) link.tick(now);
    }

    /// When [#tick(long)] has something to do next.
    long nextAt() {
        long next = Long.MAX_VALUE;
        for (var registration : registrations) {
            if (ports.containsKey(registration.socket)) next = Math.min(next, registration.nextAt());
        }
        for (var link : links.values()) next = Math.min(next, link.nextAt());
        return next;
    }

    /// What is to be done, and is from then on taken as done.
    List<Action> drain() {
        if (out.isEmpty()) return List.of();
        var done = out;
        out = new ArrayList<>();
        return done;
    }

    // What the user wants.

    /// Says something to somebody.
    void chat(long time, String to, String text) {
        now = time;
        var member = members.get(to);
        var link = linkById.get(to);
        if (to.equals(id)) {
            info("that is you");
        } else if (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > Chat.MAX) {
            info("too long: at most " + Chat.MAX + " bytes at once");
        } else if (member == null && link == null) {
            info("nobody here is called " + to + "; @show_list shows who is");
        } else if (member != null && member.dialect() != Dialect.OURS) {
            plain(member, text);
        } else {
            if (link == null) link = link(member);
            if (link != null && !link.say(now, text)) info(to + " has not acknowledged " + link.waiting()
                    + " messages; wait");
        }
        tick(now);
    }

    private void plain(Member member, String text) {
        var self = self();
        var to = self != null && self.sameNat(member) ? member.local() : member.publicAddress();
        for (var registration : registrations) {
            if (!registration.sameFamily(to)) continue;
            send(registration.socket, to, new Chat(member.dialect(), id, text).encode());
            info("sent to " + member.id() + " in the clear, to a classroom client; nobody will say whether it arrived");
            return;
        }
        info(member.id() + " cannot be reached with the address family of this client");
    }

    /// How a peer is reached.
    String path(String peer) {
        var link = linkById.get(peer);
        var member = members.get(peer);
        if (link != null) return peer + ": " + link.describe();
        if (member == null) return "nobody here is called " + peer;
        return peer + ": " + (member.dialect() == Dialect.OURS ? "no path yet; say something first"
                : "classroom client, in the clear, straight to its address; no hole is punched");
    }

    /// What people compare to know that nobody stands between them.
    String fingerprints() {
        var text = new StringBuilder("your fingerprint: " + Identity.fingerprint(identity.publicKey()));
        linkById.forEach((peer, link) -> text.append("\n").append(peer).append(": ")
                .append(Identity.fingerprint(link.key())));
        return text.toString();
    }

    Collection<Member> members() {
        return members.values();
    }

    Member member(String peer) {
        return members.get(peer);
    }

    PathKind kind(String peer) {
        var link = linkById.get(peer);
        return link == null ? PathKind.NONE : link.kind();
    }

    /// Says goodbye.
    void leave() {
        if (!registrations.isEmpty()) registrations.forEach(Registration::leave);
        links.values().forEach(Link::close);
    }

    // From the server.

    private void signal(int socket, InetSocketAddress from, Signal signal) throws ProtocolException {
        var registration = registrations.stream().filter(r -> r.targets().contains(from)).findFirst().orElse(null);
        if (registration == null || signal.token() != token) {
            counters.count("stranger");
            return;
        }
        switch (signal) {
            case Signal.Seen seen -> {
                var link = sockets.get(socket);
                if (link != null) link.seen(now, socket, seen, from);
            }
            case Signal.Members news -> members(news, registration);
            case Signal.Invite invite -> {
                var link = reach(invite.peer());
                if (link != null) link.invited(now, invite.round(), invite.sockets());
            }
            case Signal.Go go -> {
                var link = linkById.get(go.peer());
                if (link != null) link.go(now, go);
            }
            case Signal.Relayed relayed -> {
                var link = reach(relayed.peer());
                if (link != null && Session.sender(relayed.packet()) == Identity.tag(link.key())) {
                    link.received(now, -1, from, relayed.packet());
                }
            }
            default -> {
                if (socket == registration.socket) registration.input(now, signal);
            }
        }
    }

    /// The link to a peer that wants to reach us, made if need be.
    private Link reach(String peer) {
        var link = linkById.get(peer);
        var member = members.get(peer);
        if (link != null) return link;
        return member == null || member.dialect() != Dialect.OURS || peer.equals(id) ? null : link(member);
    }

    private Link link(Member member) {
        var link = links.get(Identity.tag(member.key()));
        try {
            if (link == null && links.size() < MAX_LINKS) link = new Link(this, member, identity.session(member.key()));
        } catch (ProtocolException e) {
            info(member.id() + " has no usable key: " + e.getMessage());
        }
        if (link == null || !link.peer.id().equals(member.id()) || !link.peer.sameKey(member)) return null;
        links.put(Identity.tag(member.key()), link);
        linkById.put(member.id(), link);
        return link;
    }

    private void members(Signal.Members news, Registration registration) {
        var before = Map.copyOf(members);
        if (news.from() == 0) {
            members.clear();
        } else if (news.from() > events) {
            registration.askAgain();
            return;
        }
        if (news.from() != 0 && news.to() <= events) return;
        events = news.to();
        for (var event : news.events()) {
            switch (event) {
                case Event.Present(Member member) -> {
                    if (members.size() < MAX_MEMBERS) members.put(member.id(), member);
                    present(member, before.get(member.id()));
                }
                case Event.Gone gone -> {
                    members.remove(gone.id());
                    boolean known = before.containsKey(gone.id()) && !gone.id().equals(id);
                    if (known) tell(new Notice.Gone(gone.id(), gone.left()));
                }
            }
        }
    }

    private void present(Member member, Member before) {
        var link = linkById.get(member.id());
        if (link != null && !link.peer.sameKey(member)) {
            if (link.waiting() > 0) info(link.waiting() + " messages to " + member.id()
                    + " were not delivered: it has begun anew");
            link.close();
            linkById.remove(member.id());
        } else if (link != null && !link.peer.publics().equals(member.publics())) {
            link.peer = member;
            link.moved(now);
        }
        boolean known = before != null && before.publics().equals(member.publics()) && before.sameKey(member);
        if (!known && !member.id().equals(id)) tell(new Notice.Joined(member.id(), member.dialect(), member.listed()));
    }

    /// A classroom chat: believed only as far as it can be, that is, hardly.
    private void chat(int socket, InetSocketAddress from, Chat chat) {
        var member = members.get(chat.from());
        if (socket >= registrations.size() || member == null || member.dialect() == Dialect.OURS
                || !member.hasAddress(from.getAddress())) {
            // Nobody of that name would speak so from there.
            counters.count("stranger");
            return;
        }
        tell(new Notice.Message(chat.from(), chat.text(), false, chat.shown() + " (in the clear)"));
    }

    // For the parts.

    /// Our own address has changed.
    void moved(long time) {
        links.values().forEach(link -> link.moved(time));
    }

    long now() {
        return now;
    }

    long eventsSeen() {
        return events;
    }

    boolean registered() {
        return registrations.stream().anyMatch(Registration::registered);
    }

    List<Registration> registrations() {
        return registrations;
    }

    /// The shortest interval that the NATs on the way are known to need.
    long interval() {
        long least = Interval.LONGEST;
        for (var registration : registrations) {
            if (registration.registered()) least = Math.min(least, registration.interval.proven());
        }
        return least;
    }

    /// The interval at which the server is told that we are here, which may be one that is tried out.
    long keepAlive() {
        long least = Interval.LONGEST;
        for (var registration : registrations) least = Math.min(least, registration.interval.nanos());
        return least;
    }

    int waiting(String peer) {
        var link = linkById.get(peer);
        return link == null ? 0 : link.waiting();
    }

    /// Our own addresses, with the port of a socket, of the family that it speaks.
    List<InetSocketAddress> locals(int socket) {
        var registration = registrationOf(socket);
        return addresses.stream().map(address -> new InetSocketAddress(address, ports.get(socket)))
                .filter(registration::sameFamily)
                .limit(Profile.MAX_ADDRESSES).toList();
    }

    private final Map<Integer, Registration> families = new HashMap<>();

    private Registration registrationOf(int socket) {
        return socket < registrations.size() ? registrations.get(socket) : families.get(socket);
    }

    private Member self() {
        var seen = registrations.stream().filter(Registration::registered).findFirst().orElse(null);
        return seen == null ? null : new Member(id, Dialect.OURS, List.of(seen.seen()), locals(seen.socket),
                identity.publicKey());
    }

    int open(Link link, Registration family) {
        int socket = lastSocket++;
        sockets.put(socket, link);
        families.put(socket, family);
        out.add(new Action.Open(socket, family.server.getAddress() instanceof java.net.Inet6Address));
        return socket;
    }

    void close(int socket) {
        sockets.remove(socket);
        families.remove(socket);
        ports.remove(socket);
        out.add(new Action.Close(socket));
    }

    long nextTransactions(int count) {
        lastTransaction += count;
        return lastTransaction - count;
    }

    void toServer(Signal signal) {
        for (var registration : registrations) {
            if (!registration.registered()) continue;
            send(registration.socket, registration.server, signal.encode());
            return;
        }
    }

    void send(int socket, InetSocketAddress to, byte[] payload) {
        out.add(new Action.Send(socket, to, payload));
    }

    void tell(Notice notice) {
        out.add(new Action.Tell(notice));
    }

    private void info(String line) {
        tell(new Notice.Info(line));
    }
}
