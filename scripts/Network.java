/// A network of forwarders on UDP sockets: send datagrams, open circuits, kill nodes, look at tables.

import wirelab.kit.*;
import wirelab.network.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("Network", "a network of forwarders with datagrams and virtual circuits; commands come from standard input")
            .text("host", "ADDRESS", "127.0.0.1", "address of all nodes")
            .number("port", 0, 0, 65_535, "port of the first node, the others follow; 0 takes free ones")
            .choice("routing", List.of("dv", "ls"), "how tables are filled: distance vector or link state")
            .flag("no-poison", "distance vector without split horizon and poisoned reverse")
            .flag("no-trigger", "distance vector without triggered updates")
            .number("infinity", 0, 0, 65_535, "distance vector: what means unreachable; 0 takes that of the topology")
            .duration("hello", "250ms", "between two hellos; a neighbour that is silent four times as long is down")
            .duration("update", "750ms", "distance vector: between two updates")
            .text("svg", "FILE.svg", null, "draw the network into a file when it has converged")
            .flag("services", "leave hellos and routing out of --ladder and --pcap")
            .arguments("FILE", "the topology: lines like link a b cost=2 delay=5ms mtu=600; else an example")
            .with(new TapSwitches())
            .example("--routing ls")
            .example("campus.txt --no-poison --no-trigger")
            .example("--services --ladder < commands.txt")
            .run(args, this::network);
}

void network(CommandLine options) throws Exception {
    if (options.arguments().size() > 1) throw new UsageException("one file, not " + options.arguments().size());
    var topology = options.arguments().isEmpty() ? Topology.example()
            : Topology.read(Path.of(options.arguments().getFirst()));
    var hello = options.duration("hello");
    if (hello.toMillis() < 10 || options.duration("update").toMillis() < 10)
        throw new UsageException("timers begin at 10ms");
    var nodeOptions = NodeOptions.DEFAULTS.withHello(hello, hello.multipliedBy(4)).withUpdate(options.duration("update"))
            .withRouting(options.text("routing").equals("ls") ? NodeOptions.Method.LINK_STATE
                    : NodeOptions.Method.DISTANCE_VECTOR)
            .withRemedies(!options.flag("no-poison"), !options.flag("no-trigger")).withInfinity(options.number("infinity"));
    var host = options.host();
    if (options.flag("services") && host.tap() != null) {
        host = host.unwatched().watchedBy(NetworkWords.servicesAlone(host.tap()));
    }
    try (var network = UdpNetwork.start(host, topology, nodeOptions, options.address())) {
        network.addresses().forEach((node, address) -> Program.listening(address, node));
        network.watch(happening -> IO.println(happening.text()));
        var console = new NetworkConsole(network, IO::println);
        console.run("wait");
        if (options.text("svg") != null) console.run("draw " + options.text("svg"));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var reader = Thread.ofPlatform().daemon().start(() -> read(in, console));
        while (reader.isAlive() && !Program.awaitStop(Duration.ofMillis(20))) {
            // Either the commands end or the user ends the program.
        }
    }
}

void read(BufferedReader in, NetworkConsole console) {
    try {
        for (String line; (line = in.readLine()) != null; ) if (!run(console, line)) return;
    } catch (IOException e) {
        System.err.println("Network: " + Visible.of(Failure.line(e)));
    }
}

/// A picture that cannot be written is no reason to end the network.
boolean run(NetworkConsole console, String line) {
    try {
        return console.run(line);
    } catch (IOException | InvalidPathException e) {
        System.err.println("Network: " + Visible.of(Failure.line(e)));
        return true;
    }
}
