package wirelab.proxy;

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

    /// {@return whether all of its content has come with the head, so that nobody waits who reads it}
    boolean isHere() {
        return length() <= reply.reader().buffered();
    }

    /// What was kept, after the server has said that it still holds.
    Entry validated(Entry entry) {
        return Update.merged(entry, Policy.kept(headers), requested, received);
    }
}
