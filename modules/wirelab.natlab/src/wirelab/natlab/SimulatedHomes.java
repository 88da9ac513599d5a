package wirelab.natlab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import wirelab.kit.Host;
import wirelab.simulation.SimulatedHosts;
import wirelab.simulation.SimulatedNetwork;

/// Hosts in homes behind simulated NATs: clients and servers as they are talk through them, in the virtual time of
/// [SimulatedHosts], and nobody has to be root.
///
/// ```
/// var homes = new SimulatedHomes(7);
/// homes.home("home", NatRules.of(NatKind.SYMMETRIC), "198.51.100.1", null);
/// Host server = homes.host("server", null, "203.0.113.10", "203.0.113.11");
/// Host client = homes.host("client", "home", "192.168.1.11");
/// ```
public final class SimulatedHomes {
    private final SimulatedInternet net;
    private final SimulatedHosts hosts;
    private final Map<String, SimulatedInternet.Home> homes = new HashMap<>();
    private final Map<String, SimulatedInternet.Home> homeOf = new HashMap<>();

    /// Begins with an empty Internet, shortly before nanoseconds wrap around.
    ///
    /// @param seed what chance is drawn from: the same seed gives the same NAT ports and losses
    public SimulatedHomes(long seed) {
        var network = new SimulatedNetwork(seed, SimulatedNetwork.BEFORE_WRAP);
        net = new SimulatedInternet(network.random(), network);
        hosts = new SimulatedHosts(network, this::carry);
    }

    /// Builds a home behind a NAT.
    ///
    /// @param behind another home of which this NAT is a host, as behind a carrier; `null` for the Internet
    public void home(String name, NatRules rules, String address, String behind) {
        homes.put(name, net.home(rules, InetAddress.ofLiteral(address),
                behind == null ? net.internet() : homes.get(behind)));
    }

    /// Adds a host.
    ///
    /// @param home where it stands, `null` for the Internet
    public Host host(String name, String home, String... addresses) {
        var at = home == null ? net.internet() : homes.get(home);
        homeOf.put(name, at);
        for (String address : addresses) {
            var here = InetAddress.ofLiteral(address);
            at.add(here, (from, port, payload) -> hosts.deliver(name, from, new InetSocketAddress(here, port), payload));
        }
        return hosts.add(name, addresses);
    }

    /// From now on datagrams get lost on the Internet.
    ///
    /// @param chance 0 to 1, for each datagram
    public void lose(double chance) {
        hosts.network(_ -> net.lose(chance));
    }

    private void carry(String host, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        net.send(homeOf.get(host), from, to, payload);
    }

    @Override
    public String toString() {
        return "homes " + homes.keySet() + " with " + homeOf.keySet();
    }
}
