package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import wirelab.keys.SshKeyPair;
import wirelab.keys.SshPublicKey;

/// Both ends of a connection in memory, without a socket, clock or chance: what each has said is carried to the other, as a
/// whole or piece by piece.
final class Ends {
    static final SshKeyPair HOST = SshKeyPair.ed25519(new Random(1), "host");
    static final SshKeyPair ALICE = SshKeyPair.ed25519(new Random(2), "alice");

    /// Alice with her key or `secret`, and nobody else.
    static final Authority AUTHORITY = new Authority() {
        @Override
        public List<String> methods() {
            return List.of("publickey", "password", "keyboard-interactive");
        }

        @Override
        public boolean password(String user, String password) {
            return user.equals("alice") && password.equals("secret");
        }

        @Override
        public boolean key(String user, SshPublicKey key) {
            return user.equals("alice") && key.equals(ALICE.publicKey());
        }
    };

    final SshMachine.Server server;
    final SshMachine.Client client;
    final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
    final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();
    /// What a machine has got and not taken yet.
    private ByteBuffer toServer = ByteBuffer.allocate(0);
    private ByteBuffer toClient = ByteBuffer.allocate(0);
    long now = 1_000;
    /// Bytes that arrive at once.
    int piece = Integer.MAX_VALUE;
    /// Changes what is under way to the server.
    UnaryOperator<byte[]> onTheWay = bytes -> bytes;

    Ends(Algorithms algorithms, Rekey rekey, Credentials credentials) {
        server = new SshMachine.Server(List.of(HOST), Algorithms.ALL, rekey, new Random(3), AUTHORITY, "");
        client = new SshMachine.Client(new KeyExchanger.Client(_ -> { }), algorithms, rekey, new Random(4), "alice", credentials);
        server.start(now);
        client.start(now);
    }

    static Ends of(Algorithms algorithms) {
        return new Ends(algorithms, Rekey.DEFAULTS, Credentials.ofKeys(ALICE));
    }

    /// Logs in.
    static Ends loggedIn() {
        var ends = of(Algorithms.ALL).run();
        assertTrue(ends.server.failure() == null && ends.client.failure() == null, ends.server.failure() + ", "
                + ends.client.failure());
        assertTrue("alice".equals(ends.server.user()) && "alice".equals(ends.client.user()));
        return ends;
    }

    /// Carries bytes until there are none.
    Ends run() {
        for (boolean moved = true; moved; ) {
            now++;
            byte[] up = onTheWay.apply(taken(client)), down = taken(server);
            fromClient.writeBytes(up);
            fromServer.writeBytes(down);
            toServer = give(server, toServer, up);
            toClient = give(client, toClient, down);
            moved = up.length > 0 || down.length > 0;
        }
        return this;
    }

    private ByteBuffer give(SshMachine machine, ByteBuffer before, byte[] bytes) {
        for (int from = 0; from < bytes.length; from += Math.min(piece, bytes.length - from)) {
            int count = Math.min(piece, bytes.length - from);
            var all = ByteBuffer.allocate(before.remaining() + count).put(before).put(bytes, from, count).flip();
            machine.receive(now, all);
            before = ByteBuffer.wrap(Arrays.copyOfRange(all.array(), all.position(), all.limit()));
        }
        return before;
    }

    static byte[] taken(SshMachine machine) {
        int count = machine.out().waiting();
        return Arrays.copyOf(machine.out().take(null), count);
    }
}
