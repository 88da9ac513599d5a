package wirelab.impair;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import wirelab.hosts.Ip;
import wirelab.hosts.Namespace;
import wirelab.hosts.Tun;
import wirelab.kit.Tap;
import wirelab.kit.UsageException;

/// A link between two hosts, which are network namespaces of this machine: every IP packet between them passes a [Link], so
/// that the kernel's TCP, our own datagrams and anybody's program meet the same seeded conditions. Linux, as root.
///
/// ```
///   left namespace                 this process                  right namespace
///   10.77.0.1  wire0 --- TUN ---> [ up:   Link ] ---> TUN ---  wire0  10.77.0.2
///                    <-- TUN <--- [ down: Link ] <--- TUN ---
/// ```
///
/// One thread per direction reads what is there, writes what is due, and sleeps in `ppoll` until there is more of either. A
/// packet passes as it is: the kernel has made its checksums, so a bit that is turned over on the way is found by the
/// receiver. A [Tap] sees what a capture at the left host would: all that it sends, and what reaches it. Both ends in one
/// capture would look like every packet sent twice.
public final class TunLink implements AutoCloseable {
    private static final Logger LOG = System.getLogger(TunLink.class.getName());
    private static final Tap.Party LEFT = new Tap.Party("left", Tap.Words.NONE);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    /// How many packets are read before those that are due are written.
    private static final int BATCH = 16;
    /// How long a thread sleeps at most, so that it notices the end.
    private static final long NAP = 50_000_000;
    /// Where packets come closer together than this, it does not sleep for less: as a network card does, which interrupts once
    /// for several of them. Else a quick sender has to wake this thread for each packet, and both do little else.
    private static final long COALESCED = 50_000;
    /// Packets that the kernel keeps while this process is not running: 100 ms at full speed.
    private static final int KERNEL_QUEUE = 10_000;

    /// How a link is made.
    ///
    /// @param mtu the largest IP packet in bytes, 576 to 9000
    /// @param network the third number of the addresses: 10.77.`network`.1 and 10.77.`network`.2, fd77:`network`::1 and ::2
    /// @param ipv6 whether the hosts speak IPv6 too; else a run with the same seed is not disturbed by its announcements
    public record Options(int mtu, int network, boolean ipv6) {
        /// 1,500 bytes, 10.77.0.1 and 10.77.0.2, IPv4 alone.
        public static final Options DEFAULTS = new Options(1500, 0, false);

        public Options {
            if (mtu < 576 || mtu > 9000) {
                throw new UsageException("the MTU lies between 576 and 9000, not at " + mtu);
            }
            if (network < 0 || network > 255) throw new UsageException("the network lies between 0 and 255");
        }
    }

    /// One end of the link.
    ///
    /// @param namespace its name, as `ip netns` shows it
    /// @param ipv6 its IPv6 address, or `null`
    public record End(String namespace, String address, String ipv6) {
        /// A command that runs on this host.
        ///
        /// @return to be started
        public ProcessBuilder command(String... command) {
            var whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
            whole.addAll(List.of(command));
            return new ProcessBuilder(whole);
        }
    }

    private final End left;
    private final End right;
    private final List<Namespace> made = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private final Tap tap;
    private final Tun leftTun;
    private final Tun rightTun;
    private final Link<Slots.Slot> up;
    private final Link<Slots.Slot> down;
    private final List<Thread> threads;
    private final Thread cleaner = Thread.ofPlatform().name("tun-remove").unstarted(this::removeNamespaces);
    private volatile boolean stopped;

    private TunLink(LinkSpec spec, Options options, Tap tap) throws IOException {
        this.tap = tap;
        int number = NUMBER.getAndIncrement();
        String name = "wirelab-" + ProcessHandle.current().pid() + (number == 0 ? "" : "-" + number);
        left = host(name + "-left", 1, options);
        right = host(name + "-right", 2, options);
        Runtime.getRuntime().addShutdownHook(cleaner);
        Tun[] tuns = new Tun[2];
        try {
            tuns[0] = connect(left, number, options);
            tuns[1] = connect(right, number, options);
            warmUp(spec, tuns[0], tuns[1]);
        } catch (IOException | RuntimeException e) {
            for (var tun : tuns) if (tun != null) tun.close();
            removeNamespaces();
            Runtime.getRuntime().removeShutdownHook(cleaner);
            throw e;
        }
        leftTun = tuns[0];
        rightTun = tuns[1];
        up = spec.upLink(System.nanoTime());
        down = spec.downLink(System.nanoTime());
        threads = List.of(
                start("link-up", () -> carry(leftTun, rightTun, up, options.mtu, left, right)),
                start("link-down", () -> carry(rightTun, leftTun, down, options.mtu, right, left)));
    }

    private static Thread start(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(work);
    }

    /// Why no such link can be made here.
    ///
    /// @return the reason in a few words, or `null` when nothing stands in the way
    public static String missing() {
        if (Namespace.missing() != null) return Namespace.missing();
        return Files.exists(Path.of("/dev/net/tun")) ? null : "/dev/net/tun is missing: the kernel has no TUN devices";
    }

    /// Makes two namespaces and the link between them, which nobody watches.
    public static TunLink start(LinkSpec spec, Options options) throws IOException {
        return start(spec, options, null);
    }

