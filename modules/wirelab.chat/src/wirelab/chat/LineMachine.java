package wirelab.chat;

import java.net.InetSocketAddress;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;

/// The state of a text protocol in which several clients have to do with each other: a chat, for instance.
///
/// A [Machine] whose events are those of connections that carry lines; a [LineServer] gives it sockets and real time.
public interface LineMachine extends Machine<LineMachine.Action> {
    /// What the machine wants done.
    sealed interface Action {
        /// A line for one client.
        ///
        /// @param line without its end
        record Send(long to, String line) implements Action {}

        /// Nothing more to say to a client: what was said is still delivered, then the connection ends.
        record HangUp(long to) implements Action {}

        /// A line for the server's own console.
        ///
        /// @param text without line end
        record Print(String text) implements Action {}

        /// One more of something, for the server's counters.
        record Count(String what) implements Action {}
    }

    /// A client has connected.
    ///
    /// @param client its number, never used before
    void opened(long now, long client, InetSocketAddress remote);

    /// A client has sent a line.
    ///
    /// @param line the text without its end
    void said(long now, long client, String line);

    /// A client has sent what is no line at all: too long, or not UTF-8. It is told what the machine now says, and no more
    /// is read from it.
    void garbled(long now, long client, ProtocolViolation problem);

    /// A client's connection is gone, whoever has ended it.
    void closed(long now, long client);

    /// The server stops: the last chance to say goodbye.
    void stopping(long now);
}
