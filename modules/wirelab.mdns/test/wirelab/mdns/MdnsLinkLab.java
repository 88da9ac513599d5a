package wirelab.mdns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.simulation.SimulatedNetwork;
import wirelab.simulation.SimulatedNode;

/// A link in virtual time: what one says to everybody reaches each of the others, or not.
final class MdnsLinkLab {
    static final String TYPE = "_test._tcp";

    /// What was said, and when, in milliseconds.
    record Said(long at, String from, DnsMessage message, InetSocketAddress to) {}

    final SimulatedNetwork network;
    final List<Said> said = new ArrayList<>();
    private final List<Member<?>> members = new ArrayList<>();

    MdnsLinkLab(long seed) {
        network = new SimulatedNetwork(seed, SimulatedNetwork.BEFORE_WRAP);
    }

    long millis() {
        return network.elapsed().toMillis();
    }

    Responder responder(int number, String name, String host, int port) {
        return add(new Responder(number, name, host, port));
    }

    Browser browser(int number) {
        return add(new Browser(number));
    }

    Listener listener(int number) {
        return add(new Listener(number));
    }

    private <M extends Member<?>> M add(M member) {
        members.add(member);
        return network.add(member);
    }

    /// {@return what was said by one since a time}
    List<Said> by(Member<?> member, long since) {
        return said.stream().filter(each -> each.from.equals(member.name()) && each.at >= since).toList();
    }

    abstract class Member<M extends Machine<MdnsAction>> extends SimulatedNode<M, MdnsAction> {
        final InetSocketAddress address;
        final List<MdnsAction> told = new ArrayList<>();

        Member(int number) {
            super("10.0.0." + number);
            address = new InetSocketAddress(InetAddress.ofLiteral(name()), MdnsOptions.PORT);
        }

        abstract void heard(long now, M machine, DnsMessage message, InetSocketAddress source);

        @Override
        protected void received(long now, M machine, String from, byte[] bytes) {
            try {
                var source = new InetSocketAddress(InetAddress.ofLiteral(from), MdnsOptions.PORT);
                heard(now, machine, DnsMessage.decode(ByteBuffer.wrap(bytes)), source);
            } catch (ProtocolViolation e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected void perform(long now, MdnsAction action) {
            if (action instanceof MdnsAction.Send(_, var message, var to)) say(message, to);
            else told.add(action);
        }

        /// Says something to everybody, or to somebody.
        void say(DnsMessage message, InetSocketAddress to) {
            said.add(new Said(millis(), name(), message, to));
            for (var other : members) {
                if (other != this && (to == null || other.address.equals(to))) datagram(other.name(), message.encode());
            }
        }
    }

    final class Responder extends Member<ResponderMachine> {
        private final ServiceInstance wanted;

        Responder(int number, String name, String host, int port) {
            super(number);
            wanted = ServiceInstance.of(name, TYPE, host, port, Map.of("n", Integer.toString(number)));
        }

        @Override
        protected ResponderMachine boot(long now) {
            return new ResponderMachine(now, wanted, List.of(List.of(address.getAddress())), MdnsOptions.PORT, true,
                    network.random());
        }

        @Override
        void heard(long now, ResponderMachine machine, DnsMessage message, InetSocketAddress source) {
            machine.received(now, 0, message, source);
        }

        boolean holds() {
            return machine().holds();
        }

        ServiceInstance service() {
            return machine().service();
        }
    }

    final class Browser extends Member<BrowserMachine> {
        Browser(int number) {
            super(number);
        }

        @Override
        protected BrowserMachine boot(long now) {
            return new BrowserMachine(now, TYPE, List.of(1), MdnsOptions.PORT, network.random());
        }

        @Override
        void heard(long now, BrowserMachine machine, DnsMessage message, InetSocketAddress source) {
            machine.received(now, 0, message, source);
        }

        List<String> names() {
            return machine().services().stream().map(each -> each.service().name()).sorted().toList();
        }
    }

    /// One that only hears, and says what a test wants.
    final class Listener extends Member<Machine.Simple<MdnsAction>> {
        final List<DnsMessage> heard = new ArrayList<>();

        Listener(int number) {
            super(number);
        }

        @Override
        protected Machine.Simple<MdnsAction> boot(long now) {
            return new Machine.Simple<>() {
                @Override
                protected void wake(long now) {
                    throw new AssertionError("nothing was asked for");
                }
            };
        }

        @Override
        void heard(long now, Machine.Simple<MdnsAction> machine, DnsMessage message, InetSocketAddress source) {
            heard.add(message);
        }
    }
}
