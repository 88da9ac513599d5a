package wirelab.proxy;

import java.io.IOException;
import java.time.Instant;
import wirelab.http.Framing;
import wirelab.http.Headers;
import wirelab.intermediary.Onward;
import wirelab.intermediary.ServerReply;

/// What a server has answered.
///
/// @param headers as they go on
record Answer(ServerReply reply, Instant requested, Instant received, Headers headers) {
    Answer(ServerReply reply, Instant requested, Instant received, String name) {
        this(reply, requested, received, Onward.of(reply.head(), name));
    }

    int status() {
        return reply.head().status();
    }

    /// {@return bytes of its content, [Long#MAX_VALUE] when it does not say}
    long length() {
        return switch (reply.body().framing()) {
            case Framing.Length(long bytes) -> bytes;
            case Framing.None _ -> 0;
            default -> Long.MAX_VALUE;
        };
    }

    /// {@return whether all of its content has come, so that nobody waits who reads it}
    boolean isHere() {
        var reader = reply.reader();
        long missing = length() - reader.buffered();
        if (missing <= 0) return true;
        try {
            // Many servers send the head and a file in two pieces.
            return !reader.transport().secure() && missing <= reader.transport().connection().available();
        } catch (IOException _) {
            // Whoever reads it is told.
            return false;
        }
    }

    /// What was kept, after the server has said that it still holds.
    Entry validated(Entry entry) {
        return Update.merged(entry, Policy.kept(headers), requested, received);
    }
}
