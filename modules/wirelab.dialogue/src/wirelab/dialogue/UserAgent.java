package wirelab.dialogue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import wirelab.chat.LineFields;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;

/// The client's state: keeps a session alive over connections that break, and knows of every message what has become of it.
///
/// ```
/// connect ──▶ OPEN ──▶ up ──▶ broken ──▶ connect ──▶ RESUME ──▶ up        at most `grace` after the break
///                                  └──────────────────────────▶ ended      every message without an outcome has failed
/// ```
///
/// Pure: time, lines and what becomes of connections come in, actions come out.
public final class UserAgent implements Machine<UserAgent.Action> {
    /// What the agent wants done.
    public sealed interface Action {
        /// A connection is wanted; [UserAgent#connected] or [UserAgent#broken] is to follow.
        ///
        /// @param attempt says which one whenever something comes of it: what comes of one that was given up is not heard
        record Connect(int attempt) implements Action {}

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
    private final RetransmissionQueue<Command> outbox = new RetransmissionQueue<>();
    /// What is said, by the number of its line, and the number that the user knows it by.
    private final Map<Long, Long> undecided = new LinkedHashMap<>();
    private long said;
    private final Queue<Action> actions = new ArrayDeque<>();
    private State state;
    private int attempt;
    private String token;
    private long timeout = UNTOLD;
    private long grace = UNTOLD;
    private long got;
    private long heard;
    private long retryAt;
    private long retryAfter = FIRST_RETRY;
    private long giveUpAt = NEVER;
    private boolean quitting;

    /// Begins by asking for a connection.
    ///
    /// @param name who the user is: 1 to 32 letters, digits, `_`, `-` or `.`
    public UserAgent(String name) {
        LineFields.requireName(name);
        this.name = name;
        connect();
    }

    private void connect() {
        state = State.CONNECTING;
        attempt++;
        actions.add(new Action.Connect(attempt));
    }

    /// Whether something came of a connection that is still wanted.
    private boolean isOf(int attempt) {
        return attempt == this.attempt && state != State.ENDED && state != State.WAITING;
    }

    /// The connection that was wanted is there.
    public boolean connected(long now, int attempt) {
        if (!isOf(attempt)) return false;
        state = State.GREETING;
        heard = now;
        send(0, token == null ? new Command.Open(name) : new Command.Resume(token, got));
        return true;
    }

    /// The connection is broken, or could not be had.
    public void broken(long now, int attempt, String why) {
        if (isOf(attempt)) giveUp(now, why);
    }

    private void giveUp(long now, String why) {
        if (quitting) {
            end("");
        } else if (token == null) {
            end(why);
        } else {
            if (state == State.UP) {
                actions.add(new Action.Lost(why));
                giveUpAt = Machine.after(now, grace);
                retryAfter = FIRST_RETRY;
                for (long number : undecided.values()) tell(new Event.Queued(number));
            }
            state = State.WAITING;
            retryAt = now + retryAfter;
            retryAfter = Math.min(LAST_RETRY, 2 * retryAfter);
        }
    }

    /// The server has sent a line.
    ///
    /// @param line without its end
    /// @throws ProtocolViolation when it breaks the protocol; the connection is then of no use
    public void received(long now, int attempt, String line) throws ProtocolViolation {
        if (!isOf(attempt)) return;
        heard = now;
        var numbered = Numbered.decode(line);
        if (numbered.number() > 0) {
            if (numbered.number() > got + 1) throw new ProtocolViolation("number", 1, "not the next one");
            boolean isNew = numbered.number() > got;
            got = Math.max(got, numbered.number());
            send(0, new Command.Got(got));
            if (!isNew) return;
        }
        handle(now, Event.decode(numbered.body()));
    }

