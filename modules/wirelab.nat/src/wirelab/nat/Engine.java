package wirelab.nat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import wirelab.kit.Counters;
import wirelab.kit.ProtocolException;

/// The client's whole protocol without a socket, thread, clock or randomness of its own: datagrams, time and commands come
/// in, [Action]s come out. The same object runs behind real sockets in [NatClient] and in the [Simulation].
///
/// Sockets have numbers. The first are the ones on the well-known port, one for each address of the server; the others are
/// opened for one peer each.
final class Engine {
    final String id;
    final Identity identity;
    final RandomGenerator random;
    final long token;
    final Counters counters = new Counters();
    private final List<InetAddress> addresses;
    private final Registrations registrations;
    private final SocketNumbers sockets;
    private final Roster roster = new Roster();
    private final Peers peers = new Peers(this);
    private final InTheClear inTheClear = new InTheClear(this);
    private List<Action> out = new ArrayList<>();
    private long lastTransaction;
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
        registrations = new Registrations(this, servers);
        sockets = new SocketNumbers(registrations);
    }

    // What comes in.

    /// A socket is open on this machine.
    void opened(long time, int socket, int port) {
        now = time;
        sockets.opened(socket, port);
        if (registrations.owns(socket)) registrations.of(socket).start(now);
        else if (sockets.link(socket) != null) sockets.link(socket).opened(now, socket);
        tick(now);
    }

    /// A datagram has arrived.
    void received(long time, int socket, InetSocketAddress from, byte[] datagram) {
        now = time;
        try {
            long sender = Session.sender(datagram);
            if (sender != 0) {
                var link = peers.keyed(sender);
                if (link != null) link.received(now, socket, from, datagram);
                else counters.count("stranger");
            } else if (Signal.is(datagram)) {
                signal(socket, from, Signal.decode(datagram));
            } else {
                var chat = Chat.decode(datagram);
                inTheClear.received(socket, from, chat, roster.member(chat.from()));
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
        registrations.tick(now);
        for (var link : peers.links()) link.tick(now);
    }

    /// When [#tick(long)] has something to do next.
    long nextAt() {
        long next = registrations.nextAt();
        for (var link : peers.links()) next = Math.min(next, link.nextAt());
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
        var member = roster.member(to);
        var link = peers.named(to);
        if (to.equals(id)) {
            info("that is you");
        } else if (text.getBytes(StandardCharsets.UTF_8).length > Chat.MAX) {
            info("too long: at most " + Chat.MAX + " bytes at once");
        } else if (member == null && link == null) {
            info("nobody here is called " + to + "; @show_list shows who is");
        } else if (member != null && member.dialect() != Dialect.OURS) {
            inTheClear.say(member, text);
        } else {
            if (link == null) link = peers.reach(member);
            if (link != null && !link.say(now, text)) info(to + " has not acknowledged " + link.waiting()
                    + " messages; wait");
        }
        tick(now);
    }

    /// How a peer is reached.
    String path(String peer) {
        var link = peers.named(peer);
        var member = roster.member(peer);
        if (link != null) return peer + ": " + link.describe();
        if (member == null) return "nobody here is called " + peer;
        return peer + ": " + (member.dialect() == Dialect.OURS ? "no path yet; say something first"
                : "classroom client, in the clear, straight to its address; no hole is punched");
    }

    String fingerprints() {
        return peers.fingerprints();
    }

    Collection<Member> members() {
        return roster.members();
    }

    PathKind kind(String peer) {
        var link = peers.named(peer);
        return link == null ? PathKind.NONE : link.kind();
    }

    /// Says goodbye.
    void leave() {
        registrations.leave();
        peers.links().forEach(Link::close);
    }

    // From the server.

    private void signal(int socket, InetSocketAddress from, Signal signal) throws ProtocolException {
        var registration = registrations.with(from);
        if (registration == null || signal.token() != token) {
            counters.count("stranger");
            return;
        }
        switch (signal) {
            case Signal.Seen seen -> {
                var link = sockets.link(socket);
                if (link != null) link.seen(now, socket, seen, from);
            }
            case Signal.Members news -> members(news, registration);
            case Signal.Invite invite -> {
                var link = reach(invite.peer());
                if (link != null) link.invited(now, invite.round(), invite.sockets());
            }
            case Signal.Go go -> {
                var link = peers.named(go.peer());
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
        var link = peers.named(peer);
        var member = roster.member(peer);
        if (link != null) return link;
        return member == null || member.dialect() != Dialect.OURS || peer.equals(id) ? null : peers.reach(member);
    }

    private void members(Signal.Members news, Registration registration) {
        boolean whole = roster.update(news, new Roster.Watcher() {
            @Override
            public void present(Member member, Member before) {
                peers.present(member, now);
                boolean known = before != null && before.publics().equals(member.publics()) && before.sameKey(member);
                if (!known && !member.id().equals(id)) {
                    tell(new Notice.Joined(member.id(), member.dialect(), member.listed()));
                }
            }

            @Override
            public void gone(Event.Gone gone) {
                if (!gone.id().equals(id)) tell(new Notice.Gone(gone.id(), gone.left()));
            }
        });
        if (!whole) registration.askAgain();
    }

    // For the parts.

    /// Our own address has changed.
    void moved(long time) {
        peers.links().forEach(link -> link.moved(time));
    }

    long now() {
        return now;
    }

    long eventsSeen() {
        return roster.seen();
    }

    boolean registered() {
        return registrations.current() != null;
    }

    Registrations registrations() {
        return registrations;
    }

    /// The shortest interval that the NATs on the way are known to need.
    long interval() {
        return registrations.proven();
    }

    /// The interval at which the server is told that we are here, which may be one that is tried out.
    long keepAlive() {
        return registrations.tried();
    }

    int waiting(String peer) {
        var link = peers.named(peer);
        return link == null ? 0 : link.waiting();
    }

    /// Our own addresses, with the port of a socket, of the family that it speaks.
    List<InetSocketAddress> locals(int socket) {
        return addresses.stream().map(address -> new InetSocketAddress(address, sockets.port(socket)))
                .filter(sockets.family(socket)::sameFamily).limit(Profile.MAX_ADDRESSES).toList();
    }

    int open(Link link, Registration family) {
        int socket = sockets.add(link, family);
        out.add(new Action.Open(socket, family.server.getAddress() instanceof Inet6Address));
        return socket;
    }

    void close(int socket) {
        sockets.remove(socket);
        out.add(new Action.Close(socket));
    }

    long nextTransactions(int count) {
        lastTransaction += count;
        return lastTransaction - count;
    }

    void toServer(Signal signal) {
        var registration = registrations.current();
        if (registration != null) send(registration.socket, registration.server, signal.encode());
    }

    void send(int socket, InetSocketAddress to, byte[] payload) {
        out.add(new Action.Send(socket, to, payload));
    }

    void tell(Notice notice) {
        out.add(new Action.Tell(notice));
    }

    void info(String line) {
        tell(new Notice.Info(line));
    }
}
