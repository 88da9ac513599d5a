/// A machine looks at itself: its tables, a socket from its birth to its end, and why a client does not reach its server.

import wirelab.hosts.*;
import wirelab.kit.*;
import wirelab.netview.*;
import wirelab.program.*;
import wirelab.stun.BindingServer;

void main(String... args) throws Exception {
    if (NativeAccess.relaunched()) return;
    Program.of("NetViewDemo", "tables of this machine, a socket's life, and diagnoses that are right")
            .flag("virtual", "as root: a bridged, a translated and a host-only guest, and a diagnosis from each")
            .demo(args, (options, demo) -> {
                if (options.flag("virtual")) virtual(demo);
                else here(demo);
            });
}

void here(Demo demo) throws Exception {
    var source = NetSource.here();
    demo.step("What this machine is: interfaces and routes");
    var interfaces = source.interfaces();
    demo.say(NetTables.interfaces(interfaces).text());
    demo.check("loopback is there", interfaces.stream().anyMatch(NetInterface::isLoopback));

    demo.step("A server, a client, and the filter of ss");
    int port;
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        port = server.getLocalPort();
        var filter = SocketFilter.parse("port = :" + port);
        try (var client = new Socket(server.getInetAddress(), port); var accepted = server.accept()) {
            // The system may have given a port that somebody had a minute ago, whose last words it remembers.
            var seen = source.sockets().stream().filter(filter).filter(socket -> socket.state() != SocketState.TIME_WAIT).toList();
            demo.say(NetTables.sockets(seen).text());
            demo.check("the listening socket and both ends are seen", seen.size() == 3);
            long self = ProcessHandle.current().pid();
            demo.check("all three belong to this process", seen.stream().allMatch(socket ->
                    socket.owners().stream().anyMatch(owner -> owner.pid() == self)));
            demo.check("the client's end is where Java says", seen.stream().anyMatch(socket ->
                    socket.local().getPort() == client.getLocalPort() && accepted.getPort() == client.getLocalPort()));
        }
        demo.step("The client cannot reach a server: what is said");
        demo.check("an open port is reachable", diagnose(demo, port) == Verdict.REACHABLE);
    }
    demo.check("a closed one is not, and the reason is known here", diagnose(demo, port) == Verdict.NOTHING_LISTENS);
}

Verdict diagnose(Demo demo, int port) throws IOException {
    var diagnosis = Diagnosis.of(new NetObserver(Host.HERE, NetObserver.Options.DEFAULTS).observe("127.0.0.1", port));
    demo.say(diagnosis.text());
    return diagnosis.verdict();
}

/// The course's three kinds of virtual network: a real machine with a guest in each, a server on the real machine's link.
void virtual(Demo demo) throws Exception {
    if (Namespace.missing() != null) throw new IOException(Namespace.missing());
    String prefix = "nvd" + ProcessHandle.current().pid();
    try (var real = Namespace.create(prefix + "-real"); var server = Namespace.create(prefix + "-server");
            var bridged = Namespace.create(prefix + "-bridged"); var nat = Namespace.create(prefix + "-nat");
            var only = Namespace.create(prefix + "-only")) {
        real.settings("ipv4/ip_forward=1", "bridge/bridge-nf-call-iptables=0");
        real.ip("""
                link add lan type bridge
                addr add 192.168.1.10/24 dev lan
                link set lan up
                """);
        cable(real, server, "192.168.1.1/24", "master lan", null);
        cable(real, bridged, "192.168.1.20/24", "master lan", "192.168.1.1");
        cable(real, nat, "10.0.2.15/24", null, "10.0.2.2");
        cable(real, only, "192.168.56.101/24", null, null);
        real.ip("addr add 10.0.2.2/24 dev to-nat\naddr add 192.168.56.1/24 dev to-only");
        real.feed("""
                table ip nat {
                  chain post {
                    type nat hook postrouting priority 100
                    ip saddr 10.0.2.0/24 masquerade
                  }
                }
                """, "nft", "-f", "-");
        var stun = new InetSocketAddress("192.168.1.1", BindingServer.PORT);
        var listener = server.host().call(() -> ServerSocketChannel.open());
        try (listener; var _ = BindingServer.start(server.host(),
                BindingServer.Options.DEFAULTS.withBind(stun).withTcp(false))) {
            listener.bind(new InetSocketAddress("192.168.1.1", 80));
            guests(demo, stun, bridged, nat, only);
            demo.step("The other way round: the server looks for the guests");
            demo.check("the bridged guest is a machine on its link, where nothing listens",
                    ask(demo, server, "192.168.1.20", null).verdict() == Verdict.REFUSED);
            demo.check("the guest behind NAT has an address that means nothing there",
                    ask(demo, server, "10.0.2.15", null).verdict() == Verdict.NO_ROUTE);
        }
    }
}

void guests(Demo demo, InetSocketAddress stun, Namespace bridged, Namespace nat, Namespace only) throws IOException {
    demo.step("The bridged guest");
    var first = ask(demo, bridged, "192.168.1.1", stun);
    demo.check("it reaches the server, and nobody translates", first.verdict() == Verdict.REACHABLE
            && first.seen().kind().kind() == NetworkKind.Kind.BRIDGED);
    demo.step("The guest behind NAT");
    var second = ask(demo, nat, "192.168.1.1", stun);
    demo.check("it reaches the server under another address", second.verdict() == Verdict.REACHABLE
            && second.seen().kind().kind() == NetworkKind.Kind.NAT);
    demo.step("The host-only guest");
    var third = ask(demo, only, "192.168.1.1", null);
    demo.check("it has no way out", third.verdict() == Verdict.NO_ROUTE
            && third.seen().kind().kind() == NetworkKind.Kind.HOST_ONLY);
}

/// A cable from a guest to the real machine.
void cable(Namespace real, Namespace guest, String address, String master, String gateway) throws IOException {
    String port = "to-" + guest.name().replaceFirst(".*-", "");
    real.ip("link add eth0 netns " + guest.name() + " type veth peer name " + port);
    real.ip("link set " + port + (master == null ? "" : " " + master) + " up");
    guest.ip("addr add " + address + " dev eth0\nlink set eth0 up");
    if (gateway != null) guest.ip("route add default via " + gateway);
}

Diagnosis ask(Demo demo, Namespace at, String server, InetSocketAddress stun) throws IOException {
    var options = NetObserver.Options.DEFAULTS.withStun(stun);
    var diagnosis = Diagnosis.of(new NetObserver(at.host(), options).observe(server, 80));
    demo.say(diagnosis.text());
    return diagnosis;
}
