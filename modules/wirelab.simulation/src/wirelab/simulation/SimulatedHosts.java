package wirelab.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import wirelab.kit.Host;
import wirelab.kit.Machine;

/// Hosts whose UDP sockets are on a [SimulatedNetwork], so that clients and servers as they are talk over it, with threads
/// that block as ever and no socket of the system.
///
/// ```
/// var hosts = new SimulatedHosts(new SimulatedNetwork(seed, SimulatedNetwork.BEFORE_WRAP));
/// Host here = hosts.add("client", "192.0.2.1"), there = hosts.add("server", "192.0.2.2");
/// hosts.network(net -> net.weather(SimulatedNetwork.Weather.FOUL));
/// ```
///
/// **Time is virtual, and stands still while anybody is at work.** It goes on, to the next datagram that arrives or the next
/// wait that is over, when everybody waits. A thread is at work from when it has opened a socket, has sent or received
/// something or has waited long enough, until it waits at a socket again; or until the socket that it used last is closed,
/// or another thread waits there. Who has waited at one socket and then sends through another, as a server that answers
/// from elsewhere, is still at work at the first: more may have come there. What arrives before anybody has ever waited for
/// it keeps time, too. So one thing happens at a time and leads to the next, and the same seed gives the same run however
/// busy the machine is; a time-out of a minute takes no time. Where nobody waits with a limit and nothing is under way, time
/// stands still as well.
///
/// What follows from that:
/// - Programs ask their socket or host for the time ([Host#now()]), as the kit's `UdpAsk` and `UdpServer` do. One that looks
///   at [System#nanoTime()] finds all waits over at once. So does the clock of a [wirelab.kit.Driver], which is real: let a
///   [SimulatedNode] drive its machine instead. Such nodes need another network: their timers would never let time rest.
/// - Who keeps a socket open and waits for something else, a thread for instance, stops the time of all. After
///   [#PATIENCE] of real time those who wait get an [IllegalStateException] that says where.
/// - Two threads that nothing leads from one to the other, such as two clients at once, run in whatever order the system has
///   them.
///
/// There is no TCP: who connects or listens gets an exception that says so. There are no groups, and the wildcard address is
/// the first address of the host.
public final class SimulatedHosts {
    /// How long those who wait believe that somebody is at work.
    public static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    /// A thread that ends says nothing.
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

    /// Carries datagrams from host to host: straight, or through whatever else there is.
    @FunctionalInterface
    public interface Carrier {
        /// A host sends something; whoever carries it calls [#deliver] when it arrives.
        ///
        /// @param host the name of the host that sends
        void carry(String host, InetSocketAddress from, InetSocketAddress to, byte[] payload);
    }

    private record Wait(SimulatedChannel at, long until) {
        boolean isOver(long now) {
            return at.isReady() || Machine.isDue(until, now);
        }
    }

    /// What keeps a thread at work.
    ///
    /// @param waited whether it has waited there, so that it will look there again
    private record Work(SimulatedChannel at, boolean waited) {
        @Override
        public String toString() {
            return at.toString();
        }
    }

    private final SimulatedNetwork network;
    private final Carrier carrier;
    private final long patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, SimulatedPlace> places = new HashMap<>();
    private final Map<InetAddress, String> names = new HashMap<>();
    private final List<Wait> waits = new ArrayList<>();
    private final Map<Thread, Work> atWork = new HashMap<>();
    private long changes;

    /// Hosts on a network with nothing in between.
    public SimulatedHosts(SimulatedNetwork network) {
        this(network, null, PATIENCE);
    }

    /// Hosts with something in between: NATs, for instance.
    public SimulatedHosts(SimulatedNetwork network, Carrier carrier) {
        this(network, carrier, PATIENCE);
    }

    SimulatedHosts(SimulatedNetwork network, Carrier carrier, long patience) {
        this.network = network;
        this.carrier = carrier == null ? this::straight : carrier;
        this.patience = patience;
    }

