package wirelab.dialogue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import wirelab.kit.LineFields;
import wirelab.kit.ProtocolException;

/// The client's state: keeps a session alive over connections that break, and knows of every message what has become of it.
///
/// ```
/// connect ──▶ OPEN ──▶ up ──▶ broken ──▶ connect ──▶ RESUME ──▶ up        at most `grace` after the break
///                                  └──────────────────────────▶ ended      every message without an outcome has failed
/// ```
///
/// Pure: time, lines and what becomes of connections come in, actions come out.
public final class UserAgent {
    /// What the agent wants done.
    public sealed interface Action {
        /// A connection is wanted; [UserAgent#connected(long)] or [UserAgent#broken(long, String)] is to follow.
        record Connect() implements Action {}

        /// A line for the server.
        ///
        /// @param line without its end
        record Send(String line) implements Action {}

        /// The connection is not wanted any more.
        record HangUp() implements Action {}

        /// Something that the user should see.
        ///
        /// @param event as it came from the server, or as if
        record Tell(Event event) implements Action {}

        /// The connection is broken; the agent is trying to come back.
        ///
        /// @param why for people
        record Lost(String why) implements Action {}

        /// The connection is there again, and nothing was lost.
        record Restored() implements Action {}

        /// It is over.
        ///
        /// @param why for people; empty when the user wanted it
        record Ended(String why) implements Action {}
    }

    /// So many messages may be without an outcome; one more is refused here.
    public static final int MAX_UNDECIDED = 64;
    /// So many lines may wait for the server to acknowledge them: more than messages alone can be.
    private static final int MAX_WAITING = 4 * MAX_UNDECIDED;
    private static final long FIRST_RETRY = Duration.ofMillis(100).toNanos();
    private static final long LAST_RETRY = Duration.ofSeconds(2).toNanos();
    /// Until the server has said how patient it is.
    private static final long UNTOLD = Duration.ofSeconds(10).toNanos();

    private enum State { CONNECTING, GREETING, UP, WAITING, ENDED }

    private final String name;
    private final Outbox<Command> outbox = new Outbox<>();
    private final Set<Long> undecided = new LinkedHashSet<>();
    private final List<Action> actions = new ArrayList<>();
    private State state = State.CONNECTING;
    private String token;
    private long timeout = UNTOLD;
    private long grace = UNTOLD;
    private long got;
    private long heard;
    private long retryAt;
    private long retryAfter = FIRST_RETRY;
    private long giveUpAt = Long.MAX_VALUE;
    private boolean quitting;

    /// Begins by asking for a connection.
    ///
    /// @param name who the user is: 1 to 32 letters, digits, `_`, `-` or `.`
    public UserAgent(String name) {
        LineFields.requireName(name);
        this.name = name;
        actions.add(new Action.Connect());
    }

    /// The connection that was wanted is there.
    ///
    /// @param now the time
    public void connected(long now) {
        if (state == State.ENDED) return;
        state = State.GREETING;
        heard = now;
        send(0, token == null ? new Command.Open(name) : new Command.Resume(token, got));
    }

    /// The connection is broken, or could not be had.
    ///
    /// @param now the time
    /// @param why for people
    public void broken(long now, String why) {
        if (state == State.ENDED || state == State.WAITING) return;
        if (quitting) {
            end("");
        } else if (token == null) {
            end(why);
        } else {
            if (state == State.UP) {
                actions.add(new Action.Lost(why));
                giveUpAt = now + grace;
                retryAfter = FIRST_RETRY;
                for (long number : undecided) tell(new Event.Queued(number));
            }
            state = State.WAITING;
            retryAt = now + retryAfter;
            retryAfter = Math.min(LAST_RETRY, 2 * retryAfter);
        }
    }

    /// The server has sent a line.
    ///
    /// @param now the time
    /// @param line without its end
    /// @throws ProtocolException when it breaks the protocol; the connection is then of no use
    public void received(long now, String line) throws ProtocolException {
        if (state == State.ENDED) return;
        heard = now;
        var numbered = Numbered.decode(line);
        if (numbered.number() > 0) {
            if (numbered.number() > got + 1) throw new ProtocolException("number", 1, "not the next one");
            boolean isNew = numbered.number() > got;
            got = Math.max(got, numbered.number());
            send(0, new Command.Got(got));
            if (!isNew) return;
        }
        handle(now, Event.decode(numbered.body()));
    }

