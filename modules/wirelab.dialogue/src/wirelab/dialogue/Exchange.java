package wirelab.dialogue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import wirelab.dialogue.Session.Desk;
import wirelab.kit.Address;
import wirelab.kit.LineMachine;
import wirelab.kit.ProtocolException;

/// The server's state, in the spirit of a telephone exchange: who is connected, who is logged in, who is away and for how
/// long. Who talks to whom is the business of [Calls].
///
/// Pure: time, lines and tokens come in, actions come out.
public final class Exchange implements LineMachine {
    private static final String INVITATION = "LOGIN name, then WHO, INVITE name, ACCEPT, REFUSE, SAY text, LEAVE, QUIT; "
            + "HELP explains";
    private static final List<String> HELP = List.of(
            "LOGIN name: who you are (programs: OPEN name, RESUME token n)",
            "WHO: who is there    INVITE name: ask for a conversation    ACCEPT, REFUSE: answer an invitation",
            "SAY text: to the other    LEAVE: end the conversation    QUIT: end it all");

    /// A connection.
    private static final class Caller {
        final InetSocketAddress remote;
        final long loginEnds;
        Session session;

        Caller(InetSocketAddress remote, long loginEnds) {
            this.remote = remote;
            this.loginEnds = loginEnds;
        }
    }

    private final Limits limits;
    private final Supplier<String> tokens;
    private final Desk desk;
    private final Calls calls;
    private final Map<Long, Caller> callers = new HashMap<>();
    private final Map<String, Session> byName = new LinkedHashMap<>();
    private final Map<String, Session> byToken = new HashMap<>();
    private long nextAt = Long.MAX_VALUE;

    /// Begins with nobody there.
    ///
    /// @param limits what is allowed
    /// @param tokens gives a new token that nobody can guess: 1 to 64 letters, digits, `_` or `-`
    public Exchange(Limits limits, Supplier<String> tokens) {
        this.limits = limits;
        this.tokens = tokens;
        desk = new Desk(limits.outbox());
        calls = new Calls(limits, desk);
    }

    @Override
    public void opened(long now, long client, InetSocketAddress remote) {
        var caller = new Caller(remote, now + limits.login().toNanos());
        callers.put(client, caller);
        due(caller.loginEnds);
        desk.send(client, new Event.Hello(Event.VERSION));
        desk.send(client, new Event.Info(INVITATION));
    }

    @Override
    public void said(long now, long client, String line) {
        var caller = callers.get(client);
        if (caller == null) return;
        var session = caller.session;
        if (session != null) session.heard = now;
        try {
            var numbered = Numbered.decode(line);
            if (session == null) logIn(now, client, caller, Command.decode(numbered.body()));
            else take(now, client, session, numbered);
        } catch (ProtocolException e) {
            desk.count("malformed lines");
            problem(client, session, "malformed", e.getMessage());
        }
        endOverflowing(now);
    }

    /// Takes a line of one who is logged in, if it is new.
    private void take(long now, long client, Session session, Numbered line) throws ProtocolException {
        if (line.number() > 0) {
            if (session.byHand())
                    throw new ProtocolException("number", 0, "programs alone number their lines; OPEN, not LOGIN");
            if (line.number() > session.taken + 1) throw new ProtocolException("number", 1, "not the next one");
            boolean isNew = line.number() > session.taken;
            session.taken = Math.max(session.taken, line.number());
            // A line that was taken before is acknowledged again: the first word of it may have been lost.
            desk.send(client, new Event.Got(session.taken));
            if (!isNew) {
                desk.count("duplicates dropped");
                return;
            }
        }
        obey(now, client, session, Command.decode(line.body()), line.number());
    }

