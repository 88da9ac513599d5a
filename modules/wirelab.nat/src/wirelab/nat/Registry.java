package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import wirelab.kit.Counters;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Rate;
import wirelab.kit.RateLimit;
import wirelab.kit.Text;
import wirelab.nat.Client.LateAnswers;
import wirelab.nat.Member.Dialect;

/// The server's whole knowledge: who is registered, where, and who has been told what. It has no socket, thread or clock.
///
/// Classroom clients and ours live in one table. What happens to it becomes an [Event] in the [News], and everybody is told
/// the news in the own dialect. Meetings between two clients of ours are arranged by [Meetings].
public final class Registry implements Machine<Action> {
    /// How often the silent are looked for; others learn of them by so much later.
    private static final long SWEEP = 250_000_000L;

    private final NatServer.Limits limits;
    private final List<InetSocketAddress> alternates;
    private final Cookies cookies;
    private final Counters counters;
    private final Map<String, Client> clients = new HashMap<>();
    private final Map<Long, Client> tokens = new HashMap<>();
    private final News news;
    private final RateLimit registrations;
    private final Meetings meetings = new Meetings();
    private final LateAnswers late = new LateAnswers();
    private final ArrayDeque<Action> out = new ArrayDeque<>();
    private int unanswered;
    private long nextSweep = NEVER;

    public Registry(NatServer.Limits limits, List<InetSocketAddress> alternates, byte[] secret, Counters counters) {
        this.limits = limits;
        this.alternates = new ArrayList<>(alternates);
        this.cookies = new Cookies(secret);
        this.counters = counters;
        this.news = new News(limits);
        this.registrations = new RateLimit(new Rate(limits.registrations(), 20 * limits.registrations(), 10_000));
    }

    /// Takes in one datagram.
    public void input(long now, InetSocketAddress source, byte[] datagram) {
        try {
            if (Signalling.is(datagram)) signal(now, source, Signalling.decode(datagram));
            else request(now, source, Request.decode(datagram));
        } catch (ProtocolViolation _) {
            // Whoever sends what nobody can read gets no answer: it could be a forged source.
            counters.count("malformed");
        }
        news.spread(now, out);
    }

    @Override
    public void tick(long now) {
        for (Client client; (client = late.next(now)) != null; ) {
            send(client.lateTo, new Signalling.Alive(client.token, client.lateTo, true).encode());
        }
        if (Machine.isDue(nextSweep, now)) {
            var silent = clients.values().stream().filter(c -> now - c.heard > limits.silence().toNanos()).toList();
            silent.forEach(client -> remove(client, false));
            meetings.sweep(now);
            nextSweep = clients.isEmpty() && meetings.isEmpty() ? NEVER : Machine.after(now, SWEEP);
        }
        news.spread(now, out);
    }

    @Override
    public long nextAt() {
        return Machine.earlier(news.nextAt(), Machine.earlier(late.nextAt(), nextSweep));
    }

    @Override
    public void drain(Consumer<? super Action> performer) {
        for (Action action; (action = out.poll()) != null; ) performer.accept(action);
    }

    /// One more address at which clients may ask where they are seen.
    void addAlternate(InetSocketAddress address) {
        alternates.add(address);
    }

    Collection<Client> clients() {
        return clients.values();
    }

    /// Answers a question that needs no registration: what address do you see? The answer is shorter than the question.
    static byte[] seen(long now, Signalling.Probe probe, InetSocketAddress source) {
        return new Signalling.Seen(probe.token(), probe.transaction(), now / 1000, source).encode();
    }

    private void request(long now, InetSocketAddress source, Request request) {
        var client = clients.get(request.id());
        switch (request) {
            case Request.Register register -> register(now, source, register, client);
            case Request.KeepAlive _ -> {
                if (client == null || !client.isAt(source, request.dialect())) counters.count("stranger");
                else heard(now, client);
            }
            case Request.Leave _ -> {
                if (client == null || !client.isAt(source, request.dialect())) counters.count("stranger");
                else remove(client, true);
            }
        }
    }

    private void register(long now, InetSocketAddress source, Request.Register request, Client known) {
        if (!registrations.allows(source.getAddress(), now)) {
            counters.count("limited");
            return;
        }
        var member = new Member(request.id(), request.dialect(), List.of(source), List.of(request.local()), new byte[0]);
        if (known != null) {
            // The same program after its address changed says the same private address; somebody else says another one.
            boolean same = known.member.dialect() != Dialect.OURS
                    && (known.member.local().equals(request.local()) || known.member.publicAddress().equals(source));
            if (!same) {
                refuse(source, request, "taken");
                return;
            }
            unlist(known);
        } else if (clients.size() >= limits.clients() || unanswered >= limits.unanswered()) {
            refuse(source, request, "full");
            return;
        }
        var client = new Client(now, member, 0);
        unanswered++;
        list(client, true);
    }

    private void refuse(InetSocketAddress source, Request request, String why) {
        counters.count("refused");
        byte[] answer = Classroom.bytes(Classroom.refused(request.dialect(), request.id(), why));
        if (answer.length <= request.encode().length) send(source, answer);
        else counters.count("unanswerable");
    }

