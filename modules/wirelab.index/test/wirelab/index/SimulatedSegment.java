package wirelab.index;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import wirelab.kit.Bytes;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;
import wirelab.simulation.SimulatedNetwork;
import wirelab.simulation.SimulatedNode;

/// A segment in virtual time: what one says to everybody reaches each of the others, or not.
final class SimulatedSegment {
    static final MembershipOptions OPTIONS = MembershipOptions.DEFAULTS;

    final SimulatedNetwork network;
    final List<Node> nodes = new ArrayList<>();
    final Hmac key;
    /// Datagrams sent, counted once for everybody.
    long sent;
    /// Share of exchanges that fail.
    double failing;
    private final Map<String, Node> byName = new HashMap<>();
    private final Map<InetSocketAddress, Node> byAddress = new HashMap<>();

    SimulatedSegment(long seed, Hmac key) {
        network = new SimulatedNetwork(seed, SimulatedNetwork.BEFORE_WRAP);
        this.key = key;
    }

    Node add(int number) {
        var node = new Node(number, NodeId.draw(network.random()));
        return add(node);
    }

    Node add(Node node) {
        nodes.add(node);
        byName.put(node.name(), node);
        byAddress.put(node.address, node);
        return network.add(node);
    }

    /// {@return whether each of these knows exactly the others, and what they have}
    boolean agree(List<Node> these) {
        for (var one : these) {
            if (one.machine().others().size() != these.size() - 1) return false;
            for (var other : these) {
                if (one != other && !other.root.equals(one.known.get(other.machine().self().id()))) return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var node : nodes) {
            var machine = node.machine();
            if (machine == null) continue;
            text.append("\n").append(node.name()).append(" ").append(machine.self().id()).append("/")
                    .append(machine.self().incarnation()).append(" root ").append(node.root.hashCode()).append(" knows");
            for (var other : machine.nodes()) {
                text.append(" ").append(other.state.id()).append("/").append(other.state.incarnation()).append("@")
                        .append(byAddress.get(other.address).name()).append(other.isSuspect() ? "?" : "")
                        .append(other.fetching ? "f" : "").append(other.isBehind() ? "b" : "");
            }
        }
        return text.toString();
    }

    static Bytes root(long content) {
        return Bytes.of(ByteBuffer.allocate(32).putLong(content).array());
    }

    final class Node extends SimulatedNode<MembershipMachine, MembershipAction> {
        final InetSocketAddress address;
        final Map<NodeId, Bytes> known = new HashMap<>();
        final List<NodeId> lost = new ArrayList<>();
        NodeId id;
        long incarnation = 1;
        Bytes root = root(0);
        /// What it gives when it is asked, `null` for what it says that it has.
        Bytes given;
        /// How often it has asked what another one has.
        int asked;

        Node(int number, NodeId id) {
            super("n" + number);
            this.id = id;
            try {
                address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8),
                        (byte) number}), 8000);
            } catch (java.net.UnknownHostException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected MembershipMachine boot(long now) {
            known.clear();
            lost.clear();
            var self = new NodeState(id, incarnation, 0, 8000, 1, root);
            return new MembershipMachine(now, OPTIONS, self, new Random(network.random().nextLong()));
        }

        void has(long content) {
            root = root(content);
            enter((machine, now) -> machine.content(now, 1, root));
        }

        @Override
        protected void received(long now, MembershipMachine machine, String from, byte[] bytes) {
            try {
                var source = byName.containsKey(from) ? byName.get(from).address : new InetSocketAddress(from, 9);
                machine.received(now, SegmentMessage.decode(ByteBuffer.wrap(bytes), key), source);
            } catch (ProtocolViolation _) {
                // Spoilt on the way.
            }
        }

        @Override
        protected void perform(long now, MembershipAction action) {
            switch (action) {
                case MembershipAction.Send(var message, var to) -> {
                    sent++;
                    if (byAddress.containsKey(to)) datagram(byAddress.get(to).name(), message.encode(key));
                }
                case MembershipAction.Spread(var message) -> {
                    sent++;
                    for (var other : nodes) if (other != this) datagram(other.name(), message.encode(key));
                }
                case MembershipAction.Fetch(var state, var from) -> network.after(Duration.ofMillis(5), () -> {
                    asked++;
                    var other = byAddress.get(from);
                    var given = other.given == null ? other.root : other.given;
                    boolean there = other.isUp() && network.random().nextDouble() >= failing
                            && other.machine().self().id().equals(state.id());
                    if (there) known.put(state.id(), given);
                    enter((machine, time) -> machine.fetched(time, state.id(), there ? given : null));
                });
                case MembershipAction.Keep(var id, long incarnation) -> {
                    this.id = id;
                    this.incarnation = incarnation;
                }
                case MembershipAction.Joined _ -> {
                    // Seen in the list.
                }
                case MembershipAction.Left(var id, _, _) -> {
                    known.remove(id);
                    lost.add(id);
                }
            }
        }
    }
}