    private void handle(long now, Event event) throws ProtocolViolation {
        switch (event) {
            case Event.Hello(long version) -> {
                if (version != Event.VERSION) throw new ProtocolViolation("version", 15, version + " is not spoken here");
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
                giveUpAt = NEVER;
                actions.add(new Action.Restored());
                outbox.waiting().forEach(entry -> send(entry.number(), entry.what()));
            }
            case Event.Got(long taken) -> outbox.acknowledge(taken);
            case Event.Ping _ -> send(0, new Command.Pong());
            case Event.Pong _ -> {
                // Heard: that was its purpose.
            }
            case Event.Queued(long number) -> {
                if (undecided.containsKey(number)) tell(new Event.Queued(undecided.get(number)));
            }
            case Event.Delivered(long number) -> decided(number, Event.Delivered::new);
            case Event.Sent(long number) -> decided(number, Event.Sent::new);
            case Event.Failed(long number, Reason reason) -> decided(number, mine -> new Event.Failed(mine, reason));
            case Event.Problem(String word, String text) when state == State.GREETING -> end(word + ": " + text);
            case Event.Bye _ -> end(quitting ? "" : "the server has said goodbye");
            default -> tell(event);
        }
    }

    private void decided(long number, LongFunction<Event> outcome) {
        Long mine = undecided.remove(number);
        if (mine != null) tell(outcome.apply(mine));
    }

    /// Says something to the other.
    ///
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    /// @return the number under which its outcome will be told, from 1, or -1 if too many are without an outcome already
    public long say(String text) {
        // A line that is not taken below would bear the number of the next one, and its outcome be told for another's.
        if (undecided.size() >= MAX_UNDECIDED || outbox.size() >= MAX_WAITING) return -1;
        long line = command(new Command.Say(text));
        said++;
        if (state == State.ENDED) {
            tell(new Event.Failed(said, whyNot()));
        } else {
            undecided.put(line, said);
            if (state != State.UP) tell(new Event.Queued(said));
        }
        return said;
    }

    /// {@return how many messages have no outcome yet: 0 to [#MAX_UNDECIDED]}
    public int undecided() {
        return undecided.size();
    }

    /// Asks the server for something else.
    public long command(Command command) {
        if (state == State.ENDED) return outbox.last() + 1;
        if (outbox.size() >= MAX_WAITING && !(command instanceof Command.Quit)) {
            tell(new Event.Problem("full", "too much waits for the server already"));
            return outbox.last() + 1;
        }
        if (command instanceof Command.Quit) quitting = true;
        var entry = outbox.add(command);
        if (state == State.UP) send(entry.number(), command);
        // Before the first login it waits its turn behind what was said; close() does not wait for ever.
        else if (quitting && token != null) end("");
        return entry.number();
    }

    @Override
    public void tick(long now) {
        if (state == State.ENDED) return;
        if (Machine.isDue(giveUpAt, now)) {
            end("no connection for " + Duration.ofNanos(grace).toMillis() + " ms");
        } else if (state == State.WAITING && now - retryAt >= 0) {
            connect();
        } else if (hears() && now - heard >= timeout) {
            actions.add(new Action.HangUp());
            giveUp(now, "nothing heard for " + Duration.ofNanos(timeout).toMillis() + " ms");
        }
    }

    private boolean hears() {
        return state == State.UP || state == State.GREETING;
    }

    @Override
    public long nextAt() {
        if (state == State.ENDED) return NEVER;
        // While connecting, the connection attempt has a time limit of its own.
        long at = state == State.WAITING ? retryAt : hears() ? heard + timeout : NEVER;
        return Machine.earlier(at, giveUpAt);
    }

    @Override
    public void drain(Consumer<? super Action> performer) {
        for (Action action; (action = actions.poll()) != null; ) performer.accept(action);
    }

    /// Nobody waits any longer for the server's goodbye.
    public void abandon() {
        if (state != State.ENDED) end("");
    }

    /// Before the first login nothing that was said can have reached the server; later nobody knows.
    private Reason whyNot() {
        return token == null ? Reason.UNSENT : Reason.UNCONFIRMED;
    }

    private void end(String why) {
        state = State.ENDED;
        for (long number : undecided.values()) tell(new Event.Failed(number, whyNot()));
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

    @Override
    public String toString() {
        return "user agent of " + name;
    }
}
