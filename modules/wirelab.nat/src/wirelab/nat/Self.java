package wirelab.nat;

import java.util.random.RandomGenerator;

/// Who this client is in this run: its id, a key and a secret number drawn for it, and where its chance comes from.
final class Self {
    final String id;
    final Identity identity = Identity.create();
    /// Tells the server that it is still the same client; never 0.
    final long token;
    final RandomGenerator random;
    private long lastTransaction;

    Self(String id, RandomGenerator random) {
        this.id = id;
        this.random = random;
        long drawn = random.nextLong();
        token = drawn == 0 ? 1 : drawn;
    }

    /// {@return the first of so many numbers for questions to the server that were not used before}
    long nextTransactions(int count) {
        lastTransaction += count;
        return lastTransaction - count;
    }

    /// What the parts of a client work with: who it is, where they say what they want done, its sockets, and the server.
    record Means(Self self, ClientActions out, SocketNumbers sockets, Registrations registrations) {}
}
