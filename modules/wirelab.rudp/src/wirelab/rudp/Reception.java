package wirelab.rudp;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import wirelab.kit.FieldWriter;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Rate;
import wirelab.kit.RateLimit;
import wirelab.kit.Secrets;
import wirelab.noise.Noise;
import wirelab.noise.NoiseKeys;

/// What a server says to those whom it does not know: nothing is kept for them, and no more is sent to them than came, until
/// they have sent back a cookie that only who receives at their address can have.
final class Reception {
    private static final long MINUTE = 60_000_000_000L;
    /// Handshakes and resets of a source address per second.
    private static final Rate RATE = new Rate(2_000, 2_000, 10_000);

    private final RudpOptions options;
    private final RudpIdentity identity;
    private final RandomGenerator random;
    private final long keyLife;
    private final Hmac cookies;
    private final Hmac tokens;
    private final RateLimit limit = new RateLimit(RATE);

    Reception(RudpOptions options, RudpIdentity identity, RandomGenerator random, long keyLife) {
        this.options = options;
        this.identity = identity;
        this.random = random;
        this.keyLife = keyLife;
        cookies = Hmac.sha256(Secrets.bytes(random, 32));
        tokens = Hmac.sha256(identity.resetKey());
    }

    /// What is done about a HELLO.
    ///
    /// @param answer the packet that goes back, or `null`
    /// @param terms of the connection that is thereby made, or `null`
    record Greeting(byte[] answer, RudpConnection.Terms terms) {}

    /// @param full whether there may be no more connections
    Greeting greet(long now, RudpPacket packet, Handshake.Hello hello, InetSocketAddress source, boolean full)
            throws ProtocolViolation {
        if (!limit.allows(source.getAddress(), now)) return new Greeting(null, null);
        long id = packet.connection();
        if (hello.sealed() == options.plain()) {
            return refusal(options.plain() ? Handshake.Status.PLAIN : Handshake.Status.SEALED, id);
        }
        if (!isCookie(now, hello.cookie(), id, source)) {
            var again = new Handshake.Cookie(Handshake.Status.AGAIN, cookie(now, 0, id, source));
            return new Greeting(Handshake.packet(again, 0, id), null);
        }
        if (full) return refusal(Handshake.Status.FULL, id);
        int sequence = random.nextInt();
        var own = new Handshake.Limits(options.window(), options.streams(), token(id)).encode();
        byte[] message = own;
        byte[] theirs = hello.message();
        PacketSeal seal;
        if (hello.sealed()) {
            var noise = new Noise(Handshake.prologue(id, packet.sequence()), Secrets.bytes(random, NoiseKeys.SIZE));
            theirs = noise.readHello(theirs);
            message = noise.welcome(identity.secret(), own);
            byte[][] keys = noise.split();
            seal = new Aead(keys[1], keys[0], keyLife);
        } else {
            seal = new Checksum();
        }
        var limits = Handshake.Limits.decode(theirs);
        var terms = new RudpConnection.Terms(id, source, false, sequence & 0xffff_ffffL, packet.sequence() & 0xffff_ffffL,
                limits.window(), 0, seal);
        return new Greeting(Handshake.packet(new Handshake.Welcome(message), sequence, id), terms);
    }

    private static Greeting refusal(Handshake.Status status, long id) {
        return new Greeting(Handshake.packet(new Handshake.Cookie(status, new byte[0]), 0, id), null);
    }

    private boolean isCookie(long now, byte[] cookie, long id, InetSocketAddress source) {
        return cookie.length > 0 && (Secrets.same(cookie, cookie(now, 0, id, source))
                || Secrets.same(cookie, cookie(now, 1, id, source)));
    }

    private byte[] cookie(long now, int minutesAgo, long id, InetSocketAddress source) {
        byte[] rest = new FieldWriter().u16(source.getPort()).u64(id).u64(Math.floorDiv(now, MINUTE) - minutesAgo).done();
        return Arrays.copyOf(cookies.of(source.getAddress().getAddress(), rest), Handshake.COOKIE_SIZE);
    }

    private byte[] token(long id) {
        return Arrays.copyOf(tokens.of(new FieldWriter(8).u64(id).done()), Handshake.TOKEN_SIZE);
    }

    /// {@return what is said to a packet of a connection that is not there; never more than came}
    byte[] reset(long now, long id, int size) {
        byte[] packet = Handshake.packet(new Handshake.Reset(token(id)), 0, id);
        return packet.length < size && resets.allows(now) ? packet : null;
    }

    private final Resets resets = new Resets();

    /// All resets of a server together: two servers must not reset each other for ever.
    private static final class Resets {
        private static final long PAUSE = 1_000_000;
        private long lastAt;
        private boolean any;

        boolean allows(long now) {
            if (any && now - lastAt < PAUSE) return false;
            any = true;
            lastAt = now;
            return true;
        }
    }
}
