package wirelab.dialogue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import wirelab.chat.LineMachine;
import wirelab.dialogue.Callers.Caller;
import wirelab.dialogue.Session.Desk;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// The server's state, in the spirit of a telephone exchange: takes the lines of all connections, in their order and each
/// once, and does what they say.
///
/// Who is connected is the business of [Callers], who is logged in or away that of [Sessions], and who talks to whom that of
/// [Calls]. Pure: time, lines and tokens come in, actions come out.
public final class Switchboard extends Machine.Simple<LineMachine.Action> implements LineMachine {
    private static final String INVITATION = "LOGIN name, then WHO, INVITE name, ACCEPT, REFUSE, SAY text, LEAVE, QUIT; "
            + "HELP explains";
    private static final List<String> HELP = List.of(
            "LOGIN name: who you are (programs: OPEN name, RESUME token n)",
            "WHO: who is there    INVITE name: ask for a conversation    ACCEPT, REFUSE: answer an invitation",
            "SAY text: to the other    LEAVE: end the conversation    QUIT: end it all");

    private final DialogueLimits limits;
    private final Supplier<String> tokens;
    private final Desk desk;
    private final Calls calls;
    private final Callers callers;
    private final Sessions sessions;

    /// Begins with nobody there.
    ///
    /// @param tokens gives a new token that nobody can guess: 1 to 64 letters, digits, `_` or `-`
    public Switchboard(DialogueLimits limits, Supplier<String> tokens) {
        this.limits = limits;
        this.tokens = tokens;
        desk = new Desk(this::act, limits.outbox());
        calls = new Calls(limits, desk);
        callers = new Callers(limits, desk, this::wakeBy);
        sessions = new Sessions(limits, desk, callers, calls, this::wakeBy);
    }

    @Override
    public void opened(long now, long client, InetSocketAddress remote) {
        callers.opened(now, client, remote);
        desk.send(client, new Event.Hello(Event.VERSION));
        desk.send(client, new Event.Info(INVITATION));
    }

    @Override
    public void said(long now, long client, String line) {
        var caller = callers.at(client);
        if (caller == null) return;
        var session = caller.session;
        if (session != null) session.heard = now;
        try {
            var numbered = Numbered.decode(line);
            if (session == null) logIn(now, client, caller, Command.decode(numbered.body()));
            else take(now, client, session, numbered);
        } catch (ProtocolViolation e) {
            desk.count("malformed lines");
            problem(client, session, "malformed", e.getMessage());
        }
        sessions.endOverflowing();
    }

    /// Takes a line of one who is logged in, if it is new.
    private void take(long now, long client, Session session, Numbered line) throws ProtocolViolation {
        if (line.number() > 0) {
            if (session.byHand())
                    throw new ProtocolViolation("number", 0, "programs alone number their lines; OPEN, not LOGIN");
            if (line.number() > session.taken + 1) throw new ProtocolViolation("number", 1, "not the next one");
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

    private void obey(long now, long client, Session session, Command command, long number) throws ProtocolViolation {
        switch (command) {
            case Command.Login _, Command.Open _, Command.Resume _ ->
                    problem(client, session, "logged-in", "you are logged in as " + session.name);
            case Command.Who _ -> calls.who(session, sessions.all());
            case Command.Invite(String name) -> {
                calls.invite(now, session, sessions.named(name), name);
                wakeBy(now + limits.ring().toNanos());
            }
            case Command.Accept _ -> calls.accept(session);
            case Command.Refuse _ -> calls.refuse(session);
            case Command.Say(String text) -> {
                if (number == 0 && !session.byHand())
                        throw new ProtocolViolation("number", 0, "a program numbers what it says");
                calls.say(session, number > 0 ? number : ++session.taken, text);
            }
            case Command.Leave _ -> calls.leave(session);
            case Command.Quit _ -> {
                desk.send(client, new Event.Bye());
                sessions.end(session, true);
            }
            case Command.Got(long got) -> {
                if (!session.acknowledge(got)) throw new ProtocolViolation("number", 4, "nothing was sent under it yet");
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
            case Command.Login(String name) -> sessions.enter(now, client, caller, name, null);
            case Command.Open(String name) -> sessions.enter(now, client, caller, name, tokens.get());
            case Command.Resume(String token, long got) -> sessions.resume(now, client, caller, token, got);
            case Command.Ping _ -> desk.send(client, new Event.Pong());
            case Command.Help _ -> HELP.forEach(text -> desk.send(client, new Event.Info(text)));
            case Command.Quit _ -> {
                desk.send(client, new Event.Bye());
                callers.hangUp(client);
            }
            default -> problem(client, null, "log-in-first", "LOGIN name comes first");
        }
    }

    @Override
    public void garbled(long now, long client, ProtocolViolation problem) {
        desk.send(client, new Event.Problem("malformed", problem.getMessage()));
        // Where the next line begins cannot be known: the connection is of no more use.
        callers.hangUp(client);
        closed(now, client);
    }

    @Override
    public void closed(long now, long client) {
        var caller = callers.closed(client);
        if (caller == null || caller.session == null) return;
        sessions.lose(now, caller.session);
        sessions.endOverflowing();
    }

    @Override
    protected void wake(long now) {
        callers.tick(now);
        sessions.tick(now);
    }

    private void problem(long client, Session session, String word, String text) {
        var problem = new Event.Problem(word, text);
        // A program that is logged in gets it among its numbered lines, so that it keeps its place in the order.
        if (session != null && !session.byHand()) session.tell(problem);
        else desk.send(client, problem);
    }

    @Override
    public void stopping(long now) {
        callers.dismissAll();
        sessions.forgetAll();
    }

    @Override
    public String toString() {
        return "switchboard with " + Text.count(callers.count(), "connection") + ", logged in: " + sessions;
    }
}
