package wirelab.nat;

import java.time.Duration;

/// What tests of other modules may look at in a client.
public final class Inside {
    private Inside() {}

    /// {@return how often it keeps its mappings alive}
    public static Duration keepAlive(NatClient client) {
        return client.keepAlive();
    }

    /// {@return how many messages to a peer have not arrived}
    public static int waiting(NatClient client, String peer) {
        return client.waiting(peer);
    }
}