    private void handle(long now, Event event) throws ProtocolException {
        switch (event) {
            case Event.Hello(long version) -> {
                if (version != Event.VERSION) throw new ProtocolException("version", 15, version + " is not spoken here");
            }
            case Event.Info _ when state == State.GREETING -> {
                // For those who type.
            }
            case Event.Opened opened -> {
                token = opened.token();
                timeout = Math.max(1, opened.timeout()) * 1_000_000;
                grace = opened.grace() * 1_000_000;
                state = State.UP;
                tell(opened);
                outbox.waiting().forEach(entry -> send(entry.number(), entry.what()));
            }
            case Event.Back(long taken) -> {
                outbox.acknowledge(taken);
                state = State.UP;
                giveUpAt = Long.MAX_VALUE;
                actions.add(new Action.Restored());
                outbox.waiting().forEach(entry -> send(entry.number(), entry.what()));
            }
            case Event.Got(long taken) -> outbox.acknowledge(taken);
            case Event.Ping _ -> send(0, new Command.Pong());
            case Event.Pong _ -> {
                // Heard: that was its purpose.
            }
            case Event.Delivered(long number) -> decided(number, event);
            case Event.Sent(long number) -> decided(number, event);
            case Event.Failed(long number, _) -> decided(number, event);
            case Event.Problem(String word, String text) when state == State.GREETING -> end(word + ": " + text);
            case Event.Bye _ -> end(quitting ? "" : "the server has said goodbye");
            default -> tell(event);
        }
    }

    private void decided(long number, Event event) {
        if (undecided.remove(number)) tell(event);
    }

    /// Says something to the other.
    ///
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    /// @return the number under which its outcome will be told, or -1 if too many are without an outcome already
    public long say(String text) {
        if (undecided.size() >= MAX_UNDECIDED) return -1;
        long number = command(new Command.Say(text));
        if (state == State.ENDED) {
            tell(new Event.Failed(number, Reason.UNCONFIRMED));
        } else {
            undecided.add(number);
            if (state != State.UP) tell(new Event.Queued(number));
        }
        return number;
    }

    /// How many messages have no outcome yet.
    ///
    /// @return 0 to [#MAX_UNDECIDED]
    public int undecided() {
        return undecided.size();
    }

    /// Asks the server for something else.
    ///
    /// @param command what
    /// @return its number
    public long command(Command command) {
        if (state == State.ENDED) return outbox.last() + 1;
        if (outbox.size() >= MAX_WAITING && !(command instanceof Command.Quit)) {
            tell(new Event.Problem("full", "too much waits for the server already"));
            return outbox.last() + 1;
        }
        if (command instanceof Command.Quit) quitting = true;
        var entry = outbox.add(command);
        if (state == State.UP) send(entry.number(), command);
        else if (quitting) end("");
        return entry.number();
    }

    /// Time has passed.
    ///
    /// @param now the time
    public void tick(long now) {
        if (state == State.ENDED) return;
        if (now >= giveUpAt) {
            end("no connection for " + Duration.ofNanos(grace).toMillis() + " ms");
        } else if (state == State.WAITING && now >= retryAt) {
            state = State.CONNECTING;
            actions.add(new Action.Connect());
        } else if (hears() && now >= heard + timeout) {
            actions.add(new Action.HangUp());
            broken(now, "nothing heard for " + Duration.ofNanos(timeout).toMillis() + " ms");
        }
    }

    private boolean hears() {
        return state == State.UP || state == State.GREETING;
    }

    /// When [#tick(long)] is next to be called, if nothing happens before.
    ///
    /// @return the time, or [Long#MAX_VALUE] for never
    public long nextAt() {
        if (state == State.ENDED) return Long.MAX_VALUE;
        // While connecting, the connection attempt has a time limit of its own.
        long at = state == State.WAITING ? retryAt : hears() ? heard + timeout : Long.MAX_VALUE;
        return Math.min(at, giveUpAt);
    }

    /// Takes what is to be done since the last call.
    ///
    /// @return the actions in order
    public List<Action> drain() {
        var drained = List.copyOf(actions);
        actions.clear();
        return drained;
    }

    private void end(String why) {
        state = State.ENDED;
        for (long number : undecided) tell(new Event.Failed(number, Reason.UNCONFIRMED));
        undecided.clear();
        actions.add(new Action.HangUp());
        actions.add(new Action.Ended(why));
    }

    private void tell(Event event) {
        actions.add(new Action.Tell(event));
    }

    private void send(long number, Command command) {
        actions.add(new Action.Send(new Numbered(number, command.encode()).encode()));
    }
}
