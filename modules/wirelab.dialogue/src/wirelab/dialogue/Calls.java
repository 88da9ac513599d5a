package wirelab.dialogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import wirelab.dialogue.Session.Desk;
import wirelab.dialogue.Session.Phase;
import wirelab.kit.Machine;

/// Who talks to whom: brings two users together and apart again. A user has one partner at most.
///
/// ```
///        INVITE              ACCEPT
/// FREE ─────────▶ CALLING ────────────▶ LINKED          REFUSE, LEAVE, no answer, gone: both are FREE again
///   └───────────▶ RINGING ────────────────▲
///      INVITED                ACCEPT, or INVITE the one who has invited
/// ```
final class Calls {
    /// As many users as surely fit a line.
    private static final int USERS_PER_LINE = 25;

    private final DialogueLimits limits;
    private final Desk desk;

    Calls(DialogueLimits limits, Desk desk) {
        this.limits = limits;
        this.desk = desk;
    }

    void who(Session asking, Collection<Session> all) {
        var users = new ArrayList<>(all.stream().map(Calls::presence).toList());
        for (List<Presence> rest = users; ; rest = rest.subList(USERS_PER_LINE, rest.size())) {
            boolean more = rest.size() > USERS_PER_LINE;
            asking.tell(new Event.There(more ? rest.subList(0, USERS_PER_LINE) : rest, more));
            if (!more) return;
        }
    }

    private static Presence presence(Session user) {
        return new Presence(user.name, user.away() ? Presence.State.AWAY
                : user.phase == Phase.FREE ? Presence.State.FREE : Presence.State.BUSY);
    }

    /// @param called the one invited, `null` if there is none
    void invite(long now, Session caller, Session called, String name) {
        if (called != null && caller.phase == Phase.RINGING && caller.peer == called) {
            // Both want to: who called first does not matter.
            accept(caller);
        } else if (caller.phase != Phase.FREE) {
            caller.tell(new Event.Problem("busy", "you have to LEAVE " + caller.peer.name + " first"));
        } else if (called == null) {
            caller.tell(new Event.Refused(name, Reason.UNKNOWN));
        } else if (called == caller) {
            caller.tell(new Event.Refused(name, Reason.YOURSELF));
        } else if (called.away()) {
            caller.tell(new Event.Refused(name, Reason.AWAY));
        } else if (called.phase != Phase.FREE) {
            caller.tell(new Event.Refused(name, Reason.BUSY));
        } else {
            caller.phase = Phase.CALLING;
            called.phase = Phase.RINGING;
            caller.peer = called;
            called.peer = caller;
            caller.ringEnds = now + limits.ring().toNanos();
            caller.tell(new Event.Calling(called.name));
            called.tell(new Event.Invited(caller.name));
            desk.print(caller.name + " invites " + called.name);
        }
    }

    void accept(Session called) {
        if (called.phase != Phase.RINGING) {
            called.tell(new Event.Problem("not-invited", "nobody has invited you"));
            return;
        }
        var caller = called.peer;
        called.phase = Phase.LINKED;
        caller.phase = Phase.LINKED;
        caller.tell(new Event.Linked(called.name));
        called.tell(new Event.Linked(caller.name));
        if (caller.away()) called.tell(new Event.Away(caller.name));
        desk.print(caller.name + " and " + called.name + " talk");
    }

    void refuse(Session called) {
        if (called.phase != Phase.RINGING) called.tell(new Event.Problem("not-invited", "nobody has invited you"));
        else refused(called.peer, Reason.NO);
    }

    /// The time to answer is over, if it is.
    void tick(long now, Session caller) {
        if (caller.phase != Phase.CALLING || !Machine.isDue(caller.ringEnds, now)) return;
        caller.peer.tell(new Event.Missed(caller.name));
        refused(caller, Reason.NO_ANSWER);
    }

    private void refused(Session caller, Reason reason) {
        String name = caller.peer.name;
        part(caller);
        caller.tell(new Event.Refused(name, reason));
        desk.print(name + ": " + reason.word() + " to " + caller.name);
    }

    void say(Session from, long id, String text) {
        if (from.phase != Phase.LINKED) {
            from.tell(new Event.Failed(id, Reason.NOT_LINKED));
        } else if (from.peer.waiting() >= limits.queued()) {
            from.tell(new Event.Failed(id, Reason.FULL));
            desk.count("messages failed");
        } else {
            desk.count("messages taken");
            from.peer.bring(new Event.Message(from.name, text), from, id);
        }
    }

    void leave(Session user) {
        switch (user.phase) {
            case FREE -> user.tell(new Event.Problem("not-linked", "you talk to nobody"));
            case RINGING -> refuse(user);
            case CALLING, LINKED -> {
                over(user, true);
                user.tell(new Event.Left(user.name));
            }
        }
    }

    /// The user is away, or back.
    void present(Session user, boolean here) {
        if (user.phase == Phase.LINKED) user.peer.tell(here ? new Event.Returned(user.name) : new Event.Away(user.name));
    }

    /// A user leaves or vanishes: the other is told.
    void over(Session user, boolean left) {
        var peer = user.peer;
        switch (user.phase) {
            case FREE -> {
                return;
            }
            case CALLING -> peer.tell(new Event.Missed(user.name));
            case RINGING -> {
                refused(peer, left ? Reason.NO : Reason.GONE);
                return;
            }
            case LINKED -> peer.tell(left ? new Event.Left(user.name) : new Event.Gone(user.name));
        }
        desk.print(user.name + " and " + peer.name + ": over");
        part(user);
    }

    private static void part(Session user) {
        user.peer.phase = Phase.FREE;
        user.peer.peer = null;
        user.phase = Phase.FREE;
        user.peer = null;
    }
}
