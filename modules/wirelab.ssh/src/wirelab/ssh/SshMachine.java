package wirelab.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import wirelab.keys.SshKeyPair;
import wirelab.keys.SshPublicKey;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.ssh.TransportMessage.Disconnect;

/// All of one end of a connection, from the bytes of the network to its channels: [Transport], then a login, then
/// [Channels]. Pure: the time is handed in, and so are random numbers; what is to be sent waits in [#out()].
abstract class SshMachine implements Transport.Upper {
    /// How long a peer is silent before it is asked whether it is there; any answer will do.
    private static final long SILENCE = Duration.ofMinutes(5).toNanos();

    final Transport transport;
    final Channels channels;
    private String user;
    private IOException failure;
    private long askAt = Machine.NEVER;

    SshMachine(KeyExchanger.Identity identity, Algorithms algorithms, Rekey rekey, RandomGenerator random) {
        transport = new Transport(identity, algorithms, rekey, random, this);
        channels = new Channels(transport);
    }

    /// A server.
    static final class Server extends SshMachine {
        private final AuthServer auth;
        private final List<SshKeyPair> keys;

        Server(List<SshKeyPair> keys, Algorithms algorithms, Rekey rekey, RandomGenerator random, Authority authority,
                String banner) {
            super(new KeyExchanger.Server(keys), algorithms, rekey, random);
            this.keys = keys;
            auth = new AuthServer(transport, authority, banner, (now, request) -> loggedIn(now, request.user()));
        }

        @Override
        public void keyed(long now) {
            // The client speaks first.
        }

        @Override
        public void extensions(Map<String, String> extensions) {
            // There is none of a client's that this server knows.
        }

        @Override
        void login(long now, byte[] payload) throws IOException {
            auth.message(now, payload);
            if (auth.isDone()) channels.askGlobally("hostkeys-00@openssh.com", false, hostKeys());
        }

        /// All keys of this server, so that a client can learn of new ones in time.
        private byte[] hostKeys() {
            var out = new FieldWriter();
            for (var key : keys) out.string(key.publicKey().blob().array());
            return out.done();
        }

        /// Proves that keys are this server's own: a signature of the session with each.
        ///
        /// @return `null` when it is asked about a key that it does not have
        byte[] proofs(byte[] asked) throws ProtocolViolation {
            var in = new FieldReader(asked);
            var out = new FieldWriter();
            while (in.remaining() > 0) {
                var blob = Bytes.wrap(in.string("key", SshPublicKey.MOST));
                var key = keys.stream().filter(one -> one.publicKey().blob().equals(blob)).findFirst().orElse(null);
                if (key == null) return null;
                byte[] proved = new FieldWriter().string("hostkeys-prove-00@openssh.com").string(transport.session())
                        .string(blob.array()).done();
                out.string(key.sign(key.publicKey().kind().signatures().getFirst(), proved));
            }
            return out.done();
        }
    }

    /// A client.
    static final class Client extends SshMachine {
        private final AuthClient auth;
        private final String name;

        Client(KeyExchanger.Client identity, Algorithms algorithms, Rekey rekey, RandomGenerator random, String name,
                Credentials credentials) {
            super(identity, algorithms, rekey, random);
            this.name = name;
            auth = new AuthClient(transport, name, credentials);
        }

        @Override
        public void keyed(long now) throws IOException {
            auth.begin();
        }

        @Override
        public void extensions(Map<String, String> extensions) {
            String names = extensions.get("server-sig-algs");
            if (names != null) auth.signatures(List.of(names.split(",")));
        }

        @Override
        void login(long now, byte[] payload) throws IOException {
            auth.message(payload);
            if (auth.isDone()) loggedIn(now, name);
        }
    }

    /// Takes a message of the login.
    abstract void login(long now, byte[] payload) throws IOException;

    void loggedIn(long now, String name) {
        user = name;
        askAt = Machine.after(now, SILENCE);
        transport.established(now);
    }

    @Override
    public void message(long now, byte[] packet, int from, int count) throws IOException {
        int type = packet[from] & 0xff;
        if (user == null) login(now, Arrays.copyOfRange(packet, from, from + count));
        else if (type >= ConnectionMessage.GLOBAL_REQUEST) channels.message(packet, from, count);
        // A request that comes when the user is in already is ignored (RFC 4252, section 5.1).
        else if (type != AuthMessage.REQUEST || !(this instanceof Server)) throw Transport.unexpected(type);
    }

    void start(long now) {
        transport.start(now);
    }

    /// Takes what has come from the network; what is wrong with it ends the connection, see [#failure()].
    ///
    /// @param in backed by an array; the position moves behind what was taken
    void receive(long now, ByteBuffer in) {
        if (failure != null) return;
        if (user != null) askAt = Machine.after(now, SILENCE);
        try {
            transport.receive(now, in);
        } catch (SshException e) {
            fail(e.reason(), e);
        } catch (ProtocolViolation e) {
            fail(Disconnect.PROTOCOL_ERROR, e);
        } catch (IOException e) {
            fail(Disconnect.BY_APPLICATION, e);
        }
    }

    /// Ends the connection: the peer is told why, and nothing more is taken.
    void fail(int reason, IOException why) {
        if (failure != null) return;
        failure = why;
        transport.disconnect(reason, why.getMessage());
    }

    /// {@return why the connection has ended; `null` while it has not}
    IOException failure() {
        return failure;
    }

    /// {@return who is logged in; `null` before}
    String user() {
        return user;
    }

    PacketWriter out() {
        return transport.out();
    }

    void tick(long now) {
        if (failure != null) return;
        transport.tick(now);
        if (!Machine.isDue(askAt, now)) return;
        askAt = Machine.after(now, SILENCE);
        try {
            channels.askGlobally("keepalive@openssh.com", true, new byte[0]);
        } catch (SshException e) {
            fail(e.reason(), e);
        }
    }

    long nextAt() {
        return failure != null ? Machine.NEVER : Machine.earlier(askAt, transport.nextAt());
    }
}
