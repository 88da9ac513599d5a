package wirelab.dialogue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import wirelab.chat.LineOutlet;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;

/// A client: a [UserAgent] with a socket and real time. It comes back by itself when its connection breaks.
///
/// {@snippet file="DialogueDemo.java" region="talk"}
public final class DialogueClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final int WAITING = 1_024;

    /// Is told what the user should see, one at a time, on threads of the client; must be quick, and may ask the client for
    /// more.
    public interface Listener {
        /// The server has said something, or the client in its place.
        void event(Event event);

        /// The connection is broken; the client tries to come back.
        default void lost(String why) {}

        /// The client is back; nothing was lost.
        default void restored() {}

        /// It is over; nothing follows.
        ///
        /// @param why for people; empty when the user wanted it
        default void ended(String why) {}
    }

    private final Host host;
    private final InetSocketAddress server;
    private final Listener listener;
    private final Tap.Party party;
    private final UserAgent agent;
    private final Counters counters = new Counters();
    private final Driver<UserAgent.Action> driver;
    /// The latest connection; `null` before the first.
    private volatile Line line;
    private volatile boolean ended;

    /// A connection and what waits to be written to it.
    private record Line(Connection connection, LineOutlet outlet) {}

    private DialogueClient(Host host, InetSocketAddress server, String name, Listener listener) {
        this.host = host;
        this.server = server;
        this.listener = Objects.requireNonNull(listener);
        party = new Tap.Party(name, DialogueWords.WORDS);
        agent = new UserAgent(name);
        driver = new Driver<>("dialogue-" + name, agent, this::perform);
    }

    /// Starts it on this machine, [Host#HERE].
    public static DialogueClient start(InetSocketAddress server, String name, Listener listener) {
        return start(Host.HERE, server, name, listener);
    }

    /// Starts a client; how its login goes is told to the listener.
    ///
    /// @param name who the user is: 1 to 32 letters, digits, `_`, `-` or `.`
    public static DialogueClient start(Host host, InetSocketAddress server, String name, Listener listener) {
        var client = new DialogueClient(host, server, name, listener);
        client.driver.start();
        return client;
    }

    /// Says something to the other. While [UserAgent#MAX_UNDECIDED] messages are without an outcome this waits.
    ///
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    /// @return the number under which the outcome will be told: [Event.Delivered], [Event.Sent] or [Event.Failed]; -1 when
    ///     this is closed
    /// @throws InterruptedException when the waiting thread is interrupted
    public long say(String text) throws InterruptedException {
        Long number = driver.attempt(_ -> {
            long said = agent.say(text);
            return said < 0 ? null : said;
        }, Driver.FOREVER);
        if (number != null) return number;
        if (driver.isClosed()) return -1;
        // A listener must not wait: the outcomes come through its own thread.
        throw new IllegalStateException("too many at once");
    }

    /// Asks the server for something: [Command.Who], [Command.Invite], [Command.Accept], [Command.Refuse], [Command.Leave].
    public void ask(Command command) {
        driver.enter(_ -> agent.command(command));
    }

    /// Breaks the connection off, as a bad network would; the client comes back by itself. For experiments.
    public void breakOff() {
        var now = line;
        if (now != null) now.connection.reset();
    }

    /// {@return whether it is over: nothing follows}
    public boolean hasEnded() {
        return ended;
    }

    /// Leaves in order: what was said gets two seconds to be decided, then the server two for its goodbye; of what is still
    /// undecided then the listener is told that it has failed. May be called twice.
    @Override
    public void close() {
        try {
            driver.await(() -> ended || agent.undecided() == 0, LINGER);
            ask(new Command.Quit());
            driver.await(() -> ended, FAREWELL);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        driver.enter(_ -> agent.abandon());
        kill();
    }

    /// Ends without a word, as if the process were killed.
    public void kill() {
        ended = true;
        var last = line;
        if (last != null) {
            last.connection.close();
            last.outlet.finish();
        }
        driver.close();
    }

    private void perform(UserAgent.Action action) {
        switch (action) {
            case UserAgent.Action.Connect(int attempt) ->
                    Thread.ofVirtual().name(party.name()).start(() -> runConnection(attempt));
            case UserAgent.Action.Send(String text) -> {
                var to = line;
                if (to != null) to.outlet.send(text);
            }
            case UserAgent.Action.HangUp _ -> {
                var last = line;
                if (last != null) last.outlet.hangUp();
            }
            case UserAgent.Action.Tell(Event event) -> listener.event(event);
            case UserAgent.Action.Lost(String why) -> listener.lost(why);
            case UserAgent.Action.Restored _ -> listener.restored();
            case UserAgent.Action.Ended(String why) -> {
                ended = true;
                listener.ended(why);
            }
        }
    }

    /// One connection from its beginning to its end.
    private void runConnection(int attempt) {
        Line mine = null;
        String why;
        try {
            var connection = host.connect(server, party, CONNECT);
            mine = new Line(connection, new LineOutlet(connection, WAITING, counters));
            if (!adopt(mine, attempt)) return;
            Thread.ofVirtual().name(party.name() + "-writer").start(mine.outlet::run);
            var lines = new Lines(connection, DialogueFields.MAX_LINE);
            for (String text; (text = lines.read()) != null; ) received(attempt, text);
            throw new EOFException("the server has hung up");
        } catch (IOException e) {
            why = e.getMessage() == null ? "the connection is broken" : e.getMessage();
        } finally {
            if (mine != null) {
                mine.outlet.finish();
                mine.connection.close();
            }
        }
        broken(attempt, why);
    }

    private boolean adopt(Line mine, int attempt) {
        var wanted = new boolean[1];
        driver.enter(now -> {
            // Before the agent speaks, since its first line is for this one.
            line = mine;
            wanted[0] = agent.connected(now, attempt);
        });
        return wanted[0] && !ended;
    }

    private void received(int attempt, String text) throws IOException {
        var violation = new ProtocolViolation[1];
        driver.enter(now -> {
            if (ended) return;
            try {
                agent.received(now, attempt, text);
            } catch (ProtocolViolation e) {
                violation[0] = e;
            }
        });
        if (violation[0] != null) throw violation[0];
    }

    private void broken(int attempt, String why) {
        driver.enter(now -> {
            if (!ended) agent.broken(now, attempt, why);
        });
    }

    @Override
    public String toString() {
        return "dialogue client " + party.name() + " at " + Address.text(server) + (hasEnded() ? ", over" : "");
    }
}
