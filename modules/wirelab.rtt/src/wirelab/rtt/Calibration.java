package wirelab.rtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;
import wirelab.ntp.NtpServer;

/// What this way of measuring adds by itself, found out against a reflector of its own on loopback before the first probe
/// (RFC 2681, section 2.7.4): "systematic error" is the median there, and e the larger distance from it to the 2.5th or
/// 97.5th percentile, and the resolution of the clock. It is reported, and never subtracted.
///
/// It also warms the program up: the first probes of a virtual machine take milliseconds, and are thrown away here.
///
/// @param tests how many round trips it stands on
/// @param systematic in nanoseconds
/// @param error in nanoseconds: 95 of 100 tests were that near to the systematic error
public record Calibration(ProbeKind kind, int tests, double systematic, double error) {
    private static final int WARM = 300;
    private static final int TESTS = 300;
    private static final Duration QUICK = Duration.ofNanos(250_000);
    private static final Duration BACK_TO_BACK = Duration.ofMillis(1);

    /// Measures.
    ///
    /// @param options size, kernel and key are those of the run to come
    /// @throws IOException when this kind of probe cannot be sent here
    public static Calibration measure(ProbeKind kind, ProbeOptions options) throws IOException, InterruptedException {
        var plain = options.withSending(0, null).withLength(Duration.ofSeconds(10)).withThreshold(Duration.ofSeconds(1))
                .withName("localhost");
        try (var loopback = loopback(kind, options)) {
            var target = new ProbeTarget(kind, "127.0.0.1", loopback.address);
            run(target, plain.withTimes(SendingTimes.periodic(QUICK)).withCount(WARM));
            var delays = run(target, plain.withTimes(SendingTimes.periodic(BACK_TO_BACK)).withCount(TESTS)).delays();
            return of(kind, delays);
        }
    }

    /// {@return what a sample of back-to-back delays says}
    static Calibration of(ProbeKind kind, Delays delays) {
        double systematic = delays.median();
        double low = systematic - delays.percentile(2.5);
        double high = delays.percentile(97.5) - systematic;
        return new Calibration(kind, delays.count(), systematic, Math.max(low, high) + resolution());
    }

    /// The least step that the clock shows, in nanoseconds.
    private static double resolution() {
        long least = Long.MAX_VALUE;
        long before = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            long now = System.nanoTime();
            if (now > before) least = Math.min(least, now - before);
            before = now;
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    private static Summary run(ProbeTarget target, ProbeOptions options) throws IOException, InterruptedException {
        try (var run = ProbeRun.open(Host.HERE, target, options).begin(System.nanoTime())) {
            run.await();
            return run.summary();
        }
    }

    /// Where the reflector is, and what ends it.
    private record Loopback(InetSocketAddress address, AutoCloseable server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                server.close();
            } catch (Exception e) {
                throw new IOException("ending the reflector on loopback", e);
            }
        }
    }

    private static Loopback loopback(ProbeKind kind, ProbeOptions options) throws IOException {
        return switch (kind) {
            case UDP -> datagrams((payload, source, socket) -> socket.send(payload, source));
            case DNS -> datagrams((payload, source, socket) -> socket.send(answered(payload), source));
            case STAMP -> {
                var reflector = StampReflector.start(StampReflector.Options.DEFAULTS.withKey(options.key())
                        .withKernel(options.kernel()));
                yield new Loopback(reflector.address(), reflector);
            }
            case NTP -> {
                var server = NtpServer.start(NtpServer.Options.DEFAULTS.withRate(0, 1));
                yield new Loopback(server.address(), server);
            }
            case TCP, TCP_ECHO -> {
                var server = TcpServer.start(TcpServer.Options.DEFAULTS.withParty(Tap.Party.UNKNOWN), stream -> {
                    var buffer = ByteBuffer.allocateDirect(ProbeOptions.MOST_BYTES);
                    while (stream.read(buffer.clear()) >= 0) stream.write(buffer.flip());
                });
                yield new Loopback(server.address(), server);
            }
            case PING -> new Loopback(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), () ->
                    {});
        };
    }

    private static Loopback datagrams(UdpServer.Handler handler) throws IOException {
        var server = UdpServer.start(UdpServer.Options.DEFAULTS.withParty(Tap.Party.UNKNOWN), handler);
        return new Loopback(server.address(), server);
    }

    /// A question with the mark of an answer on it.
    private static ByteBuffer answered(ByteBuffer question) {
        if (question.remaining() > 2) {
            question.put(question.position() + 2, (byte) (question.get(question.position() + 2) | 0x80));
        }
        return question;
    }

    /// Such as `UDP echo: systematic error 0.061 ms, e 0.040 ms (300 tests on loopback)`.
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: systematic error %s, e %s (%d tests on loopback)", kind,
                Delays.text(systematic),
                Delays.text(error), tests);
    }
}