    private void obey(long now, long client, Session session, Command command, long number) throws ProtocolException {
        switch (command) {
            case Command.Login _, Command.Open _, Command.Resume _ ->
                    problem(client, session, "logged-in", "you are logged in as " + session.name);
            case Command.Who _ -> calls.who(session, byName.values());
            case Command.Invite(String name) -> {
                calls.invite(now, session, byName.get(Session.key(name)), name);
                due(now + limits.ring().toNanos());
            }
            case Command.Accept _ -> calls.accept(session);
            case Command.Refuse _ -> calls.refuse(session);
            case Command.Say(String text) -> {
                if (number == 0 && !session.byHand())
                        throw new ProtocolException("number", 0, "a program numbers what it says");
                calls.say(session, number > 0 ? number : ++session.taken, text);
            }
            case Command.Leave _ -> calls.leave(session);
            case Command.Quit _ -> {
                desk.send(client, new Event.Bye());
                end(session, true);
            }
            case Command.Got(long got) -> {
                if (!session.acknowledge(got)) throw new ProtocolException("number", 4, "nothing was sent under it yet");
            }
            case Command.Ping _ -> desk.send(client, new Event.Pong());
            case Command.Pong _ -> {
                // Heard: that was its purpose.
            }
            case Command.Help _ -> HELP.forEach(text -> desk.send(client, new Event.Info(text)));
        }
    }

    private void logIn(long now, long client, Caller caller, Command command) {
        switch (command) {
            case Command.Login(String name) -> enter(now, client, caller, name, null);
            case Command.Open(String name) -> enter(now, client, caller, name, tokens.get());
            case Command.Resume(String token, long got) -> resume(now, client, caller, token, got);
            case Command.Ping _ -> desk.send(client, new Event.Pong());
            case Command.Help _ -> HELP.forEach(text -> desk.send(client, new Event.Info(text)));
            case Command.Quit _ -> {
                desk.send(client, new Event.Bye());
                hangUp(client);
            }
            default -> problem(client, null, "log-in-first", "LOGIN name comes first");
        }
    }

    private void enter(long now, long client, Caller caller, String name, String token) {
        if (byName.containsKey(Session.key(name))) {
            problem(client, null, "taken", "somebody has that name; take another");
            return;
        }
        if (byName.size() >= limits.users()) {
            problem(client, null, "full", limits.users() + " users are logged in; try again later");
            hangUp(client);
            return;
        }
        var session = new Session(name, token, client, desk);
        byName.put(Session.key(name), session);
        if (token != null) byToken.put(token, session);
        caller.session = session;
        heard(now, session);
        desk.count("logins");
        desk.send(client, token == null ? new Event.Welcome(name)
                : new Event.Opened(name, token, limits.timeout().toMillis(), limits.grace().toMillis()));
        desk.print(name + " is here, from " + Address.text(caller.remote) + (token == null ? ", by hand" : ""));
    }

    private void resume(long now, long client, Caller caller, String token, long got) {
        var session = byToken.get(token);
        if (session == null) {
            problem(client, null, "no-session", "too late, or never there");
            hangUp(client);
            return;
        }
        if (!session.away()) {
            // The user knows sooner than this end that the old connection is broken.
            long old = session.connection;
            callers.get(old).session = null;
            hangUp(old);
        } else {
            calls.present(session, true);
            desk.print(session.name + " is back");
        }
        if (!session.acknowledge(got)) problem(client, null, "malformed", "number: nothing was sent under it yet");
        caller.session = session;
        heard(now, session);
        desk.count("resumed");
        desk.send(client, new Event.Back(session.taken));
        session.attach(client);
    }

    @Override
    public void garbled(long now, long client, ProtocolException problem) {
        desk.send(client, new Event.Problem("malformed", problem.getMessage()));
        // Where the next line begins cannot be known: the connection is of no more use.
        hangUp(client);
        closed(now, client);
    }

    @Override
    public void closed(long now, long client) {
        var caller = callers.remove(client);
        if (caller == null || caller.session == null) return;
        lose(now, caller.session);
        endOverflowing(now);
    }

    /// A session has lost its connection.
    private void lose(long now, Session session) {
        if (session.byHand()) {
            session.connection = 0;
            end(session, false);
            return;
        }
        session.detach(now + limits.grace().toNanos());
        due(session.goneAt);
        calls.present(session, false);
        desk.print(session.name + " is away");
    }

