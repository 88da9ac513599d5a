package wirelab.dialogue;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import wirelab.chat.LineMachine.Action;
import wirelab.dialogue.Session.Desk;
import wirelab.kit.Machine;

/// The connections of a [Switchboard]: who is at the other end of each, and until when he must have logged in.
final class Callers {
    /// A connection.
    static final class Caller {
        final InetSocketAddress remote;
        /// Who is logged in here, or `null`.
        Session session;
        private final long loginEnds;

        private Caller(InetSocketAddress remote, long loginEnds) {
            this.remote = remote;
            this.loginEnds = loginEnds;
        }
    }

    private final DialogueLimits limits;
    private final Desk desk;
    private final LongConsumer wakeBy;
    private final Map<Long, Caller> callers = new HashMap<>();

    /// @param wakeBy is told by when [#tick(long)] is to be called
    Callers(DialogueLimits limits, Desk desk, LongConsumer wakeBy) {
        this.limits = limits;
        this.desk = desk;
        this.wakeBy = wakeBy;
    }

    void opened(long now, long client, InetSocketAddress remote) {
        var caller = new Caller(remote, Machine.after(now, limits.login().toNanos()));
        callers.put(client, caller);
        wakeBy.accept(caller.loginEnds);
    }

    /// {@return the caller on a connection, or `null` when it is over}
    Caller at(long client) {
        return callers.get(client);
    }

    /// {@return who was on a connection that is gone, or `null`}
    Caller closed(long client) {
        return callers.remove(client);
    }

    /// Ends a connection. Who is logged in there stays, and will be told that it is closed.
    void hangUp(long client) {
        desk.act(new Action.HangUp(client));
        var caller = callers.get(client);
        if (caller != null && caller.session == null) callers.remove(client);
    }

    /// Ends a connection that its session has no more to do with.
    void dismiss(long client) {
        callers.get(client).session = null;
        hangUp(client);
    }

    /// Ends them all, with a word; what becomes of them now changes nothing any more.
    void dismissAll() {
        for (long client : List.copyOf(callers.keySet())) {
            desk.send(client, new Event.Bye());
            desk.act(new Action.HangUp(client));
        }
        callers.clear();
    }

    /// Whoever has not logged in by now will not.
    void tick(long now) {
        for (var entry : List.copyOf(callers.entrySet())) {
            long client = entry.getKey();
            var caller = entry.getValue();
            if (caller.session != null) continue;
            if (Machine.isDue(caller.loginEnds, now)) {
                desk.send(client, new Event.Problem("slow", "log in within " + limits.login().toSeconds() + " s"));
                hangUp(client);
            } else {
                wakeBy.accept(caller.loginEnds);
            }
        }
    }

    int count() {
        return callers.size();
    }
}
