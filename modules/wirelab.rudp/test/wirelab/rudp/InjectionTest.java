package wirelab.rudp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.ProtocolViolation;

/// Somebody on the way sees every packet of a sealed connection and sends packets of his own to both ends: old ones again,
/// changed ones, and some made up with the right connection id and the next number. The bytes come whole, nobody moves,
/// nobody ends.
class InjectionTest {
    private static final int SIZE = 2_000_000;
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1);
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.2", 2);
    private static final InetSocketAddress ATTACKER = new InetSocketAddress("198.51.100.9", 77);
    private static final long STEP = 100_000;

    private record Packet(byte[] bytes, InetSocketAddress source, boolean toServer) {}

    private final Random random = new Random(3);
    private final RudpEnd client = end(null);
    private final RudpEnd server = end(new Reception(RudpOptions.DEFAULTS, RudpIdentity.create(random), random,
            Aead.KEY_LIFE));
    private final ArrayDeque<Packet> wire = new ArrayDeque<>();
    private final List<Packet> seen = new ArrayList<>();
    private long now = 1;
    private long id;
    private long written;
    private long received;
    private long toAttacker, fromAttacker;
    private int refused;
    private String closed;

    private RudpEnd end(Reception reception) {
        return new RudpEnd(new RudpEnd.Setting(RudpOptions.DEFAULTS, reception, random, RudpTrace.NONE, Aead.KEY_LIFE));
    }

    private void drain(RudpEnd end) {
        end.drain(action -> {
            switch (action) {
                case RudpAction.Send send -> {
                    if (send.to().equals(ATTACKER)) toAttacker += send.datagram().length;
                    else wire.add(new Packet(send.datagram(), end == client ? CLIENT : SERVER, end == client));
                }
                case RudpAction.Opened opened -> id = opened.connection();
                case RudpAction.Closed over -> closed = over.reason();
                default -> {}
            }
        });
    }

    private void deliver(Packet packet) {
        var end = packet.toServer ? server : client;
        if (packet.source.equals(ATTACKER)) fromAttacker += packet.bytes.length;
        try {
            end.received(now, ByteBuffer.wrap(packet.bytes), packet.source);
        } catch (ProtocolViolation _) {
            refused++;
        }
        drain(end);
    }

    private void step() {
        now += STEP;
        for (int i = wire.size(); i > 0; i--) {
            var packet = wire.remove();
            seen.add(packet);
            deliver(packet);
        }
        client.tick(now);
        drain(client);
        server.tick(now);
        drain(server);
        if (client.connection(id) == null) return;
        client.with(now, id, c -> {
            if (written == 0) c.streams().open();
            byte[] bytes = new byte[(int) Math.min(20_000, SIZE - written)];
            for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) ((written + i) % 251);
            int count = bytes.length == 0 ? 0 : c.write(0, bytes, 0, bytes.length);
            if (count > 0) written += count;
        });
        drain(client);
        server.with(now, id, c -> {
            byte[] into = new byte[10_000];
            for (int count; (count = c.read(now, 0, into, 0, into.length)) > 0; ) {
                for (int i = 0; i < count; i++) assertEquals((byte) ((received + i) % 251), into[i]);
                received += count;
            }
        });
        drain(server);
    }

    /// Sends something that was not sent so.
    private void inject(String kind) {
        if (seen.isEmpty()) return;
        var old = seen.get(random.nextInt(seen.size()));
        var source = random.nextBoolean() ? old.source : ATTACKER;
        boolean toServer = old.toServer;
        byte[] bytes = switch (kind) {
            case "replayed" -> old.bytes;
            case "changed" -> {
                byte[] copy = old.bytes.clone();
                copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
                yield copy;
            }
            case "made up" -> {
                var made = ByteBuffer.allocate(40 + random.nextInt(1_000));
                random.nextBytes(made.array());
                var newest = seen.getLast().bytes;
                int flags = random.nextBoolean() ? 0x28 : 0x38;
                made.putInt(ByteBuffer.wrap(newest).getInt() + 1 + random.nextInt(3)).putInt(0).putInt(0).put((byte) flags)
                        .putLong(id);
                yield made.array();
            }
            default -> {
                byte[] token = new byte[16];
                random.nextBytes(token);
                Handshake message = switch (random.nextInt(4)) {
                    case 0 -> new Handshake.Reset(token);
                    case 1 -> new Handshake.Cookie(Handshake.Status.FULL, new byte[0]);
                    case 2 -> new Handshake.Welcome(token);
                    default -> new Handshake.Hello(true, token, token);
                };
                yield Handshake.packet(message, random.nextInt(), id);
            }
        };
        deliver(new Packet(bytes.clone(), source, toServer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"replayed", "changed", "made up", "handshakes"})
    void whatIsInjectedChangesNothing(String kind) {
        client.connect(now, SERVER);
        drain(client);
        while (client.connection(id) == null || server.connection(id) == null) step();
        int injected = 0;
        for (int steps = 0; received < SIZE; steps++) {
            assertTrue(steps < 200_000, received + " bytes have come");
            step();
            for (int i = 0; i < 10; i++, injected++) inject(kind);
            assertNull(closed);
        }
        assertTrue(injected >= 150, injected + " injected");
        // A handshake of a connection that has been made is no violation, and nothing at all.
        assertTrue(refused > 100 || kind.equals("handshakes"), refused + " refused");
        assertEquals(CLIENT, server.connection(id).peer());
        assertEquals(SERVER, client.connection(id).peer());
        assertTrue(toAttacker <= 3 * fromAttacker, toAttacker + " bytes to who sent " + fromAttacker);
    }
}
