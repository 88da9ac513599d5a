package wirelab.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.Tap;

@Tag("interop")
class CastInteropTest {
    /// One that nobody else on this machine joins on loopback.
    private static final String GROUP = "239.77.3.5";
    private static final Pattern MEMBERS = Pattern.compile("05034DEF +2 ");
    private static final Pattern SENT = Pattern.compile("Sent (\\d+) datagrams");

    private NetworkInterface lo;

    @BeforeEach
    void findLoopback() throws Exception {
        lo = Interfaces.loopback();
    }

    @Test
    void whatSocatSendsToAGroupAndByBroadcastIsHeard() throws Exception {
        String socat = Peer.require("socat", "socat");
        try (var heard = Heard.at("0.0.0.0", 0).join(GROUP, lo);
                var group = Peer.start(socat, "-", "UDP4-DATAGRAM:" + GROUP + ":" + heard.port()
                        + ",ip-multicast-if=127.0.0.1");
                var all = Peer.start(socat, "-", "UDP4-DATAGRAM:127.255.255.255:" + heard.port() + ",broadcast")) {
            group.send("hello, group\n");
            heard.await("hello, group");
            all.send("hello, all\n");
            heard.await("hello, all");
            assertEquals(2, heard.receiver.ledger().foreign());
        }
    }

    @Test
    void socatHearsWhatWeSendToItsGroup() throws Exception {
        String socat = Peer.require("socat", "socat");
        int port = Peer.freePort();
        try (var peer = Peer.start(socat, "-u", "UDP4-RECVFROM:" + port + ",ip-add-membership=" + GROUP
                + ":127.0.0.1,reuseaddr,fork", "STDOUT");
                var sender = Sender.open(Target.of(Kind.MULTICAST, GROUP, port, lo), Sender.Options.DEFAULTS)) {
            untilPrinted(peer, "from wirelab to the group", sender);
        }
    }

    @Test
    void socatHearsOurBroadcast() throws Exception {
        String socat = Peer.require("socat", "socat");
        int port = Peer.freePort();
        try (var peer = Peer.start(socat, "-u", "UDP4-RECV:" + port, "STDOUT");
                var sender = Sender.open(Target.of(Kind.BROADCAST, null, port, lo), Sender.Options.DEFAULTS)) {
            untilPrinted(peer, "from wirelab to all", sender);
        }
    }

    /// socat does not say when it is ready, so the same is said until it hears.
    private static void untilPrinted(Peer peer, String text, Sender sender) {
        Eventually.that("socat prints '" + text + "'", () -> {
            sender.send(text);
            return peer.output().contains(text);
        });
    }

    @Test
    void iperfCountsWhatWeSendAsWeDo() throws Exception {
        String iperf = Peer.require("iperf", "iperf");
        try (var heard = Heard.at("0.0.0.0", 0).join(GROUP, lo);
                var server = Peer.start(iperf, "-s", "-u", "-p", "" + heard.port(), "-B", GROUP + "%lo", "-f", "k");
                var sender = Sender.open(Target.of(Kind.MULTICAST, GROUP, heard.port(), lo),
                        Sender.Options.DEFAULTS.withIperf(true).withSize(200))) {
            awaitMembership(server);
            sender.send();
            awaitConnection(server);
            for (int i = 2; i < 200; i++) {
                sender.send();
                if (i % 20 == 0) awaitReceived(heard, i);
            }
            sender.end();
            awaitSummary(server, "200", " 0/200 (0%)");
            var report = heard.receiver.ledger().reports().values().iterator().next();
            assertEquals("200 0 0 0 true", report.received() + " " + report.lost() + " " + report.duplicates() + " "
                    + report.reordered()
                    + " " + report.ended());
            assertTrue(Pattern.compile("\\d ms +0/200").matcher(server.output()).find(), "jitter stands before: "
                    + server.output());
        }
    }

    @Test
    void iperfAndWeTellTheSameLossAndReordering() throws Exception {
        String iperf = Peer.require("iperf", "iperf");
        try (var heard = Heard.at("0.0.0.0", 0).join(GROUP, lo);
                var server = Peer.start(iperf, "-s", "-u", "-p", "" + heard.port(), "-B", GROUP + "%lo", "-f", "k");
                var socket = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN)) {
            awaitMembership(server);
            socket.option(StandardSocketOptions.IP_MULTICAST_IF, lo);
            var to = new InetSocketAddress(GROUP, heard.port());
            socket.send(IperfDatagram.at(1, false, Sender.now(), 100).encode(), to);
            awaitConnection(server);
            for (int n = 2; n < 100; n++) {
                // Seven are never sent: 10, 20, ..., 70; and 81 comes before 80.
                if (n % 10 == 0 && n <= 70) continue;
                int id = n == 80 ? 81 : n == 81 ? 80 : n;
                socket.send(IperfDatagram.at(id, false, Sender.now(), 100).encode(), to);
            }
            socket.send(IperfDatagram.at(100, true, Sender.now(), 100).encode(), to);
            awaitSummary(server, "100", " 7/100 (7%)");
            server.awaitOutput("1 datagrams received out-of-order");
            var report = heard.receiver.ledger().reports().values().iterator().next();
            assertEquals("93 7 0 1", report.received() + " " + report.lost() + " " + report.duplicates() + " "
                    + report.reordered());
        }
    }

    @Test
    void weCountWhatIperfSends() throws Exception {
        String iperf = Peer.require("iperf", "iperf");
        try (var heard = Heard.at("0.0.0.0", 0).join(GROUP, lo);
                var client = Peer.start(iperf, "-c", GROUP + "%lo", "-u", "-B", "127.0.0.1", "-p", "" + heard.port(), "-b",
                        "2m", "-l", "200",
                        "-t", "0.3")) {
            assertEquals(0, client.awaitExit(), client.output());
            var sent = SENT.matcher(client.output());
            assertTrue(sent.find(), client.output());
            var last = new AtomicReference<ReceptionReport>();
            Eventually.that("the end of iperf is heard: " + client.output(), () -> {
                heard.receiver.ledger().reports().values().forEach(last::set);
                return last.get() != null && last.get().ended();
            });
            assertEquals(0, last.get().lost());
            assertEquals(0, last.get().duplicates());
            // It says one more or one less than it has sent: its last datagram has a number and may or may not count.
            assertEquals(Long.parseLong(sent.group(1)), last.get().received(), 1);
        }
    }

    /// The program says that it listens before it has joined, so the kernel is asked: this process and iperf make two.
    private static void awaitMembership(Peer server) {
        server.awaitOutput("Server listening");
        Eventually.that("iperf has joined: " + server.output(),
                () -> MEMBERS.matcher(Files.readString(Path.of("/proc/net/igmp"))).find());
    }

    /// At the first datagram it connects its socket to the sender and opens another, and loses what comes meanwhile.
    private static void awaitConnection(Peer server) {
        server.awaitOutput("connected with");
    }

    /// Waits for the last line of iperf, and says what it has said if it is another than expected.
    private static void awaitSummary(Peer server, String total, String expected) {
        server.awaitOutput("/" + total + " (");
        assertTrue(server.output().contains(expected), server.output());
    }

    private static void awaitReceived(Heard heard, long count) {
        Eventually.that(count + " received", () -> heard.receiver.counters().get("received") >= count);
    }
}
