package wirelab.daytime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.ntp.Chronyd;
import wirelab.ntp.LocalClock;
import wirelab.ntp.Synchroniser;

/// Against programs that nobody here wrote.
@Tag("interop")
class DaytimeInteropTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Instant INSTANT = Instant.parse("2031-05-06T07:08:09Z");
    private static final InstantSource CLOCK = InstantSource.fixed(INSTANT);

    private static void assertNow(Instant time) {
        assertTrue(Math.abs(Duration.between(time, Instant.now()).toSeconds()) <= 5, time + " is not now");
    }

    /// xinetd with its built-in daytime and time services, TCP and UDP, on two free ports.
    private static Peer xinetd(Path folder, int daytime, int time) throws Exception {
        String xinetd = Peer.require("xinetd", "xinetd");
        var config = new StringBuilder();
        for (String service : List.of("daytime", "time")) {
            for (boolean tcp : new boolean[] {true, false}) {
                config.append("""
                        service %1$s
                        {
                          type = INTERNAL UNLISTED
                          id = %1$s-%2$s
                          socket_type = %3$s
                          protocol = %2$s
                          user = root
                          wait = %4$s
                          port = %5$d
                          bind = 127.0.0.1
                        }
                        """.formatted(service, tcp ? "tcp" : "udp", tcp ? "stream" : "dgram", tcp ? "no" : "yes",
                        service.equals("daytime") ? daytime : time));
            }
        }
        var file = Files.writeString(folder.resolve("xinetd.conf"), config);
        var peer = Peer.start(xinetd, "-dontfork", "-f", file.toString(), "-pidfile", folder.resolve("pid").toString());
        peer.awaitPort(daytime);
        peer.awaitPort(time);
        return peer;
    }

    @Test
    void ourClientsUnderstandXinetd(@TempDir Path folder) throws Exception {
        int daytimePort = Peer.freePort();
        int timePort = Peer.freePort();
        var daytime = new InetSocketAddress("127.0.0.1", daytimePort);
        var time = new InetSocketAddress("127.0.0.1", timePort);
        try (var _ = xinetd(folder, daytimePort, timePort)) {
            assertNow(DaytimeClient.tcp(daytime, PATIENCE).time(ZoneId.systemDefault()).map(ZonedDateTime::toInstant)
                    .orElseThrow());
            assertNow(DaytimeClient.udp(daytime, PATIENCE).time(ZoneId.systemDefault()).map(ZonedDateTime::toInstant)
                    .orElseThrow());
            assertNow(TimeClient.tcp(time, PATIENCE).time(Instant.now()));
            assertNow(TimeClient.udp(time, PATIENCE).time(Instant.now()));
        }
    }

    @Test
    void rdateReadsOurTimeOverTcpAndUdp() throws Exception {
        String rdate = Peer.require("rdate", "rdate");
        try (var server = TimeServer.start(ServiceOptions.DEFAULTS, CLOCK)) {
            for (var over : List.of(List.of(rdate, "-p", "-o"), List.of(rdate, "-p", "-u", "-o"))) {
                var command = new ArrayList<>(List.of("env", "TZ=UTC", "LC_ALL=C"));
                command.addAll(over);
                command.addAll(List.of("" + server.address().getPort(), "127.0.0.1"));
                try (var peer = Peer.start(command.toArray(String[]::new))) {
                    assertEquals(0, peer.awaitExit(), peer.output());
                    assertEquals("Tue May  6 07:08:09 UTC 2031\n", peer.output());
                }
            }
        }
    }

    @Test
    void ncatReadsOurDaytimeOverTcpAndUdp() throws Exception {
        String ncat = Peer.require("ncat", "ncat");
        var options = DaytimeServer.Options.DEFAULTS.withZone(ZoneId.of("UTC"))
                .withFormat(TimeFormat.of("%c", Locale.ENGLISH));
        try (var server = DaytimeServer.start(Host.HERE, options, CLOCK)) {
            String port = "" + server.address().getPort();
            try (var peer = Peer.start(ncat, "--recv-only", "127.0.0.1", port)) {
                assertEquals(0, peer.awaitExit(), peer.output());
                assertEquals("Tue May  6 07:08:09 2031\r\n", peer.output());
            }
            try (var peer = Peer.start(ncat, "-u", "127.0.0.1", port)) {
                peer.send("?\n");
                peer.awaitOutput("Tue May  6 07:08:09 2031\r\n");
            }
        }
    }

    @Test
    void aZoneServerFollowsChronyd() throws Exception {
        String faketime = Peer.require("faketime", "faketime");
        try (var chronyd = Chronyd.serve(faketime, "-f", "+3s");
                var synchroniser = Synchroniser.start(List.of(chronyd.address()), LocalClock.free(),
                        Synchroniser.Options.DEFAULTS, _ -> {})) {
            synchroniser.awaitFirst(PATIENCE);
            try (var server = ZoneServer.start(Host.HERE, ZoneServer.Options.DEFAULTS, synchroniser);
                    var client = ZoneClient.open(server.address(), ZoneClient.Options.DEFAULTS)) {
                var answer = assertInstanceOf(ZoneMessage.Answer.class, client.ask("Europe/Madrid", "en").message());
                assertNow(answer.time().toInstant().minusSeconds(3));
                assertTrue(answer.time().toInstant().isAfter(Instant.now().plusSeconds(1)), answer::toString);
                assertEquals(11, answer.sync().stratum());
                assertTrue(answer.sync().bound().compareTo(Duration.ofMillis(100)) < 0, answer::toString);
            }
        }
    }
}
