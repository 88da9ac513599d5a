package wirelab.mdns;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// The sockets at port 5353: for each link one bound to its group, which hears and speaks, beside those of other programs
/// such as avahi; and, for a responder, one at each address, when no other program has the port.
///
/// What is sent to one address goes to one of the sockets there alone. So a socket that took it from another program would
/// leave that one deaf: the group is enough for all but old resolvers.
///
/// Its counters are `received`, `own`, `off link`, `malformed`, `sent` and `unsent`.
final class MdnsSockets implements AutoCloseable {
    private static final Logger LOG = System.getLogger(MdnsSockets.class.getName());
    /// "All Multicast DNS responses (including responses sent via unicast) SHOULD be sent with IP TTL set to 255"
    /// (RFC 6762, section 11). The JDK sets that of what goes to a group.
    private static final int TTL = 255;
    private static final int REMEMBERED = 64;

    /// Takes what was heard.
    interface Receiver {
        void received(int link, DnsMessage message, InetSocketAddress source);
    }

    private final List<MdnsLink> links;
    private final Receiver receiver;
    private final Counters counters = new Counters();
    private final List<UdpSocket> groups = new ArrayList<>();
    /// At the address of each link, or `null`.
    private final List<UdpSocket> ears = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    /// What was sent last: a group gives it back.
    private final ArrayDeque<Bytes> echoes = new ArrayDeque<>();

    private MdnsSockets(List<MdnsLink> links, Receiver receiver) {
        this.links = links;
        this.receiver = receiver;
    }

    /// Opens the sockets.
    ///
    /// @param alone whether what is sent to one address is wanted as well, when it can be had
    /// @throws IOException when a group cannot be joined
    static MdnsSockets open(Host host, String name, List<MdnsLink> links, boolean alone, Receiver receiver)
            throws IOException {
        var sockets = new MdnsSockets(links, receiver);
        var party = new Tap.Party(name, MdnsSockets::words);
        try {
            for (int i = 0; i < links.size(); i++) sockets.tryToOpen(host, party, i, alone);
            return sockets;
        } catch (IOException | RuntimeException e) {
            sockets.close();
            throw e;
        }
    }

    /// What has IPv6 and cannot use it is done without, when there is something else.
    private void tryToOpen(Host host, Tap.Party party, int index, boolean alone) throws IOException {
        try {
            open(host, party, index, alone);
        } catch (IOException e) {
            if (index == 0 || !links.get(index).isIpv6()) throw e;
            LOG.log(Level.DEBUG, "done without", e);
            while (groups.size() <= index) groups.add(null);
            while (ears.size() <= index) ears.add(null);
        }
    }

    private void open(Host host, Tap.Party party, int index, boolean alone) throws IOException {
        var link = links.get(index);
        int port = link.group().getPort();
        ears.add(alone ? ear(host, party, new InetSocketAddress(link.address(), port)) : null);
        var group = host.bindCommon(link.group(), party);
        groups.add(group);
        group.option(StandardSocketOptions.IP_MULTICAST_IF, link.on());
        group.option(StandardSocketOptions.IP_MULTICAST_TTL, TTL);
        group.join(link.group().getAddress(), link.on(), null);
        listen(index, group);
        if (ears.get(index) != null) listen(index, ears.get(index));
    }

    private static UdpSocket ear(Host host, Tap.Party party, InetSocketAddress at) {
        try {
            // Not shared: it fails when somebody is there.
            host.unwatched().bind(at, party).close();
            return host.bindCommon(at, party);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "done without", e);
            return null;
        }
    }

    private void listen(int index, UdpSocket socket) {
        threads.add(Thread.ofVirtual().name("mdns-" + links.get(index)).unstarted(() -> receive(index, socket)));
    }

    /// {@return whether what is sent to this host's addresses alone gets here, on all links}
    boolean hearsAlone() {
        for (int i = 0; i < groups.size(); i++) if (groups.get(i) != null && ears.get(i) == null) return false;
        return true;
    }

    void start() {
        threads.forEach(Thread::start);
    }

    private void receive(int index, UdpSocket socket) {
        var link = links.get(index);
        socket.takeAll(ByteBuffer.allocateDirect(DnsMessage.LONGEST + 1), counters, (datagram, source) -> {
            if (!link.isOnLink(source.getAddress())) counters.count("off link");
            else if (isEcho(link, datagram, source)) counters.count("own");
            else receiver.received(index, DnsMessage.decode(datagram), source);
        });
    }

    private boolean isEcho(MdnsLink link, ByteBuffer datagram, InetSocketAddress source) {
        if (!link.isOwn(source.getAddress())) return false;
        var bytes = new byte[datagram.remaining()];
        datagram.duplicate().get(bytes);
        synchronized (echoes) {
            return echoes.contains(Bytes.wrap(bytes));
        }
    }

    void send(MdnsAction.Send action) {
        var link = links.get(action.link());
        if (groups.get(action.link()) == null) return;
        byte[] datagram = action.message().encode();
        var to = action.to() == null ? link.group() : action.to();
        synchronized (echoes) {
            if (echoes.size() == REMEMBERED) echoes.removeFirst();
            echoes.add(Bytes.wrap(datagram));
        }
        try {
            var ear = ears.get(action.link());
            (action.to() == null || ear == null ? groups.get(action.link()) : ear).send(datagram, to);
            counters.count("sent");
        } catch (IOException e) {
            counters.count("unsent");
            LOG.log(Level.DEBUG, () -> "to " + Address.text(to), e);
        }
    }

    private static String words(Tap.Direction direction, ByteBuffer bytes) {
        try {
            return DnsMessage.decode(bytes).toString();
        } catch (ProtocolViolation _) {
            return null;
        }
    }

    Counters counters() {
        return counters;
    }

    @Override
    public void close() {
        for (var each : groups) if (each != null) each.close();
        for (var each : ears) if (each != null) each.close();
    }
}
