package wirelab.proxy;

import java.io.IOException;
import wirelab.http.Framing;
import wirelab.http.Headers;
import wirelab.intermediary.BadGateway;

/// One fetch for all who want the same at the same time (collapsed forwarding).
///
/// ```
///              +-> SHARED: head, and the content as it comes
///   PENDING ---+-> PRIVATE: everybody fetches for themselves
///              +-> FAILED: nobody gets anything
/// ```
final class Flight {
    /// What those who wait learn. Which it is, is known once the head of the answer is there.
    sealed interface Outcome {}

    /// The answer is for all whose request matches.
    ///
    /// @param status of the answer
    /// @param headers as they are kept
    /// @param framing how its end is found: by length, or in chunks
    /// @param selection which requests it is for
    /// @param spool its content
    record Shared(int status, Headers headers, Framing framing, Selection selection, Spool spool) implements Outcome {}

    /// What is kept still holds; it can be sent.
    ///
    /// @param slot where it is kept
    record Validated(MemoryStore.Slot slot) implements Outcome {}

    /// It was kept before anybody was asked: it is to be looked for once more.
    record Kept() implements Outcome {}

    /// The answer is for the one who asked first.
    record Private() implements Outcome {}

    /// There is no answer.
    record Failed(BadGateway why) implements Outcome {}

    private Outcome outcome;

    /// {@return whether this was the first word; later ones count for nothing}
    synchronized boolean decide(Outcome outcome) {
        if (this.outcome != null) return false;
        this.outcome = outcome;
        notifyAll();
        return true;
    }

    /// Waits for the head of the answer, for which the limits of the connection to the server hold.
    synchronized Outcome await() throws IOException {
        try {
            while (outcome == null) wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return outcome;
    }
}
