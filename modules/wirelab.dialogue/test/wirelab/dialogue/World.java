package wirelab.dialogue;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wirelab.chat.LineMachine;
import wirelab.kit.Drained;
import wirelab.kit.ProtocolViolation;

/// An exchange, user agents and people who type, with a clock that is turned by hand and connections that break when told
/// to.
final class World {
    static final long MS = 1_000_000;
    static final long SECOND = 1000 * MS;

    final Switchboard exchange;
    final Map<String, User> users = new HashMap<>();
    final List<String> console = new ArrayList<>();
    final Map<String, Integer> counts = new HashMap<>();
    private final Map<Long, User> connections = new HashMap<>();
    private long connection;
    private long tokens;
    long now = SECOND;
    /// So many lines may still arrive; the others are on their way, and are lost if a connection breaks now.
    int budget = Integer.MAX_VALUE;

    World(DialogueLimits limits) {
        exchange = new Switchboard(limits, () -> "token" + ++tokens);
    }

    /// One user: a program with an agent, or one who types and has none.
    final class User {
        final UserAgent agent;
        /// What was seen: events as lines, and the agent's own words.
        final List<String> seen = new ArrayList<>();
        /// Lines on their way, while the network holds them.
        final ArrayDeque<String> up = new ArrayDeque<>();
        final ArrayDeque<String> down = new ArrayDeque<>();
        long at;
        int attempt;
        boolean reachable = true;
        /// Nothing arrives, and nobody is told.
        boolean dead;

        User(UserAgent agent) {
            this.agent = agent;
        }

        void type(String line) {
            up.add(line);
            settle();
        }

        long say(String text) {
            long number = agent.say(text);
            settle();
            return number;
        }

        void ask(Command command) {
            agent.command(command);
            settle();
        }

        /// The connection is reset: both ends notice, and what was under way is lost.
        void breakOff() {
            if (at == 0) return;
            long was = at;
            connections.remove(was);
            at = 0;
            up.clear();
            down.clear();
            exchange.closed(now, was);
            if (agent != null) agent.broken(now, attempt, "reset");
            settle();
        }

        long seen(String text) {
            return seen.stream().filter(line -> line.equals(text)).count();
        }
    }

    User program(String name) {
        var user = new User(new UserAgent(name));
        users.put(name, user);
        settle();
        return user;
    }

    User byHand(String name) {
        var user = new User(null);
        users.put(name, user);
        connect(user);
        user.type("LOGIN " + name);
        return user;
    }

    private void connect(User user) {
        user.at = ++connection;
        user.up.clear();
        user.down.clear();
        connections.put(user.at, user);
        exchange.opened(now, user.at, new InetSocketAddress("127.0.0.1", 1000));
    }

    /// Moves lines and actions until nothing moves any more.
    void settle() {
        for (boolean moved = true; moved; ) {
            moved = false;
            for (var user : List.copyOf(users.values())) {
                if (user.agent != null) moved |= perform(user);
                if (user.dead) continue;
                if (!user.up.isEmpty() && user.at != 0 && budget > 0) {
                    budget--;
                    exchange.said(now, user.at, user.up.remove());
                    moved = true;
                }
                if (!user.down.isEmpty() && budget > 0) {
                    budget--;
                    arrive(user, user.down.remove());
                    moved = true;
                }
            }
            for (var action : Drained.from(exchange)) {
                perform(action);
                moved = true;
            }
        }
    }

    private void arrive(User user, String line) {
        if (user.agent == null) {
            user.seen.add(line);
            return;
        }
        try {
            user.agent.received(now, user.attempt, line);
        } catch (ProtocolViolation e) {
            throw new AssertionError(line, e);
        }
    }

    private boolean perform(User user) {
        var actions = Drained.from(user.agent);
        for (var action : actions) {
            switch (action) {
                case UserAgent.Action.Connect(int attempt) -> {
                    user.attempt = attempt;
                    if (user.reachable) {
                        connect(user);
                        user.agent.connected(now, attempt);
                    } else {
                        user.agent.broken(now, attempt, "unreachable");
                    }
                }
                case UserAgent.Action.Send(String line) -> {
                    if (user.at != 0) user.up.add(line);
                }
                case UserAgent.Action.HangUp _ -> {
                    if (user.at == 0) continue;
                    long was = user.at;
                    user.at = 0;
                    user.up.clear();
                    user.down.clear();
                    connections.remove(was);
                    if (!user.dead) exchange.closed(now, was);
                }
                case UserAgent.Action.Tell(Event event) -> user.seen.add(event.encode());
                case UserAgent.Action.Lost _ -> user.seen.add("lost");
                case UserAgent.Action.Restored _ -> user.seen.add("restored");
                case UserAgent.Action.Ended(String why) -> user.seen.add("ended " + why);
            }
        }
        return !actions.isEmpty();
    }

    private void perform(LineMachine.Action action) {
        switch (action) {
            case LineMachine.Action.Send(long to, String line) -> {
                var user = connections.get(to);
                if (user != null) user.down.add(line);
            }
            case LineMachine.Action.HangUp(long to) -> {
                var user = connections.remove(to);
                if (user == null) return;
                if (!user.dead) {
                    while (!user.down.isEmpty()) arrive(user, user.down.remove());
                    if (user.at == to && user.agent != null) user.agent.broken(now, user.attempt, "hung up");
                    if (user.at == to) user.at = 0;
                }
                exchange.closed(now, to);
            }
            case LineMachine.Action.Print(String text) -> console.add(text);
            case LineMachine.Action.Count(String what) -> counts.merge(what, 1, Integer::sum);
        }
    }

    /// Lets time pass; whoever has something to do does it at its time.
    void pass(long nanos) {
        long end = now + nanos;
        for (int steps = 0; ; steps++) {
            assertTrue(steps < 1_000_000, "somebody wants to be woken again and again");
            long next = exchange.nextAt();
            for (var user : users.values()) {
                if (user.agent != null) next = Math.min(next, user.agent.nextAt());
            }
            now = Math.max(now, Math.min(end, next));
            if (next > end) break;
            exchange.tick(now);
            for (var user : users.values()) {
                if (user.agent != null) user.agent.tick(now);
            }
            settle();
        }
        now = end;
    }

    /// Two programs that talk.
    void link(String a, String b) {
        program(a);
        program(b);
        users.get(a).ask(new Command.Invite(b));
        users.get(b).ask(new Command.Accept());
        assertTrue(users.get(a).seen.contains("LINKED " + b), users.get(a).seen.toString());
        assertTrue(users.get(b).seen.contains("LINKED " + a), users.get(b).seen.toString());
    }
}
