package wirelab.natlab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import wirelab.nat.*;
import wirelab.stun.Filtering;

/// A NAT as a pure object: mapping and filtering after RFC 4787, sections 4 and 5, and the one vice of a plain Linux
/// `masquerade`.
///
/// A mapping is found by what its kind says: by the private endpoint alone, by it and the remote address, or by it and the
/// remote endpoint. Datagrams that leave refresh it; without them it is forgotten after its lifetime.
final class SimulatedNat {
    private static final long TAKEN = 30_000_000_000L;

    /// What one mapping is kept under; parts that do not matter to its kind are `null` and 0.
    private record Key(InetSocketAddress inside, InetAddress remote, int port) {}

    /// A public port and a remote endpoint that a stranger's datagram has occupied.
    private record Flow(int port, InetSocketAddress remote) {}

    private static final class Binding {
        final Key key;
        final int port;
        final Map<InetSocketAddress, Long> spokenTo = new HashMap<>();
        long until;

        Binding(Key key, int port) {
            this.key = key;
            this.port = port;
        }
    }

    private final NatKind kind;
    private final boolean preservePorts;
    private final long lifetime;
    private final RandomGenerator random;
    private InetAddress address;
    private final Map<Key, Binding> bindings = new HashMap<>();
    private final Map<Integer, List<Binding>> byPort = new HashMap<>();
    private final Map<Flow, Long> taken = new HashMap<>();
    private int sequence;

    SimulatedNat(NatRules rules, InetAddress address, RandomGenerator random) {
        this.kind = rules.kind();
        this.preservePorts = rules.preservePorts();
        this.lifetime = rules.lifetime().toNanos();
        this.address = address;
        this.random = random;
    }

    InetAddress address() {
        return address;
    }

    boolean translates() {
        return kind.translates();
    }

    /// Another public address (or the same after a reboot): everything is forgotten.
    void restart(InetAddress address) {
        this.address = address;
        bindings.clear();
        byPort.clear();
        taken.clear();
    }

    /// {@return a datagram leaves: the public endpoint that it now comes from}
    InetSocketAddress outwards(long now, InetSocketAddress inside, InetSocketAddress remote) {
        if (!kind.translates()) {
            var key = new Key(inside, null, 0);
            refresh(now, bindings.computeIfAbsent(key, _ -> bind(key, inside.getPort())), remote);
            return inside;
        }
        var key = key(inside, remote);
        var binding = bindings.get(key);
        if (binding == null || binding.until < now) {
            if (binding != null) byPort.get(binding.port).remove(binding);
            binding = bind(key, choose(now, inside.getPort(), remote));
            bindings.put(key, binding);
        }
        refresh(now, binding, remote);
        return new InetSocketAddress(address, binding.port);
    }

    private Key key(InetSocketAddress inside, InetSocketAddress remote) {
        return switch (kind) {
            case ADDRESS_MAPPED -> new Key(inside, remote.getAddress(), 0);
            // The kernel keeps one flow for each remote endpoint.
            case SYMMETRIC, SEQUENTIAL, LINUX -> new Key(inside, remote.getAddress(), remote.getPort());
            default -> new Key(inside, null, 0);
        };
    }

    private Binding bind(Key key, int port) {
        var binding = new Binding(key, port);
        byPort.computeIfAbsent(port, _ -> new ArrayList<>()).add(binding);
        return binding;
    }

    private void refresh(long now, Binding binding, InetSocketAddress remote) {
        binding.until = now + lifetime;
        binding.spokenTo.put(remote, now + lifetime);
    }

    private int choose(long now, int privatePort, InetSocketAddress remote) {
        if (kind == NatKind.SEQUENTIAL) return 40_000 + sequence++ % 20_000;
        boolean keeps = preservePorts && kind != NatKind.SYMMETRIC && kind != NatKind.ADDRESS_MAPPED;
        if (keeps && free(now, privatePort, remote)) return privatePort;
        while (true) {
            int port = 20_000 + random.nextInt(40_000);
            if (free(now, port, remote)) return port;
        }
    }

    /// With Linux a port may serve many private endpoints, as long as no two speak to the same remote one.
    private boolean free(long now, int port, InetSocketAddress remote) {
        var users = byPort.getOrDefault(port, List.of()).stream().filter(b -> b.until >= now);
        if (kind != NatKind.LINUX) return users.findAny().isEmpty();
        return users.noneMatch(b -> b.spokenTo.containsKey(remote)) && taken.getOrDefault(new Flow(port, remote), -1L) < now;
    }

    /// {@return a datagram arrives from outside: the private endpoint that it goes to, `null` when it is let in nowhere}
    InetSocketAddress inwards(long now, InetSocketAddress remote, InetSocketAddress to) {
        if (kind == NatKind.OPEN) return to;
        for (var binding : byPort.getOrDefault(to.getPort(), List.of())) {
            boolean mine = kind.translates() || binding.key.inside.equals(to);
            if (mine && binding.until >= now && lets(now, binding, remote)) return binding.key.inside;
        }
        if (kind == NatKind.LINUX) taken.put(new Flow(to.getPort(), remote), now + TAKEN);
        return null;
    }

    private boolean lets(long now, Binding binding, InetSocketAddress remote) {
        if (kind.filtering() == Filtering.ENDPOINT_INDEPENDENT) return true;
        boolean port = kind.filtering() == Filtering.ADDRESS_AND_PORT_DEPENDENT;
        return binding.spokenTo.entrySet().stream().anyMatch(spoken -> spoken.getValue() >= now
                && (port ? spoken.getKey().equals(remote) : spoken.getKey().getAddress().equals(remote.getAddress())));
    }
}
