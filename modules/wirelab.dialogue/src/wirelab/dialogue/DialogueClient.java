package wirelab.dialogue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.LineOutlet;
import wirelab.kit.Lines;
import wirelab.kit.Tap;

/// A client: a [UserAgent] with a socket and real time. It comes back by itself when its connection breaks.
///
/// {@snippet file="DialogueDemo.java" region="talk"}
public final class DialogueClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final int WAITING = 1_024;

    /// Is told what the user should see, one at a time, on threads of the client; must be quick, and may ask the client for
    /// more.
    public interface Listener {
        /// The server has said something, or the client in its place.
        ///
        /// @param event what
        void event(Event event);

        /// The connection is broken; the client tries to come back.
        ///
        /// @param why for people
        default void lost(String why) {}

        /// The client is back; nothing was lost.
        default void restored() {}

        /// It is over; nothing follows.
        ///
        /// @param why for people; empty when the user wanted it
        default void ended(String why) {}
    }

    private final InetSocketAddress server;
    private final Listener listener;
    private final Tap.Party party;
    private final UserAgent agent;
    private final Counters counters = new Counters();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Connection connection;
    private LineOutlet outlet;
    private boolean performing;
    private boolean ended;

    private DialogueClient(InetSocketAddress server, String name, Listener listener) {
        this.server = server;
        this.listener = Objects.requireNonNull(listener);
        party = new Tap.Party(name, DialogueWords.WORDS);
        agent = new UserAgent(name);
    }

    /// Starts a client; how its login goes is told to the listener.
    ///
    /// @param server where the server listens
    /// @param name who the user is: 1 to 32 letters, digits, `_`, `-` or `.`
    /// @param listener is told what happens
    /// @return the client
    public static DialogueClient start(InetSocketAddress server, String name, Listener listener) {
        var client = new DialogueClient(server, name, listener);
        client.enter(() -> {});
        Thread.ofVirtual().name("dialogue-" + name + "-clock").start(client::runClock);
        return client;
    }

    /// Says something to the other. While [UserAgent#MAX_UNDECIDED] messages are without an outcome this waits.
    ///
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    /// @return the number under which the outcome will be told: [Event.Delivered], [Event.Sent] or [Event.Failed]
    /// @throws InterruptedException when the waiting thread is interrupted
    public long say(String text) throws InterruptedException {
        lock.lock();
        try {
            // A listener must not wait: the outcomes come through its own thread.
            if (performing && agent.undecided() >= UserAgent.MAX_UNDECIDED)
                    throw new IllegalStateException("too many at once");
            while (!ended && agent.undecided() >= UserAgent.MAX_UNDECIDED) changed.await();
            long number = agent.say(text);
            perform();
            return number;
        } finally {
            lock.unlock();
        }
    }

    /// Asks the server for something: [Command.Who], [Command.Invite], [Command.Accept], [Command.Refuse], [Command.Leave].
    ///
    /// @param command what
    public void ask(Command command) {
        enter(() -> agent.command(command));
    }

    /// Breaks the connection off, as a bad network would; the client comes back by itself. For experiments.
    public void breakOff() {
        lock.lock();
        try {
            if (connection != null) connection.reset();
        } finally {
            lock.unlock();
        }
    }

    /// Whether it is over.
    ///
    /// @return whether nothing follows
    public boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /// Leaves in order; waits a little for the server's goodbye. May be called twice.
    @Override
    public void close() {
        ask(new Command.Quit());
        lock.lock();
        try {
            long left = FAREWELL.toNanos();
            while (!ended && left > 0) left = changed.awaitNanos(left);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        kill();
    }

    /// Ends without a word, as if the process were killed.
    public void kill() {
        lock.lock();
        try {
            ended = true;
            if (connection != null) connection.close();
            if (outlet != null) outlet.finish();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void enter(Runnable event) {
        lock.lock();
        try {
            if (ended) return;
            event.run();
            perform();
        } finally {
            lock.unlock();
        }
    }

    /// Does what the agent wants done. What a listener asks for meanwhile is done afterwards, in its order.
    private void perform() {
        if (performing) return;
        performing = true;
        try {
            for (List<UserAgent.Action> actions; !(actions = agent.drain()).isEmpty(); ) actions.forEach(this::perform);
        } finally {
            performing = false;
        }
        changed.signalAll();
    }

    private void perform(UserAgent.Action action) {
        switch (action) {
            case UserAgent.Action.Connect _ -> Thread.ofVirtual().name(party.name()).start(this::runConnection);
            case UserAgent.Action.Send(String line) -> {
                if (outlet != null) outlet.send(line);
            }
            case UserAgent.Action.HangUp _ -> {
                if (outlet != null) outlet.hangUp();
                outlet = null;
                connection = null;
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
    private void runConnection() {
        Connection mine = null;
        LineOutlet out = null;
        String why;
        try {
            mine = Connection.connect(server, party, CONNECT);
            out = new LineOutlet(mine, WAITING, counters);
            if (!adopt(mine, out)) return;
            Thread.ofVirtual().name(party.name() + "-writer").start(out::run);
            var lines = new Lines(mine, Wire.MAX_LINE);
            for (String line; (line = lines.read()) != null; ) received(mine, line);
            throw new EOFException("the server has hung up");
        } catch (IOException e) {
            why = e.getMessage() == null ? "the connection is broken" : e.getMessage();
        } finally {
            if (out != null) out.finish();
            if (mine != null) mine.close();
        }
        broken(mine, why);
    }

    private boolean adopt(Connection mine, LineOutlet out) {
        lock.lock();
        try {
            if (ended) return false;
            connection = mine;
            outlet = out;
            agent.connected(System.nanoTime());
            perform();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void received(Connection mine, String line) throws IOException {
        lock.lock();
        try {
            // What comes over a connection that was given up is not heard.
            if (ended || connection != mine) return;
            agent.received(System.nanoTime(), line);
            perform();
        } finally {
            lock.unlock();
        }
    }

    private void broken(Connection mine, String why) {
        enter(() -> {
            if (connection != mine) return;
            connection = null;
            outlet = null;
            agent.broken(System.nanoTime(), why);
        });
    }

    private void runClock() {
        lock.lock();
        try {
            while (!ended) {
                agent.tick(System.nanoTime());
                perform();
                long at = agent.nextAt();
                if (ended) return;
                if (at == Long.MAX_VALUE) changed.await();
                else changed.awaitNanos(at - System.nanoTime());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
