package wirelab.duet;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import wirelab.chat.LineMachine;
import wirelab.kit.Address;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

/// The server's state: who waits for a partner, who has one. Whoever comes first waits for the next.
///
/// Pure: time, lines and tokens come in, actions come out.
public final class Pairing implements LineMachine {
    /// What the server allows, and how long it waits.
    ///
    /// @param join time to say `JOIN` after connecting; then `ERROR slow` and the end
    /// @param timeout silence after which a member has vanished, over TCP and over UDP; asked for a sign of life at a third
    /// of it
    public record Limits(Duration join, Duration timeout) {
        /// 10 s to join, 5 s of silence.
        public static final Limits DEFAULTS = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(5));

        public Limits {
            if (!join.isPositive() || timeout.toMillis() < 10) throw new UsageException("a time-out has 10 ms at least");
            if (timeout.toHours() >= 1) throw new UsageException("a time-out is shorter than an hour");
        }
    }

    private static final class Guest {
        final long client;
        final InetSocketAddress remote;
        long heard;
        long pinged;
        String name;
        int port;
        Guest partner;

        Guest(long client, InetSocketAddress remote) {
            this.client = client;
            this.remote = remote;
        }

        InetSocketAddress udp() {
            return new InetSocketAddress(remote.getAddress(), port);
        }
    }

    private final Limits limits;
    private final Supplier<Token> tokens;
    private final Map<Long, Guest> guests = new HashMap<>();
    private final Queue<Action> actions = new ArrayDeque<>();
    private Guest waiting;
    private long nextAt = NEVER;

    /// Begins with nobody there.
    ///
    /// @param tokens gives a new token that nobody can guess
    public Pairing(Limits limits, Supplier<Token> tokens) {
        this.limits = limits;
        this.tokens = tokens;
    }

    @Override
    public void opened(long now, long client, InetSocketAddress remote) {
        var guest = new Guest(client, remote);
        guests.put(client, guest);
        guest.heard = now;
        guest.pinged = now;
        due(now + limits.join().toNanos());
        say(guest, new Reply.Hello(Reply.VERSION));
    }

    @Override
    public void said(long now, long client, String line) {
        var guest = guests.get(client);
        if (guest == null) return;
        // Who has not joined has his time for that, whatever else he says.
        if (guest.name != null) guest.heard = now;
        try {
            obey(now, guest, Request.decode(line));
        } catch (ProtocolViolation e) {
            actions.add(new Action.Count("malformed lines"));
            say(guest, new Reply.Problem("malformed", e.getMessage()));
        }
    }

    private void obey(long now, Guest guest, Request request) {
        switch (request) {
            case Request.Join(String name, int port) -> join(now, guest, name, port);
            case Request.Copy(long number, String text) -> {
                if (guest.partner == null) {
                    say(guest, new Reply.Problem("alone", "you have no partner"));
                } else {
                    actions.add(new Action.Count("copies"));
                    actions.add(new Action.Print(guest.name + "> " + text));
                }
            }
            case Request.Exit _ -> remove(guest, Reply.Cause.LEFT);
            case Request.Ping _ -> say(guest, new Reply.Pong());
            case Request.Pong _ -> {
                // Heard: that was its purpose.
            }
        }
    }

    private void join(long now, Guest guest, String name, int port) {
        if (guest.name != null) {
            say(guest, new Reply.Problem("joined", "you have joined as " + guest.name));
            return;
        }
        if (waiting != null && waiting.name.equalsIgnoreCase(name)) {
            say(guest, new Reply.Problem("taken", "the other has that name; take another"));
            return;
        }
        guest.name = name;
        guest.port = port;
        guest.heard = now;
        guest.pinged = now;
        due(now + limits.timeout().toNanos() / 3);
        if (waiting == null) {
            waiting = guest;
            say(guest, new Reply.Wait());
            print(name + " waits for a partner");
            return;
        }
        var first = waiting;
        waiting = null;
        first.partner = guest;
        guest.partner = first;
        var token = tokens.get();
        say(first, new Reply.Pair(1, name, guest.udp(), token, limits.timeout().toMillis()));
        say(guest, new Reply.Pair(2, first.name, first.udp(), token, limits.timeout().toMillis()));
        actions.add(new Action.Count("pairs"));
        print(first.name + " at UDP " + Address.text(first.udp()) + " and " + name + " at UDP " + Address.text(guest.udp())
                + " are a pair");
    }

    /// A member leaves or vanishes: its partner's connection ends with its own.
    private void remove(Guest guest, Reply.Cause cause) {
        if (guests.remove(guest.client) == null) return;
        actions.add(new Action.HangUp(guest.client));
        if (waiting == guest) waiting = null;
        if (guest.name != null) print(guest.name + (cause == Reply.Cause.LEFT ? " has left" : " has vanished"));
        var partner = guest.partner;
        if (partner != null && guests.remove(partner.client) != null) {
            say(partner, new Reply.End(cause));
            actions.add(new Action.HangUp(partner.client));
            print("so " + partner.name + " is sent home");
        }
    }

    @Override
    public void garbled(long now, long client, ProtocolViolation problem) {
        var guest = guests.get(client);
        if (guest == null) return;
        say(guest, new Reply.Problem("malformed", problem.getMessage()));
        remove(guest, Reply.Cause.VANISHED);
    }

    @Override
    public void closed(long now, long client) {
        var guest = guests.get(client);
        if (guest != null) remove(guest, Reply.Cause.VANISHED);
    }

    @Override
    public void stopping(long now) {
        for (var guest : guests.values()) {
            say(guest, new Reply.End(Reply.Cause.STOPPING));
            actions.add(new Action.HangUp(guest.client));
        }
        guests.clear();
        waiting = null;
    }

    @Override
    public void tick(long now) {
        if (!Machine.isDue(nextAt, now)) return;
        nextAt = NEVER;
        for (var guest : List.copyOf(guests.values())) {
            if (guests.containsKey(guest.client)) tick(now, guest);
        }
    }

    private void tick(long now, Guest guest) {
        if (guest.name == null) {
            long ends = guest.heard + limits.join().toNanos();
            if (Machine.isDue(ends, now)) {
                say(guest, new Reply.Problem("slow", "JOIN name port comes within " + limits.join().toSeconds() + " s"));
                remove(guest, Reply.Cause.VANISHED);
            } else {
                due(ends);
            }
            return;
        }
        long ends = guest.heard + limits.timeout().toNanos();
        if (Machine.isDue(ends, now)) {
            actions.add(new Action.Count("timed out"));
            remove(guest, Reply.Cause.VANISHED);
            return;
        }
        long pingAt = (guest.pinged - guest.heard > 0 ? guest.pinged : guest.heard) + limits.timeout().toNanos() / 3;
        if (Machine.isDue(pingAt, now)) {
            guest.pinged = now;
            say(guest, new Reply.Ping());
            pingAt = now + limits.timeout().toNanos() / 3;
        }
        due(Machine.earlier(ends, pingAt));
    }

    private void due(long at) {
        nextAt = Machine.earlier(nextAt, at);
    }

    private void say(Guest guest, Reply reply) {
        actions.add(new Action.Send(guest.client, reply.encode()));
    }

    private void print(String text) {
        actions.add(new Action.Print(text));
    }

    @Override
    public long nextAt() {
        return nextAt;
    }

    @Override
    public void drain(Consumer<? super Action> performer) {
        for (Action action; (action = actions.poll()) != null; ) performer.accept(action);
    }
}
