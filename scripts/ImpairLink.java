/// A link between two network namespaces that misbehaves as told, for any program and the kernel's own TCP (Linux, root).

import wirelab.hosts.NativeAccess;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) throws Exception {
    // Before the options, since those may already open a file.
    if (NativeAccess.relaunched()) return;
    Program.of("ImpairLink", "a link between two network namespaces that misbehaves as told (Linux, root)")
            .arguments("[WORD...]", "what the link does, such as delay=10ms loss=1% rate=50mbit queue=100 seed=7")
            .text("left", "COMMAND", null, "run this at the left, with $PEER for the other side; when it ends, all ends")
            .text("right", "COMMAND", null, "run this at the right, before the left one")
            .number("mtu", 1500, 576, 9000, "largest IP packet in bytes")
            .number("network", 0, 0, 255, "addresses 10.77.N.1 and 10.77.N.2")
            .flag("ipv6", "IPv6 too: fd77:N::1 and fd77:N::2")
            .duration("for", "1h", "end after so long at the latest")
            .with(new TapSwitches())
            .example("delay=10ms loss=1% seed=7")
            .example("--right 'iperf3 -s -1' --left 'sleep 1; iperf3 -c $PEER -C cubic' delay=10ms loss=1%")
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    var spec = LinkSpec.parse(String.join(" ", options.arguments()));
    var shape = new TunLink.Options(options.number("mtu"), options.number("network"), options.flag("ipv6"));
    var link = TunLink.start(spec, shape, options.host().tap());
    try {
        System.out.println("link   " + spec);
        System.out.println("left   " + describe(link.left()));
        System.out.println("right  " + describe(link.right()));
        System.out.println("try    ip netns exec " + link.left().namespace() + " ping " + link.right().address());
        System.out.flush();
        if (options.text("left") == null && options.text("right") == null) Program.awaitStop(options.duration("for"));
        else talk(link, options.text("left"), options.text("right"), options.duration("for"));
    } finally {
        link.close();
        System.out.println("up     " + link.up());
        System.out.println("down   " + link.down());
    }
}

String describe(TunLink.End host) {
    return host.namespace() + "  " + host.address() + (host.ipv6() == null ? "" : "  " + host.ipv6());
}

/// Runs a command at the right, another at the left, and waits for the one that was asked for last.
void talk(TunLink link, String left, String right, Duration limit) throws Exception {
    var running = new ArrayList<Process>();
    try {
        if (right != null) running.add(start(link.right(), right, link.left()));
        if (left != null) running.add(start(link.left(), left, link.right()));
        long deadline = System.nanoTime() + limit.toNanos();
        while (running.getLast().isAlive() && !Program.awaitStop(Duration.ofMillis(20))) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the command was not done after " + Text.duration(limit));
            }
        }
        if (running.getLast().isAlive()) return;
        int status = running.getLast().exitValue();
        if (status != 0) throw new IOException("the command ended with status " + status);
    } finally {
        // Whoever served the other has a moment to say its last line.
        for (var process : running) process.waitFor(500, TimeUnit.MILLISECONDS);
        for (var process : running) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor();
        }
    }
}

Process start(TunLink.End host, String command, TunLink.End peer) throws IOException {
    var builder = host.command("sh", "-c", command).inheritIO();
    builder.environment().put("PEER", peer.address());
    return builder.start();
}
