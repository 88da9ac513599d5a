package wirelab.kit;

import java.net.InetSocketAddress;
import java.util.List;

/// The state of a text protocol in which several clients have to do with each other: a chat, for instance.
///
/// It has no socket, thread, clock or chance of its own. What happens comes in through these methods, one at a time, each
/// with the time in nanoseconds as from [System#nanoTime()]; what is to be done comes out as [Action]s. So every race and
/// every time-out can be tested by hand; a [LineServer] gives it sockets and real time.
public interface LineMachine {
    /// What the machine wants done.
    sealed interface Action {
        /// A line for one client.
        ///
        /// @param to the client's number
        /// @param line without its end
        record Send(long to, String line) implements Action {}

        /// Nothing more to say to a client: what was said is still delivered, then the connection ends.
        ///
        /// @param to the client's number
        record HangUp(long to) implements Action {}

        /// A line for the server's own console.
        ///
        /// @param text without line end
        record Print(String text) implements Action {}

        /// One more of something, for the server's counters.
        ///
        /// @param what the counter's name
        record Count(String what) implements Action {}
    }

    /// A client has connected.
    ///
    /// @param now the time
    /// @param client its number, never used before
    /// @param remote its address
    void opened(long now, long client, InetSocketAddress remote);

    /// A client has sent a line.
    ///
    /// @param now the time
    /// @param client its number
    /// @param line the text without its end
    void said(long now, long client, String line);

    /// A client has sent what is no line at all: too long, or not UTF-8. It is told what the machine now says, and no more
    /// is read from it.
    ///
    /// @param now the time
    /// @param client its number
    /// @param problem what is wrong
    void garbled(long now, long client, ProtocolException problem);

    /// A client's connection is gone, whoever has ended it.
    ///
    /// @param now the time
    /// @param client its number
    void closed(long now, long client);

    /// The server stops: the last chance to say goodbye.
    ///
    /// @param now the time
    void stopping(long now);

    /// Time has passed.
    ///
    /// @param now the time
    void tick(long now);

    /// When [#tick(long)] is next to be called, if nothing happens before.
    ///
    /// @return the time, or [Long#MAX_VALUE] for never
    long nextAt();

    /// Takes what is to be done since the last call.
    ///
    /// @return the actions in order
    List<Action> drain();
}
