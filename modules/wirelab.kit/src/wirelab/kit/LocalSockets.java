package wirelab.kit;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The sockets that a UDP server on the wildcard address has at each address of its host.
///
/// What a socket on the wildcard address sends leaves from the address that the way to its receiver begins at, which on a
/// host with two is not always the one that was asked; an answer must leave from that (RFC 1122, 4.1.3.5). A socket at one
/// address does so by itself, and Linux prefers it to the one on the wildcard address. That is left with what is sent to all
/// and with addresses that have no socket yet.
///
/// Addresses come and go: they are looked at every second, and soon after something reached the wildcard address.
final class LocalSockets implements AutoCloseable {
    /// Addresses that get sockets of their own; further ones stay with the wildcard address.
    static final int MAX_ADDRESSES = 64;
    private static final long EVERY_MILLIS = 1000;
    /// Whoever sends to all may not keep the server looking: at most ten times a second.
    private static final long LEAST_MILLIS = 100;
    /// One line for each IPv6 address: the address, then interface number, length of the prefix, scope, flags, all in
    /// hexadecimal, then the interface's name. The JDK reads the file of the process; this one is of the thread, which may
    /// stand in another network namespace.
    private static final Path OF_THREAD = Path.of("/proc/thread-self/net/if_inet6");
    /// IFA_F_TENTATIVE and IFA_F_DADFAILED: perhaps somebody else's, and the system lets nobody bind to it (RFC 4862, 5.4).
    private static final int UNUSABLE = 0x40 | 0x08;
    private static final Logger LOG = System.getLogger(LocalSockets.class.getName());
    private static final LogLimit FAILURES = new LogLimit(LOG);

    private final Host host;
    private final List<UdpSocket> wildcard;
    private final Tap.Party party;
    private final int receiveBuffer;
    private final Consumer<UdpSocket> serve;
    private final Map<InetAddress, List<UdpSocket>> sockets = new HashMap<>();
    private final Semaphore wanted = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /// Opens a socket at each address that there is now, and follows what becomes of them.
    ///
    /// @param serve given each new socket, once
    LocalSockets(Host host, List<UdpSocket> wildcard, UdpServer.Options options, Consumer<UdpSocket> serve) {
        this.host = host;
        this.wildcard = wildcard;
        party = options.party();
        receiveBuffer = options.receiveBuffer();
        this.serve = serve;
        look();
        thread = Thread.ofPlatform().daemon().name(party.name() + "-addresses").start(this::follow);
    }

    /// Looks soon: something came that has no socket of its own.
    void wake() {
        if (wanted.availablePermits() == 0) wanted.release();
    }

    private void follow() {
        try {
            while (!closed.await(LEAST_MILLIS, TimeUnit.MILLISECONDS)) {
                if (wanted.tryAcquire(EVERY_MILLIS, TimeUnit.MILLISECONDS)) wanted.drainPermits();
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look() {
        if (closed.getCount() == 0) return;
        try {
            var now = addresses(host, wildcard.getFirst().local().getAddress());
            sockets.entrySet().removeIf(entry -> {
                if (now.contains(entry.getKey())) return false;
                entry.getValue().forEach(UdpSocket::close);
                return true;
            });
            for (var address : now) {
                if (!sockets.containsKey(address) && sockets.size() < MAX_ADDRESSES) open(address);
            }
        } catch (IOException | RuntimeException e) {
            // What there is stays: a server without this news is better than none.
            FAILURES.log(Level.WARNING, "cannot tell the addresses of this host: " + Failure.reason(e), null);
        }
    }

    /// {@return the addresses that a socket on the wildcard address stands for: those of its family, and on the one of IPv6
    /// those of IPv4 as well, since Java's sockets of IPv6 hear both}
    ///
    /// @throws IOException when the system does not tell
    private static Set<InetAddress> addresses(Host host, InetAddress wildcard) throws IOException {
        return host.<Set<InetAddress>, IOException>call(() -> read(wildcard instanceof Inet6Address));
    }

    private static Set<InetAddress> read(boolean ipv6) throws IOException {
        var addresses = new LinkedHashSet<InetAddress>();
        boolean ofThread = Files.isReadable(OF_THREAD);
        NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address || ipv6 && !ofThread).forEach(addresses::add);
        if (ipv6 && ofThread) {
            for (String line : Files.readAllLines(OF_THREAD)) {
                var address = parse(line);
                if (address != null) addresses.add(address);
            }
        }
        return addresses;
    }

    /// {@return the address in a line of if_inet6, or `null` when it cannot be used}
    private static InetAddress parse(String line) throws IOException {
        String[] fields = line.strip().split(" +");
        try {
            if (fields.length < 6 || (Integer.parseInt(fields[4], 16) & UNUSABLE) != 0) return null;
            byte[] bytes = HexFormat.of().parseHex(fields[0]);
            var address = InetAddress.getByAddress(bytes);
            return address.isLinkLocalAddress()
                    ? Inet6Address.getByAddress(null, bytes, Integer.parseInt(fields[1], 16)) : address;
        } catch (IllegalArgumentException e) {
            throw new IOException(OF_THREAD + " has a line that cannot be read: " + Visible.of(line), e);
        }
    }

    private void open(InetAddress address) {
        List<UdpSocket> group;
        try {
            group = host.bindBeside(wildcard, address, party);
        } catch (IOException e) {
            // Gone meanwhile, not usable yet, or held by another program; it is tried again.
            LOG.log(Level.DEBUG, e::getMessage);
            return;
        }
        sockets.put(address, group);
        try {
            for (var socket : group) socket.receiveBuffer(receiveBuffer);
        } catch (IOException e) {
            // The system's own size will do.
            LOG.log(Level.DEBUG, e::getMessage);
        }
        group.forEach(serve);
    }

    /// Closes them all; returns when none is opened any more.
    @Override
    public void close() {
        closed.countDown();
        wanted.release();
        synchronized (this) {
            for (var group : sockets.values()) group.forEach(UdpSocket::close);
            sockets.clear();
        }
    }
}
