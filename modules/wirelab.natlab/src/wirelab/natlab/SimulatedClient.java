package wirelab.natlab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import wirelab.nat.*;

/// One client in a [Simulation] and the sockets that it has open.
final class SimulatedClient {
    private final SimulatedInternet net;
    private final SimulatedInternet.Home home;
    private final InetAddress address;
    final Engine engine;
    private final Map<Integer, Integer> ports = new HashMap<>();
    private final Map<Integer, Integer> sockets = new HashMap<>();
    final List<Notice> notices = new ArrayList<>();
    private int nextPort;
    final SimulatedDriver<Action> driver;

    SimulatedClient(SimulatedInternet net, SimulatedInternet.Home home, InetAddress address, InetSocketAddress server,
            String id, RandomGenerator random) {
        this.net = net;
        nextPort = 50_000 + random.nextInt(5_000);
        this.home = home;
        this.address = address;
        engine = new Engine(id, List.of(server), List.of(address), random);
        driver = new SimulatedDriver<>(net, engine, this::perform);
        home.add(address, this::receive);
        bind(0, 10_081);
        engine.opened(net.now(), 0, 10_081);
        driver.settle();
    }

    private void bind(int socket, int port) {
        ports.put(socket, port);
        sockets.put(port, socket);
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Send send -> {
                if (ports.containsKey(send.socket())) {
                    net.send(home, new InetSocketAddress(address, ports.get(send.socket())), send.to(), send.payload());
                }
            }
            case Action.Open open -> {
                do nextPort = nextPort == 65_535 ? 50_000 : nextPort + 1; while (sockets.containsKey(nextPort));
                bind(open.socket(), nextPort);
                engine.opened(net.now(), open.socket(), ports.get(open.socket()));
            }
            case Action.Close close -> sockets.remove(ports.remove(close.socket()));
            case Action.Tell(Notice notice) -> notices.add(notice);
            case Action.Print _ -> throw new IllegalStateException("clients print nothing");
        }
    }

    private void receive(InetSocketAddress from, int port, byte[] payload) {
        var socket = sockets.get(port);
        if (driver.hasEnded() || socket == null) return;
        engine.received(net.now(), socket, from, payload);
        driver.settle();
    }
}