    /// Makes two namespaces and the link between them.
    ///
    /// @param spec what it does; up is from left to right
    /// @param tap is shown each packet that the host at the left sends or receives; `null` for none
    /// @return the running link; closing it removes the namespaces
    /// @throws IOException when it cannot be made here, with the reason
    public static TunLink start(LinkSpec spec, Options options, Tap tap) throws IOException {
        String missing = missing();
        if (missing != null) throw new IOException(missing);
        return new TunLink(spec, options, tap);
    }

    /// {@return the host at the left: from which up goes}
    public End left() {
        return left;
    }

    /// {@return the host at the right: from which down goes}
    public End right() {
        return right;
    }

    /// {@return what has become of the packets from left to right: the numbers, exact once the link is closed}
    public Tally up() {
        return up.tally();
    }

    /// {@return what has become of the packets from right to left: the numbers, exact once the link is closed}
    public Tally down() {
        return down.tally();
    }

    private static End host(String namespace, int number, Options options) {
        return new End(namespace, "10.77." + options.network + "." + number,
                options.ipv6 ? "fd77:" + Integer.toHexString(options.network) + "::" + number : null);
    }

    /// Makes a namespace and in it the interface `wire0`, the other end of which is the device that is returned.
    private Tun connect(End host, int number, Options options) throws IOException {
        var namespace = Namespace.create(host.namespace);
        made.add(namespace);
        // The device begins its life in this process's namespace, under a name that nobody else has.
        String device = "wl" + Long.toString(ProcessHandle.current().pid(), 36) + (host == left ? "l" : "r") + number;
        var tun = Tun.open(device);
        try {
            Ip.batch("link set " + device + " netns " + host.namespace);
            String off = "disable_ipv6=" + (options.ipv6 ? 0 : 1);
            namespace.settings("ipv6/conf/all/" + off, "ipv6/conf/default/" + off);
            var commands = new ArrayList<>(List.of(
                    "link set " + device + " name wire0 mtu " + options.mtu + " addrgenmode none",
                    "link set wire0 txqueuelen " + KERNEL_QUEUE,
                    "addr add " + host.address + "/24 dev wire0"));
            if (options.ipv6) commands.add("addr add " + host.ipv6 + "/64 dev wire0 nodad");
            commands.add("link set wire0 up");
            namespace.ip(String.join("\n", commands));
            return tun;
        } catch (IOException e) {
            tun.close();
            throw e;
        }
    }

    /// Lets the virtual machine compile the path of a packet before the first one comes; else that one is 50 ms late.
    private void warmUp(LinkSpec spec, Tun from, Tun to) throws IOException {
        var slots = new Slots(arena, 64);
        var link = spec.<Slots.Slot>upLink(0);
        for (int i = 0; i < 20_000; i++) {
            var slot = slots.take();
            slot.size(from.read(slot.memory));
            link.offer(i, slot);
            for (Slots.Slot due; (due = link.poll(i + 60_000_000_000L)) != null; ) {
                to.write(due.memory, 0);
                due.lost();
            }
            if (i % 100 == 0) from.await(0);
        }
    }

    private void carry(Tun from, Tun to, Link<Slots.Slot> link, int mtu, End sender, End receiver) {
        // As in a kernel, carrying packets comes before the programs that send them: else a busy machine is a long link.
        Tun.hurry();
        var slots = new Slots(arena, mtu);
        var sent = sender == left ? tap : null;
        var received = receiver == left ? tap : null;
        long readAt = System.nanoTime();
        boolean dense = false;
        try {
            while (!stopped) {
                boolean busy = false;
                for (int i = 0; i < BATCH; i++) {
                    var slot = slots.take();
                    slot.size(from.read(slot.memory));
                    if (slot.size() == 0) {
                        slot.lost();
                        break;
                    }
                    busy = true;
                    if (sent != null) sent.packet(LEFT, Tap.Direction.SENT, slot.view());
                    long now = System.nanoTime();
                    dense = now - readAt < COALESCED;
                    readAt = now;
                    link.offer(now, slot);
                }
                for (Slots.Slot slot; (slot = link.poll(System.nanoTime())) != null; slot.lost()) {
                    busy = true;
                    if (received != null) received.packet(LEFT, Tap.Direction.RECEIVED, slot.view());
                    if (!to.write(slot.memory, slot.size())) {
                        LOG.log(Level.DEBUG, "{0} did not take a packet", receiver.namespace);
                    }
                }
                if (busy) continue;
                if (dense) from.rest(Math.min(COALESCED, untilDue(link)));
                else from.await(untilDue(link));
                dense = false;
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the link from " + sender.namespace + " is broken", e);
        }
    }

    private static long untilDue(Link<?> link) {
        long due = link.nextDue();
        return due == Long.MAX_VALUE ? NAP : Math.clamp(due - System.nanoTime(), 0, NAP);
    }

    /// Stops the link and removes its namespaces; programs that still run in them lose their interface.
    @Override
    public synchronized void close() {
        if (stopped) return;
        stopped = true;
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                // The threads may still use the memory: it goes when the process ends.
                return;
            }
        }
        leftTun.close();
        rightTun.close();
        arena.close();
        removeNamespaces();
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException _) {
            // The process is ending and runs the hook itself, which finds nothing left to remove.
        }
    }

    private synchronized void removeNamespaces() {
        made.forEach(Namespace::close);
        made.clear();
    }

    @Override
    public String toString() {
        return left.namespace() + " <-> " + right.namespace() + (stopped ? ", closed" : "");
    }
}