    private void heard(long now, Client client) {
        client.heard = now;
        if (!client.answered) unanswered--;
        news.heard(now, client);
    }

    private void list(Client client, boolean printed) {
        clients.put(client.member.id(), client);
        if (nextSweep == NEVER) nextSweep = Machine.after(client.heard, SWEEP);
        if (client.token != 0) tokens.put(client.token, client);
        news.tell(new Event.Present(client.member));
        news.add(client);
        var dialect = client.member.dialect();
        if (printed) out.add(new Action.Print(dialect == Dialect.SPOKEN ? Classroom.present(client.member)
                : client.member.listed()));
    }

    private void unlist(Client client) {
        clients.remove(client.member.id());
        tokens.remove(client.token);
        late.forget(client);
        if (!client.answered) unanswered--;
        news.remove(client);
    }

    private void remove(Client client, boolean left) {
        unlist(client);
        var address = client.member.publicAddress();
        news.tell(new Event.Gone(client.member.id(), left, address));
        out.add(new Action.Print(Classroom.gone(client.member.id(), left, address)));
    }

    private void signal(long now, InetSocketAddress source, Signalling signal) {
        if (signal instanceof Signalling.Register register) {
            register(now, source, register);
            return;
        }
        if (signal instanceof Signalling.Probe probe) {
            send(source, seen(now, probe, source));
            return;
        }
        var client = tokens.get(signal.token());
        if (client == null || !client.member.publics().contains(source)) {
            // A client whose address changed must show first that it is there, by a cookie.
            counters.count("stranger");
            send(source, new Signalling.Unknown(signal.token()).encode());
            return;
        }
        client.heard = now;
        switch (signal) {
            case Signalling.KeepAlive alive -> {
                send(source, new Signalling.Alive(client.token, source, false).encode());
                if (alive.lateMillis() > 0) {
                    late.ask(Machine.after(now, alive.lateMillis() * 1_000_000L), client, source);
                }
                news.seen(now, client, alive.seen());
            }
            case Signalling.Leave _ -> remove(client, true);
            case Signalling.Connect connect -> meet(client, connect.peer(), peer ->
                    meetings.connect(now, client, peer, connect.sockets(), out));
            case Signalling.Ready ready -> meet(client, ready.peer(), peer -> meetings.ready(now, client, peer, ready, out));
            case Signalling.Relay relay -> meet(client, relay.peer(), peer -> {
                var relayed = new Signalling.Relayed(peer.token, client.member.id(), relay.packet()).encode();
                if (relayed.length <= Signalling.MAX) send(peer.member.publicAddress(), relayed);
                counters.count("relayed");
            });
            default -> counters.count("malformed");
        }
    }

    /// Arranges something with another client of ours, if there is one of that name.
    private void meet(Client client, String id, Consumer<Client> action) {
        var peer = clients.get(id);
        if (peer != null && peer != client && peer.token != 0) action.accept(peer);
    }

    private void register(long now, InetSocketAddress source, Signalling.Register register) {
        if (!cookies.valid(now, register.cookie(), source)) {
            send(source, new Signalling.Cookie(register.token(), cookies.of(now, source)).encode());
            return;
        }
        var known = clients.get(register.id());
        boolean same = known != null && known.token == register.token();
        if (known != null && !same && !(known.token != 0 && known.member.publics().contains(source))) {
            counters.count("refused");
            send(source, new Signalling.Refused(register.token(), "the id " + register.id() + " is taken").encode());
            return;
        }
        if (known == null && clients.size() >= limits.clients()) {
            counters.count("refused");
            send(source, new Signalling.Refused(register.token(), "the server is full").encode());
            return;
        }
        if (register.token() == 0 || !same && tokens.containsKey(register.token())) return;
        var publics = same ? withAddress(known.member.publics(), source) : List.of(source);
        var member = new Member(register.id(), Dialect.OURS, publics, register.locals(), register.key());
        send(source, new Signalling.Registered(register.token(), source, alternates).encode());
        if (same && known.member.publics().equals(publics) && known.member.sameKey(member)
                && known.member.locals().equals(register.locals())) {
            known.heard = now;
            return;
        }
        boolean moved = !same || !known.member.publicAddress().getAddress().equals(publics.getFirst().getAddress());
        var client = new Client(now, member, register.token());
        client.answered = true;
        if (known != null) {
            if (same) client.cursor = known.cursor;
            unlist(known);
        }
        list(client, moved || same && known.member.publics().size() == publics.size());
    }

    /// One public address per family: the newest.
    private static List<InetSocketAddress> withAddress(List<InetSocketAddress> known, InetSocketAddress source) {
        var list = new ArrayList<>(known);
        int length = source.getAddress().getAddress().length;
        int i = 0;
        while (i < list.size() && list.get(i).getAddress().getAddress().length != length) i++;
        if (i < list.size()) list.set(i, source);
        else list.add(source);
        return List.copyOf(list);
    }

    private void send(InetSocketAddress to, byte[] payload) {
        out.add(new Action.Send(0, to, payload));
    }

    @Override
    public String toString() {
        return "registry of " + Text.count(clients.size(), "client");
    }
}
