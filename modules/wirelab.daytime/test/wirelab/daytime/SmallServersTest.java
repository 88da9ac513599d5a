package wirelab.daytime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

/// Daytime and time over real sockets on loopback.
@Tag("socket")
class SmallServersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Instant INSTANT = Instant.parse("1982-02-23T01:37:43Z");
    private static final InstantSource CLOCK = InstantSource.fixed(INSTANT);
    private static final DaytimeServer.Options DAYTIME = DaytimeServer.Options.DEFAULTS
            .withZone(ZoneId.of("America/Los_Angeles"));

    @Test
    void daytimeIsTheSameLineOverTcpAndUdp() throws Exception {
        try (var server = DaytimeServer.start(Host.HERE, DAYTIME, CLOCK)) {
            assertEquals("Monday, February 22, 1982 17:37:43-PST", DaytimeClient.tcp(server.address(), PATIENCE).text());
            assertEquals("Monday, February 22, 1982 17:37:43-PST", DaytimeClient.udp(server.address(), PATIENCE).text());
        }
    }

    @Test
    void whateverATcpClientSendsIsThrownAwayAndTheLineStillArrives() throws Exception {
        try (var server = DaytimeServer.start(Host.HERE, DAYTIME.withFormat(TimeFormat.of("%F", Locale.ENGLISH)), CLOCK);
                var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.getOutputStream().write(new byte[10_000]);
            assertEquals("1982-02-22\r\n", new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void timeIsTheSameNumberOverTcpAndUdp() throws Exception {
        try (var server = TimeServer.start(ServiceOptions.DEFAULTS, CLOCK)) {
            assertEquals(INSTANT, TimeClient.tcp(server.address(), PATIENCE).time(Instant.now()));
            assertEquals(INSTANT, TimeClient.udp(server.address(), PATIENCE).time(Instant.now()));
        }
    }

    @Test
    void aServerThatLivesIn2036IsUnderstoodToday() throws Exception {
        var rollOver = Instant.parse("2036-02-07T06:28:16Z");
        try (var server = TimeServer.start(ServiceOptions.DEFAULTS, InstantSource.fixed(rollOver))) {
            var answer = TimeClient.tcp(server.address(), PATIENCE);
            assertEquals(0, answer.seconds());
            assertEquals(rollOver, answer.time(Instant.parse("2026-01-01T00:00:00Z")));
        }
    }

    @Test
    void oneProtocolAloneCanBeServed() throws Exception {
        try (var server = TimeServer.start(ServiceOptions.DEFAULTS.withOver("udp"), CLOCK)) {
            TimeClient.udp(server.address(), PATIENCE);
            assertThrows(IOException.class, () -> TimeClient.tcp(server.address(), PATIENCE));
        }
        try (var server = TimeServer.start(ServiceOptions.DEFAULTS.withOver("tcp"), CLOCK)) {
            TimeClient.tcp(server.address(), PATIENCE);
            assertThrows(IOException.class, () -> TimeClient.udp(server.address(), Duration.ofMillis(50)));
        }
    }

    @Test
    void aSourceGetsAnswersAtABoundedRate() throws Exception {
        try (var server = DaytimeServer.start(DAYTIME.withService(ServiceOptions.DEFAULTS.withRate(1, 5)));
                var socket = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN)) {
            for (int i = 0; i < 200; i++) socket.send(new byte[i], server.address());
            var udp = server.both().udp();
            Eventually.that("all have arrived", () -> udp.counters().get("received") == 200);
            assertTrue(udp.counters().get("limited") > 150, udp.counters()::toString);
        }
    }

    /// Sends from the port of another such service, which only an administrator can have.
    @Test
    @Tag("root")
    void aDatagramFromAServiceThatAnswersAnythingIsNotAnswered() throws Exception {
        try (var server = TimeServer.start(ServiceOptions.DEFAULTS, CLOCK); var loop = bind(19)) {
            loop.send(new byte[0], server.address());
            Eventually.that("it was seen", () -> server.both().udp().counters().get("loops avoided") == 1);
            TimeClient.udp(server.address(), PATIENCE);
        }
    }

    private static UdpSocket bind(int port) throws IOException {
        // An address of loopback that nobody else uses: whoever has the port of 127.0.0.1 is not disturbed.
        for (int host = 1; host < 250; host++) {
            try {
                return Host.HERE.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 7, 13, (byte) host}),
                        port), Tap.Party.UNKNOWN);
            } catch (IOException e) {
                Assumptions.assumeFalse(e.getMessage().contains("Permission denied"),
                        "ports below 1024 need the rights of an administrator");
            }
        }
        throw new IOException("no free address");
    }

    @Test
    void aServerThatSaysNothingOrTooMuchOrTooLittleIsReported() throws Exception {
        try (var silent = TcpServer.start(TcpServer.Options.DEFAULTS, _ -> {})) {
            assertThrows(EOFException.class, () -> DaytimeClient.tcp(silent.address(), PATIENCE));
        }
        try (var chatty = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> connection.write(new byte[100_000]))) {
            assertThrows(ProtocolViolation.class, () -> DaytimeClient.tcp(chatty.address(), PATIENCE));
            assertThrows(ProtocolViolation.class, () -> TimeClient.tcp(chatty.address(), PATIENCE));
        }
        try (var brief = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> connection.write(new byte[3]))) {
            assertThrows(ProtocolViolation.class, () -> TimeClient.tcp(brief.address(), PATIENCE));
        }
        try (var big = UdpServer.start(UdpServer.Options.DEFAULTS,
                (_, source, socket) -> socket.send(new byte[5], source))) {
            assertThrows(ProtocolViolation.class, () -> TimeClient.udp(big.address(), PATIENCE));
        }
    }

    @Test
    void aServerThatNeverEndsIsLeftInTime() throws Exception {
        try (var stuck = TcpServer.start(TcpServer.Options.DEFAULTS.withDrain(Duration.ZERO),
                connection -> connection.read(ByteBuffer.allocate(1)))) {
            assertThrows(IOException.class, () -> DaytimeClient.tcp(stuck.address(), Duration.ofMillis(100)));
        }
    }

    @Test
    void anAnswerFromElsewhereIsIgnored() throws Exception {
        try (var other = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN);
                var server = UdpServer.start(UdpServer.Options.DEFAULTS, (_, source, socket) -> {
                    other.send(new byte[4], source);
                    socket.send(TimeMessage.of(INSTANT).encode(), source);
                })) {
            assertEquals(TimeMessage.of(INSTANT), TimeClient.udp(server.address(), PATIENCE));
        }
    }

    @Test
    void aClockCanBeginElsewhereAndAZoneMustExist() {
        var begin = Instant.parse("2036-02-07T06:28:10Z");
        assertTrue(Duration.between(begin, Clocks.startingAt("2036-02-07T06:28:10Z").instant())
                .compareTo(Duration.ofSeconds(5)) < 0);
        assertThrows(UsageException.class, () -> Clocks.startingAt("tomorrow"));
        assertTrue(assertThrows(UsageException.class, () -> Clocks.zone("Asia/Madrid")).getMessage()
                .contains("did you mean Europe/Madrid"));
        assertEquals(ZoneOffset.ofHours(2), Clocks.zone("+02:00"));
    }
}
