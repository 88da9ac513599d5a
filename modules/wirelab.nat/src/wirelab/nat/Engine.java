package wirelab.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import wirelab.kit.Counters;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.nat.Member.Dialect;
import wirelab.nat.Member.Roster;
import wirelab.nat.Self.Means;

/// The client's whole protocol without a socket, thread, clock or randomness of its own: datagrams, time and commands come
/// in, [Action]s come out. The same object runs behind real sockets in [NatClient] and in the simulation of wirelab.natlab.
///
/// Sockets have numbers. The first are the ones on the well-known port, one for each address of the server; the others are
/// opened for one peer each.
public final class Engine implements Machine<Action> {
    /// The list of who is here may come in several datagrams.
    private static final long LIST = 500_000_000L;

    private final Self self;
    private final ClientActions out = new ClientActions();
    private final Counters counters = new Counters();
    private final Registrations registrations;
    private final SocketNumbers sockets;
    private final Roster roster = new Roster();
    private final Peers peers;
    private final InTheClear inTheClear;
    private final Early early = new Early();
    /// When all who are here will be known, or [#NEVER] while the server does not say.
    private long listedAt = NEVER;

    /// Prepares a client, with a key for this run alone.
    ///
    /// @param servers the addresses of the server, at most one of each family
    /// @param addresses of this machine on its own networks
    /// @param random where the token and the guessed ports come from
    public Engine(String id, List<InetSocketAddress> servers, List<InetAddress> addresses, RandomGenerator random) {
        self = new Self(id, random);
        sockets = new SocketNumbers(servers, addresses, out);
        registrations = new Registrations(self, out, sockets, servers);
        var means = new Means(self, out, sockets, registrations);
        peers = new Peers(means);
        inTheClear = new InTheClear(means);
    }

    /// A socket is open on this machine.
    public void opened(long now, int socket, int port) {
        sockets.opened(socket, port);
        var link = peers.keyed(sockets.peer(socket));
        if (registrations.owns(socket)) registrations.of(socket).start(now);
        else if (link != null) link.opened(now, socket);
        tick(now);
    }

    /// A datagram has arrived.
    public void received(long now, int socket, InetSocketAddress from, byte[] datagram) {
        try {
            long sender = SecurityAssociation.sender(datagram);
            if (sender != 0) {
                var link = peers.keyed(sender);
                if (link != null) link.received(now, socket, from, datagram);
                else counters.count("stranger");
            } else if (Signalling.is(datagram)) {
                signal(now, socket, from, Signalling.decode(datagram));
            } else {
                var chat = Chat.decode(datagram);
                if (!inTheClear.received(socket, from, chat, roster.member(chat.from()))) counters.count("stranger");
            }
        } catch (ProtocolViolation _) {
            // Forged, damaged, repeated, or nothing of ours: answering would help nobody.
            counters.count("refused");
        }
        tick(now);
    }

    @Override
    public void tick(long now) {
        registrations.tick(now, roster.seen());
        if (registrations.current() == null) listedAt = NEVER;
        else if (listedAt == NEVER && roster.seen() > 0) listedAt = Machine.after(now, LIST);
        if (!early.isEmpty()) sayEarly(now);
        for (var link : peers.links()) link.tick(now);
    }

    /// Whether the server has had the time to say who is here.
    private boolean isListed(long now) {
        return Machine.isDue(listedAt, now);
    }

    private void sayEarly(long now) {
        for (var line : early.take(to -> isListed(now) || roster.member(to) != null)) {
            if (roster.member(line.to()) != null) say(now, line.to(), line.text());
            else out.info("nobody here is called " + line.to() + ", who was not told: " + line.text());
        }
    }

    @Override
    public long nextAt() {
        long next = early.isEmpty() ? registrations.nextAt() : Machine.earlier(registrations.nextAt(), listedAt);
        for (var link : peers.links()) next = Machine.earlier(next, link.nextAt());
        return next;
    }

    @Override
    public void drain(Consumer<? super Action> performer) {
        out.drain(performer);
    }

    /// Says something to somebody.
    public void chat(long now, String to, String text) {
        say(now, to, text);
        tick(now);
    }

    private void say(long now, String to, String text) {
        var member = roster.member(to);
        var link = peers.named(to);
        if (to.equals(self.id)) {
            out.info("that is you");
        } else if (text.getBytes(StandardCharsets.UTF_8).length > Chat.MAX) {
            out.info("too long: at most " + Chat.MAX + " bytes at once");
        } else if (member == null && link == null) {
            if (isListed(now)) out.info("nobody here is called " + to + "; @show_list shows who is");
            else if (!early.keep(to, text)) out.info("not kept: too much waits for the server");
            else out.info("kept for " + to + " until the server says who is here");
        } else if (member != null && member.dialect() != Dialect.OURS) {
            inTheClear.say(member, text);
        } else {
            if (link == null) link = peers.reach(member);
            if (link == null) out.info(to + " cannot be reached: its key is another's, or too many were spoken to");
            else if (!link.say(now, text)) out.info(to + " has not acknowledged " + link.waiting()
                    + " messages; wait");
        }
    }