    /// Adds a host.
    ///
    /// @param name its name on the network, for weather and cuts
    /// @param addresses of either family; the first is also what the wildcard address means
    public Host add(String name, String... addresses) {
        lock.lock();
        try {
            var place = new SimulatedPlace(this, name, Stream.of(addresses).map(InetAddress::ofLiteral).toList());
            if (places.putIfAbsent(name, place) != null) throw new IllegalArgumentException("two hosts " + name);
            for (var address : place.addresses()) names.putIfAbsent(address, name);
            return Host.at(place);
        } finally {
            lock.unlock();
        }
    }

    /// Does something with the network while time stands still: changes its weather, cuts it, lets something happen later.
    public void network(Consumer<SimulatedNetwork> change) {
        lock.lock();
        try {
            change.accept(network);
            changed();
        } finally {
            lock.unlock();
        }
    }

    /// A datagram has arrived at a host; where no socket is, it is gone. To be called when the network says so.
    public void deliver(String host, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        var socket = places.get(host).at(to, from);
        if (socket != null) socket.arrived(from, payload);
    }

    private void straight(String host, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        String there = names.get(to.getAddress());
        if (there != null) network.datagram(host, there, payload, arrived -> deliver(there, from, to, arrived));
    }

    long now() {
        lock.lock();
        try {
            return network.now();
        } finally {
            lock.unlock();
        }
    }

    InetSocketAddress bind(SimulatedPlace place, SimulatedChannel socket, InetSocketAddress wanted) throws IOException {
        lock.lock();
        try {
            var local = place.bind(socket, wanted);
            atWork.put(Thread.currentThread(), new Work(socket, false));
            changed();
            return local;
        } finally {
            lock.unlock();
        }
    }

    void send(SimulatedPlace from, SimulatedChannel socket, InetSocketAddress to, byte[] payload) {
        lock.lock();
        try {
            carrier.carry(from.name(), socket.getLocalAddress(), to, payload);
            atWork.merge(Thread.currentThread(), new Work(socket, false), (before, now) ->
                    before.waited && isAtWork(before.at) ? before : now);
            changed();
        } finally {
            lock.unlock();
        }
    }

    void closed(SimulatedPlace place, SimulatedChannel socket) {
        lock.lock();
        try {
            place.free(socket);
            changed();
        } finally {
            lock.unlock();
        }
    }

    private void changed() {
        changes++;
        changed.signalAll();
    }

    /// Waits at a socket until it has something, is closed, or the time is over; meanwhile time goes on.
    ///
    /// @param nanos [Machine#NEVER] for no limit
    /// @param then done before anything else can happen
    void await(SimulatedChannel socket, long nanos, Runnable then) throws InterruptedException {
        lock.lock();
        try {
            var wait = new Wait(socket, nanos == Machine.NEVER ? nanos : Machine.after(network.now(), nanos));
            atWork.remove(Thread.currentThread());
            waits.add(wait);
            socket.waitedAt();
            changed();
            try {
                while (!wait.isOver(network.now())) {
                    if (isAtWork()) believe();
                    else if (!goOn()) changed.await();
                }
                then.run();
            } finally {
                waits.remove(wait);
                atWork.put(Thread.currentThread(), new Work(socket, true));
                changed();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isAtWork() {
        atWork.entrySet().removeIf(entry -> !entry.getKey().isAlive() || !entry.getValue().at.isOpen());
        return waits.stream().anyMatch(wait -> wait.isOver(network.now()))
                || places.values().stream().anyMatch(SimulatedPlace::isStarting)
                || atWork.values().stream().anyMatch(work -> isAtWork(work.at));
    }

    private boolean isAtWork(SimulatedChannel socket) {
        return socket.isOpen() && waits.stream().noneMatch(wait -> wait.at == socket);
    }

    /// {@return whether there was anything that time could go on to}
    private boolean goOn() {
        long next = Machine.NEVER;
        for (var wait : waits) next = Machine.earlier(next, wait.until);
        if (next != Machine.NEVER) network.stepUntil(next);
        else if (!network.step(Long.MAX_VALUE)) return false;
        changed();
        return true;
    }

    /// Waits as long as somebody is at work.
    private void believe() throws InterruptedException {
        long seen = changes;
        long end = System.nanoTime() + patience;
        while (seen == changes && isAtWork()) {
            if (System.nanoTime() - end > 0) throw new IllegalStateException("time stands still: at work are " + atWork);
            changed.awaitNanos(LOOK_AGAIN);
        }
    }
}