    private void end(Session session, boolean left) {
        if (session.ended) return;
        session.ended = true;
        byName.remove(Session.key(session.name));
        if (session.token != null) byToken.remove(session.token);
        session.fail();
        calls.over(session, left);
        desk.print(session.name + (left ? " has left" : " is gone"));
        if (!session.away()) {
            callers.get(session.connection).session = null;
            hangUp(session.connection);
        }
    }

    /// Who never acknowledges anything would fill the memory.
    private void endOverflowing(long now) {
        while (!desk.overflowing().isEmpty()) {
            var session = desk.overflowing().removeLast();
            if (session.ended) continue;
            desk.count("gone: acknowledges nothing");
            if (!session.away()) desk.send(session.connection, new Event.Problem("overflow", "you acknowledge nothing"));
            end(session, false);
        }
    }

    private void hangUp(long client) {
        desk.actions().add(new Action.HangUp(client));
        var caller = callers.get(client);
        if (caller != null && caller.session == null) callers.remove(client);
    }

    private void heard(long now, Session session) {
        session.heard = now;
        session.pinged = now;
        due(now + (session.byHand() ? limits.byHand() : limits.heartbeat()).toNanos());
    }

    @Override
    public void tick(long now) {
        if (now < nextAt) return;
        nextAt = Long.MAX_VALUE;
        for (var entry : List.copyOf(callers.entrySet())) {
            var caller = entry.getValue();
            if (caller.session != null) continue;
            if (now >= caller.loginEnds) {
                problem(entry.getKey(), null, "slow", "log in within " + limits.login().toSeconds() + " s");
                hangUp(entry.getKey());
            } else {
                due(caller.loginEnds);
            }
        }
        for (var session : new ArrayList<>(byName.values())) {
            if (!session.ended) tick(now, session);
        }
        endOverflowing(now);
    }

    private void tick(long now, Session session) {
        calls.tick(now, session);
        if (session.phase == Session.Phase.CALLING) due(session.ringEnds);
        if (session.away()) {
            if (now >= session.goneAt) end(session, false);
            else due(session.goneAt);
        } else if (session.byHand()) {
            long ends = session.heard + limits.byHand().toNanos();
            if (now >= ends) {
                problem(session.connection, session, "idle", "nothing heard for " + limits.byHand().toSeconds() + " s");
                end(session, false);
            } else {
                due(ends);
            }
        } else {
            beat(now, session);
        }
    }

    /// Asks a silent program for a sign of life, and takes its connection for broken if none comes.
    private void beat(long now, Session session) {
        long timeoutAt = session.heard + limits.timeout().toNanos();
        if (now >= timeoutAt) {
            long client = session.connection;
            desk.count("timed out");
            callers.get(client).session = null;
            hangUp(client);
            lose(now, session);
            return;
        }
        long pingAt = Math.max(session.heard, session.pinged) + limits.heartbeat().toNanos();
        if (now >= pingAt) {
            session.pinged = now;
            desk.send(session.connection, new Event.Ping());
            pingAt = now + limits.heartbeat().toNanos();
        }
        due(Math.min(pingAt, timeoutAt));
    }

    private void problem(long client, Session session, String word, String text) {
        var problem = new Event.Problem(word, text);
        // A program that is logged in gets it among its numbered lines, so that it keeps its place in the order.
        if (session != null && !session.byHand()) session.tell(problem);
        else desk.send(client, problem);
    }

    @Override
    public void stopping(long now) {
        for (long client : List.copyOf(callers.keySet())) {
            desk.send(client, new Event.Bye());
            desk.actions().add(new Action.HangUp(client));
        }
        // What becomes of the connections now changes nothing any more.
        callers.clear();
        byName.clear();
        byToken.clear();
    }

    private void due(long at) {
        nextAt = Math.min(nextAt, at);
    }

    @Override
    public long nextAt() {
        return nextAt;
    }

    @Override
    public List<Action> drain() {
        var actions = List.copyOf(desk.actions());
        desk.actions().clear();
        return actions;
    }
}
