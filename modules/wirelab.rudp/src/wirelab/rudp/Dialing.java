package wirelab.rudp;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.noise.Noise;
import wirelab.noise.NoiseKeys;

/// A client's connection before it is made: says HELLO until there is an answer.
final class Dialing {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(333);
    private static final long MOST_PAUSE = TimeUnit.SECONDS.toNanos(2);

    final long id;
    final InetSocketAddress server;
    final int sequence;
    private final boolean plain;
    private final byte[] limits;
    private final Noise noise;
    private final byte[] message;
    private byte[] cookie = {};
    private long pause = FIRST_PAUSE;
    private long nextAt;
    private final long deadline;
    private long helloAt;
    private int hellos;

    Dialing(long now, long id, InetSocketAddress server, RudpOptions options, RandomGenerator random) {
        this.id = id;
        this.server = server;
        plain = options.plain();
        sequence = random.nextInt();
        limits = new Handshake.Limits(options.window(), 0, new byte[Handshake.TOKEN_SIZE]).encode();
        noise = plain ? null : new Noise(Handshake.prologue(id, sequence), Secrets.bytes(random, NoiseKeys.SIZE));
        message = plain ? limits : noise.hello(limits);
        nextAt = now;
        deadline = now + options.idle().toNanos();
    }

    long nextAt() {
        return nextAt;
    }

    boolean isTooLate(long now) {
        return now - deadline >= 0;
    }

    /// {@return the packet to be sent now}
    byte[] hello(long now) {
        nextAt = Machine.earlier(now + pause, deadline);
        pause = Math.min(MOST_PAUSE, 2 * pause);
        helloAt = now;
        hellos++;
        return Handshake.packet(new Handshake.Hello(!plain, cookie, message), sequence, id);
    }

    /// The server wants to see this again.
    void cookie(long now, byte[] cookie) {
        if (Arrays.equals(cookie, this.cookie)) return;
        this.cookie = cookie;
        pause = FIRST_PAUSE;
        nextAt = now;
        hellos = 0;
    }

    /// {@return how long the answer took that has just come; 0 when it may be that of more than one HELLO (Karn)}
    long roundTrip(long now) {
        return hellos == 1 ? now - helloAt : 0;
    }

    /// What the server's WELCOME has given.
    ///
    /// @param key the server's, or `null` where nothing is sealed
    record Made(Handshake.Limits limits, PacketSeal seal, byte[] key) {}

    Made made(byte[] welcome, long keyLife) throws ProtocolViolation {
        if (plain) return new Made(Handshake.Limits.decode(welcome), new Checksum(), null);
        byte[] payload = noise.readWelcome(welcome);
        byte[][] keys = noise.split();
        return new Made(Handshake.Limits.decode(payload), new Aead(keys[0], keys[1], keyLife), noise.remoteStatic());
    }
}