    public String path(String peer) {
        var link = peers.named(peer);
        var member = roster.member(peer);
        if (link != null) return peer + ": " + link.describe();
        if (member == null) return registrations.current() == null
                ? "not registered with the server, which alone knows who " + peer + " is"
                : "nobody here is called " + peer;
        return peer + ": " + (member.dialect() == Dialect.OURS ? "no path yet; say something first"
                : "classroom client, in the clear, straight to its address; no hole is punched");
    }

    String fingerprints() {
        return peers.fingerprints();
    }

    public Collection<Member> members() {
        return roster.members();
    }

    public PathKind kind(String peer) {
        var link = peers.named(peer);
        return link == null ? PathKind.NONE : link.kind();
    }

    /// Says goodbye, and closes everything; nothing more is to happen then.
    public void leave(long now) {
        registrations.leave();
        peers.leave();
        for (var line : early.take(_ -> true)) out.info("never said to " + line.to() + ": " + line.text());
        sockets.closeAll();
    }

    private void signal(long now, int socket, InetSocketAddress from, Signalling signal) throws ProtocolViolation {
        var registration = registrations.with(from);
        if (registration == null || signal.token() != self.token) {
            counters.count("stranger");
            return;
        }
        switch (signal) {
            case Signalling.Seen seen -> {
                var link = peers.keyed(sockets.peer(socket));
                if (link != null) link.seen(now, socket, seen, from);
            }
            case Signalling.Members news -> members(now, news, registration);
            case Signalling.Invite invite -> {
                var link = reach(invite.peer());
                if (link != null) link.invited(now, invite.round(), invite.sockets());
            }
            case Signalling.Go go -> {
                var link = peers.named(go.peer());
                if (link != null) link.go(now, go);
            }
            case Signalling.Relayed relayed -> {
                var link = reach(relayed.peer());
                if (link != null && SecurityAssociation.sender(relayed.packet()) == Identity.tag(link.key())) {
                    link.received(now, -1, from, relayed.packet());
                }
            }
            default -> {
                boolean moved = socket == registration.socket && registration.input(now, signal);
                if (moved) peers.links().forEach(link -> link.moved(now));
            }
        }
    }

    /// The link to a peer that wants to reach us, made if need be.
    private PeerConnection reach(String peer) {
        var link = peers.named(peer);
        var member = roster.member(peer);
        if (link != null) return link;
        return member == null || member.dialect() != Dialect.OURS || peer.equals(self.id) ? null : peers.reach(member);
    }

    private void members(long now, Signalling.Members news, Registration registration) {
        boolean whole = roster.update(news, new Roster.Watcher() {
            @Override
            public void present(Member member, Member before) {
                peers.present(now, member);
                boolean known = before != null && before.publics().equals(member.publics()) && before.sameKey(member);
                if (!known && !member.id().equals(self.id)) {
                    out.tell(new Notice.Joined(member.id(), member.dialect(), member.listed()));
                }
            }

            @Override
            public void gone(Event.Gone gone) {
                if (!gone.id().equals(self.id)) out.tell(new Notice.Gone(gone.id(), gone.left()));
                peers.gone(gone.id());
            }
        });
        if (!whole) registration.askAgain(roster.seen());
    }

    /// The interval at which the server is told that we are here, which may be one that is tried out.
    long keepAlive() {
        return registrations.tried();
    }

    int waiting(String peer) {
        var link = peers.named(peer);
        return link == null ? 0 : link.waiting();
    }

    @Override
    public String toString() {
        return "engine of " + self.id;
    }

    /// What the user said before the server has told who is here: kept until that is known.
    static final class Early {
        /// More is refused, and the user is told.
        static final int MAX = 128;

        record Line(String to, String text) {}

        private final ArrayDeque<Line> lines = new ArrayDeque<>();

        /// {@return whether there was room}
        boolean keep(String to, String text) {
            return lines.size() < MAX && lines.add(new Line(to, text));
        }

        boolean isEmpty() {
            return lines.isEmpty();
        }

        /// Takes out what is for some, in order.
        List<Line> take(Predicate<String> whose) {
            var taken = new ArrayList<Line>();
            for (var line : lines) if (whose.test(line.to)) taken.add(line);
            lines.removeIf(line -> whose.test(line.to));
            return taken;
        }
    }
}
