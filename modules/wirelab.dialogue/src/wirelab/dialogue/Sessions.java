package wirelab.dialogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import wirelab.dialogue.Callers.Caller;
import wirelab.dialogue.Session.Desk;
import wirelab.kit.Address;
import wirelab.kit.Machine;
import wirelab.kit.Text;

/// Who is logged in to a [Switchboard], who is away, and for how long.
final class Sessions {
    private final DialogueLimits limits;
    private final Desk desk;
    private final Callers callers;
    private final Calls calls;
    private final LongConsumer wakeBy;
    private final Map<String, Session> byName = new LinkedHashMap<>();
    private final Map<String, Session> byToken = new HashMap<>();

    /// @param wakeBy is told by when [#tick(long)] is to be called
    Sessions(DialogueLimits limits, Desk desk, Callers callers, Calls calls, LongConsumer wakeBy) {
        this.limits = limits;
        this.desk = desk;
        this.callers = callers;
        this.calls = calls;
        this.wakeBy = wakeBy;
    }

    /// {@return who has a name, or `null`}
    Session named(String name) {
        return byName.get(Session.key(name));
    }

    Collection<Session> all() {
        return byName.values();
    }

    /// A caller takes a name.
    ///
    /// @param token brings him back; `null` for one who types by hand
    void enter(long now, long client, Caller caller, String name, String token) {
        if (named(name) != null) {
            desk.send(client, new Event.Problem("taken", "somebody has that name; take another"));
            return;
        }
        if (byName.size() >= limits.users()) {
            desk.send(client, new Event.Problem("full", Text.count(limits.users(), "user") + " logged in; try again later"));
            callers.hangUp(client);
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

    /// A caller goes on where he was before.
    ///
    /// @param got the last line that reached him
    void resume(long now, long client, Caller caller, String token, long got) {
        var session = byToken.get(token);
        if (session == null) {
            desk.send(client, new Event.Problem("no-session", "too late, or never there"));
            callers.hangUp(client);
            return;
        }
        if (!session.away()) {
            // The user knows sooner than this end that the old connection is broken.
            callers.dismiss(session.connection);
        } else {
            calls.present(session, true);
            desk.print(session.name + " is back");
        }
        if (!session.acknowledge(got)) {
            desk.send(client, new Event.Problem("malformed", "number: nothing was sent under it yet"));
        }
        caller.session = session;
        heard(now, session);
        desk.count("resumed");
        desk.send(client, new Event.Back(session.taken));
        session.attach(client);
    }

    private void heard(long now, Session session) {
        session.heard = now;
        session.pinged = now;
        wakeBy.accept(now + (session.byHand() ? limits.byHand() : limits.heartbeat()).toNanos());
    }

    /// A session has lost its connection.
    void lose(long now, Session session) {
        if (session.byHand()) {
            session.connection = 0;
            end(session, false);
            return;
        }
        session.detach(now + limits.grace().toNanos());
        wakeBy.accept(session.goneAt);
        calls.present(session, false);
        desk.print(session.name + " is away");
    }

    /// @param left whether the user wanted it so
    void end(Session session, boolean left) {
        if (session.ended) return;
        session.ended = true;
        byName.remove(Session.key(session.name));
        if (session.token != null) byToken.remove(session.token);
        session.fail();
        calls.over(session, left);
        desk.print(session.name + (left ? " has left" : " is gone"));
        if (!session.away()) callers.dismiss(session.connection);
    }

    /// Who never acknowledges anything would fill the memory.
    void endOverflowing() {
        while (!desk.overflowing().isEmpty()) {
            var session = desk.overflowing().removeLast();
            if (session.ended) continue;
            desk.count("gone: acknowledges nothing");
            if (!session.away()) desk.send(session.connection, new Event.Problem("overflow", "you acknowledge nothing"));
            end(session, false);
        }
    }

    void forgetAll() {
        byName.clear();
        byToken.clear();
    }

    void tick(long now) {
        for (var session : new ArrayList<>(byName.values())) {
            if (!session.ended) tick(now, session);
        }
        endOverflowing();
    }

    private void tick(long now, Session session) {
        calls.tick(now, session);
        if (session.phase == Session.Phase.CALLING) wakeBy.accept(session.ringEnds);
        if (session.away()) {
            if (Machine.isDue(session.goneAt, now)) end(session, false);
            else wakeBy.accept(session.goneAt);
        } else if (session.byHand()) {
            long ends = session.heard + limits.byHand().toNanos();
            if (Machine.isDue(ends, now)) {
                String idle = "nothing heard for " + limits.byHand().toSeconds() + " s";
                desk.send(session.connection, new Event.Problem("idle", idle));
                end(session, false);
            } else {
                wakeBy.accept(ends);
            }
        } else {
            beat(now, session);
        }
    }

    /// Asks a silent program for a sign of life, and takes its connection for broken if none comes.
    private void beat(long now, Session session) {
        long timeoutAt = session.heard + limits.timeout().toNanos();
        if (Machine.isDue(timeoutAt, now)) {
            desk.count("timed out");
            callers.dismiss(session.connection);
            lose(now, session);
            return;
        }
        long pingAt = (session.pinged - session.heard > 0 ? session.pinged : session.heard) + limits.heartbeat().toNanos();
        if (Machine.isDue(pingAt, now)) {
            session.pinged = now;
            desk.send(session.connection, new Event.Ping());
            pingAt = now + limits.heartbeat().toNanos();
        }
        wakeBy.accept(Machine.earlier(pingAt, timeoutAt));
    }

    @Override
    public String toString() {
        return byName.keySet().toString();
    }
}
