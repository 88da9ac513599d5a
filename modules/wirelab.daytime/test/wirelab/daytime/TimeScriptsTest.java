package wirelab.daytime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;

/// The scripts of daytime and NTP as their users start them.
@Tag("scripts")
class TimeScriptsTest {
    private static String run(int status, String script, String... args) throws Exception {
        try (var peer = Peer.script(script, args)) {
            assertEquals(status, peer.awaitExit(), peer.output());
            return peer.output();
        }
    }

    private static String port(Peer server) {
        return "" + server.awaitListening().getPort();
    }

    @Test
    void daytimeServerAndClient() throws Exception {
        try (var server = Peer.script("DaytimeServer", "--port", "0", "--at", "2036-02-07T06:28:10Z", "--format", "%A %c",
                "--zone", "UTC")) {
            assertTrue(run(0, "DaytimeClient", "--port", port(server)).startsWith("Thursday Thu Feb  7 06:28:"));
            assertTrue(run(1, "DaytimeClient", "--port", port(server), "--format", "%F")
                    .contains("cannot understand 'Thursday Thu"));
            assertTrue(run(2, "DaytimeClient", "--format", "%Q").startsWith("DaytimeClient: strftime has no letter %Q"));
            assertEquals(0, server.terminate());
            assertTrue(run(1, "DaytimeClient", "--port", port(server)).startsWith("DaytimeClient: cannot connect"));
        }
    }

    @Test
    void timeServerAndClientBeyond2036() throws Exception {
        try (var server = Peer.script("TimeServer", "--port", "0", "--at", "2036-02-07T06:28:16Z", "--verbose")) {
            String said = run(0, "TimeClient", "--over", "udp", "--port", port(server), "--format", "uuuu-MM-dd HH:mm",
                    "--zone", "UTC");
            assertEquals("2036-02-07 06:28\n", said);
            assertEquals(0, server.terminate());
            assertTrue(server.output().contains("udp: received 1"), server.output());
        }
    }

    @Test
    void ntpServersAndAClientThatLeavesOutTheFalseTicker(@TempDir Path folder) throws Exception {
        try (var one = Peer.script("NtpServer", "--port", "0", "--error", "1ms");
                var two = Peer.script("NtpServer", "--port", "0", "--error", "1ms");
                var liar = Peer.script("NtpServer", "--port", "0", "--error", "1ms", "--shift", "-2s")) {
            var svg = folder.resolve("offset.svg");
            String said = run(0, "NtpClient", "--server", "127.0.0.1:" + port(one), "--server", "127.0.0.1:" + port(liar),
                    "--server",
                    "127.0.0.1:" + port(two), "--samples", "3", "--interval", "10ms", "--svg", svg.toString());
            var lines = said.lines().filter(line -> line.contains("FALSE-TICKER")).toList();
            assertEquals(1, lines.size(), said);
            assertTrue(lines.getFirst().startsWith("127.0.0.1:" + port(liar)), said);
            assertTrue(said.contains("this machine's clock is "), said);
            assertTrue(Files.readString(svg).contains("where the truth must be"));
            for (var server : new Peer[] {one, two, liar}) assertEquals(0, server.terminate());
        }
    }

    @Test
    void anNtpServerFollowsAnotherAndAClientFollowsThat() throws Exception {
        try (var first = Peer.script("NtpServer", "--port", "0", "--stratum", "1", "--error", "1ms")) {
            try (var second = Peer.script("NtpServer", "--port", "0", "--sync", "127.0.0.1:" + port(first), "--poll",
                    "200ms", "--verbose")) {
                second.awaitOutput("set to within");
                String said = run(0, "NtpClient", "--port", port(second), "--samples", "2", "--interval", "10ms");
                assertTrue(said.contains("  2, 127.0.0.1\n"), said);
                said = run(0, "NtpClient", "--follow", "--poll", "50ms", "--rounds", "3", "--samples", "2", "--port",
                        port(second));
                assertEquals(4, said.lines().count(), said);
                assertTrue(said.lines().skip(1).allMatch(line -> line.endsWith("used")), said);
                assertEquals(0, second.terminate());
            }
        }
    }

    @Test
    void anNtpClientWithoutAServerEndsWithOneLineAndStatusOne() throws Exception {
        try (var unset = Peer.script("NtpServer", "--port", "0", "--stratum", "0")) {
            String said = run(1, "NtpClient", "--port", port(unset), "--samples", "2");
            assertTrue(said.contains("kiss-o'-death INIT"), said);
            assertTrue(said.endsWith("NtpClient: no server has given a time that can be used\n"), said);
        }
    }

    @Test
    void zoneServerAndClient() throws Exception {
        try (var ntp = Peer.script("NtpServer", "--port", "0", "--error", "1ms");
                var server = Peer.script("ZoneServer", "--port", "0", "--zone",
                        "Europe/Madrid", "--locale", "es-ES", "--sync", "127.0.0.1:" + port(ntp), "--poll", "200ms")) {
            String said = run(0, "ZoneClient", "--port", port(server), "--zone", "Asia/Tokyo", "--locale", "ja");
            assertTrue(said.startsWith("Asia/Tokyo: 20") && said.contains("曜日"), said);
            assertTrue(said.contains("the server is in Europe/Madrid (es-ES); its clock: right to "), said);
            said = run(1, "ZoneClient", "--port", port(server), "--zone", "Europe/Madird");
            assertTrue(said.startsWith("Europe/Madird: unknown zone; did you mean Europe/Madrid?"), said);
            assertTrue(run(2, "ZoneServer", "--zone", "Mars/Olympus").contains("there is no time zone 'Mars/Olympus'"));
            assertEquals(0, server.terminate());
        }
    }
}
