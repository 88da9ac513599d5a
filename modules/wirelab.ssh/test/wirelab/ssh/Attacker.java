package wirelab.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import wirelab.kit.FieldWriter;

/// A client that keeps to the transport, and above it says whatever the test wants, to a server in memory.
final class Attacker implements Transport.Upper {
    final SshMachine.Server server;
    final Transport transport;
    final List<byte[]> heard = new ArrayList<>();
    IOException failure;

    Attacker() throws IOException {
        this(Rekey.DEFAULTS);
    }

    Attacker(Rekey rekey) throws IOException {
        server = new SshMachine.Server(List.of(Ends.HOST), Algorithms.ALL, rekey, new Random(3), Ends.AUTHORITY, "");
        transport = new Transport(new KeyExchanger.Client(_ -> { }), Algorithms.ALL, Rekey.DEFAULTS, new Random(4), this);
        server.start(0);
        transport.start(0);
        run();
    }

    /// Logged in as alice.
    static Attacker inside() throws IOException {
        var attacker = new Attacker().service();
        attacker.say(new AuthMessage.Request("alice", AuthMessage.CONNECTION, new AuthMessage.Password("secret")).encode());
        if (attacker.server.user() == null) throw new AssertionError("the login failed: " + attacker.server.failure());
        attacker.heard.clear();
        return attacker;
    }

    Attacker service() throws IOException {
        return say(new TransportMessage.ServiceRequest("ssh-userauth").encode());
    }

    /// Says something, and hears the answer.
    Attacker say(byte[] payload) throws IOException {
        transport.send(payload);
        return run();
    }

    Attacker say(int... bytes) throws IOException {
        var out = new FieldWriter();
        for (int one : bytes) out.u8(one);
        return say(out.done());
    }

    Attacker run() throws IOException {
        for (boolean moved = true; moved; ) {
            byte[] up = taken(transport.out()), down = taken(server.out());
            server.receive(0, ByteBuffer.wrap(up));
            try {
                transport.receive(0, ByteBuffer.wrap(down));
            } catch (IOException e) {
                failure = e;
            }
            moved = up.length > 0 || down.length > 0;
        }
        return this;
    }

    private static byte[] taken(PacketWriter writer) {
        int count = writer.waiting();
        return Arrays.copyOf(writer.take(null), count);
    }

    /// {@return the first byte of the last message}
    int last() {
        return heard.getLast()[0] & 0xff;
    }

    @Override
    public void keyed(long now) {
        // The test says what comes next.
    }

    @Override
    public void extensions(Map<String, String> extensions) {
        // Not of interest.
    }

    @Override
    public void message(long now, byte[] packet, int from, int count) {
        heard.add(Arrays.copyOfRange(packet, from, from + count));
    }
}
