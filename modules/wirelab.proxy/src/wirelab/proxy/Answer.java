package wirelab.proxy;

import java.time.Instant;
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

    /// What was kept, after the server has said that it still holds.
    Entry validated(Entry entry) {
        return Update.merged(entry, Policy.kept(headers), requested, received);
    }
}
