package wirelab.rtt;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import wirelab.hosts.NativeAccess;
import wirelab.hosts.Tun;
import wirelab.kit.Driver;
import wirelab.kit.Host;
import wirelab.kit.Secrets;

/// One stream of probes to one target, from its first probe until the last one is answered or lost. Several run side by
/// side; each has its own clock and reader.
///
/// ```
/// var target = ProbeTarget.parse(ProbeKind.UDP, "192.0.2.1:7");
/// try (var run = ProbeRun.open(Host.HERE, target, options).begin(System.nanoTime())) {
///     run.await();
///     System.out.println(run.summary());
/// }
/// ```
public final class ProbeRun implements AutoCloseable {
    /// What the end may take longer than the last threshold.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ProbeTarget target;
    private final ProbeOptions options;
    private final LongAdder corrupted = new LongAdder();
    private final LongAdder foreign = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final Carrier carrier;
    private ProbeSender machine;
    private volatile Driver<ProbeSender.Action> driver;
    private volatile Calibration calibration;

    private ProbeRun(Host host, ProbeTarget target, ProbeOptions options) throws IOException {
        this.target = target;
        this.options = options;
        carrier = carrier(host, new Happenings());
    }

    /// Makes everything ready; nothing is sent yet, but a TCP connection is opened.
    ///
    /// @throws IOException when there is no way there, or the system does not let this kind of probe be sent
    public static ProbeRun open(Host host, ProbeTarget target, ProbeOptions options) throws IOException {
        return new ProbeRun(host, target, options);
    }

    private Carrier carrier(Host host, Carrier.Listener listener) throws IOException {
        var random = Secrets.RANDOM;
        int size = options.size();
        return switch (target.kind()) {
            case TCP -> new ConnectCarrier(host, target, options, listener);
            case TCP_ECHO -> new StreamCarrier(host, target, options, new EchoProbe(size, random), listener);
            case UDP -> datagrams(host, new EchoProbe(size, random), listener);
            case STAMP -> datagrams(host, new StampProbe(StampMode.of(options.key()), size, ErrorEstimate.UNKNOWN),
                    listener);
            case NTP -> datagrams(host, new NtpProbe(random), listener);
            case DNS -> datagrams(host, new DnsProbe(options.name(), random), listener);
            case PING -> datagrams(host, new PingProbe(new EchoProbe(size, random),
                    target.address().getAddress().getAddress().length > 4), listener);
        };
    }

    private Carrier datagrams(Host host, ProbeFormat format, Carrier.Listener listener) throws IOException {
        return new DatagramCarrier(host, target, options, format, listener);
    }

    /// Begins to send.
    ///
    /// @param start when the first probe is due, as from [System#nanoTime()]
    public ProbeRun begin(long start) {
        machine = new ProbeSender(start, new ProbeSender.Plan(options.times(), options.count(), options.length(),
                options.threshold()), new SplittableRandom(options.seed()));
        // A clock that sleeps and does not spin: late by some 60 µs, which is noted, and cheap.
        driver = new Driver<>("rtt", machine, this::perform, Duration.ZERO);
        driver.start();
        return this;
    }

    private void perform(ProbeSender.Action action) {
        switch (action) {
            case ProbeSender.Action.Send(int sequence) -> {
                // So that probes leave on time; the threads that perform are the clock's and the reader's.
                if (sequence == 0 && options.kernel() && NativeAccess.isGiven()) Tun.hurry();
                try {
                    carrier.send(sequence);
                } catch (IOException _) {
                    // No way there at the moment, or no room: it is counted, and nothing is lost on the way.
                    driver.enter(now -> machine.unsent(now, sequence));
                }
            }
        }
    }

    private final class Happenings implements Carrier.Listener {
        @Override
        public void sent(int sequence, long at) {
            driver.enter(_ -> machine.sent(at, sequence));
        }

        @Override
        public void unsent(int sequence) {
            driver.enter(now -> machine.unsent(now, sequence));
        }

        @Override
        public void came(ProbeFormat.Reading reading) {
            switch (reading) {
                case Answer answer when driver != null -> driver.enter(now -> {
                    if (!machine.answered(now, answer)) foreign.increment();
                });
                case Answer _ -> foreign.increment();
                case ProbeFormat.Reading.Not not -> (not == ProbeFormat.Reading.Not.CORRUPTED ? corrupted : foreign).increment();
            }
        }

        @Override
        public void malformed() {
            malformed.increment();
        }
    }

    public ProbeTarget target() {
        return target;
    }

    /// Says what was found out about this way of measuring, to be reported with what it measures.
    public ProbeRun calibratedBy(Calibration calibration) {
        this.calibration = calibration;
        return this;
    }

    /// Waits until every probe is answered or lost.
    ///
    /// @return whether that is so
    public boolean await() throws InterruptedException {
        return await(options.length().plus(options.threshold()).plus(GRACE));
    }

    /// Waits so long at most.
    ///
    /// @return whether every probe is answered or lost
    public boolean await(Duration limit) throws InterruptedException {
        return driver.await(machine::isDone, limit);
    }

    /// Sends no more; what is under way is waited for by [#await()].
    public void stop() {
        driver.enter(machine::stop);
    }

    /// {@return what is known by now}
    public Summary summary() {
        return summary(Integer.MAX_VALUE);
    }

    /// {@return what is known by now of so many probes, the last ones}
    public Summary summary(int last) {
        return driver.ask(() -> new Summary(target, options, carrier.size(), machine.probes(last), machine.duplicates(),
                // Connections have no order among them, and bytes on one cannot overtake each other.
                target.kind().isDatagrams() ? machine.reordered() : 0, corrupted.sum(), foreign.sum(), malformed.sum(),
                        carrier.remarks(), calibration));
    }

    @Override
    public void close() {
        if (driver != null) driver.close();
        carrier.close();
    }

    /// Such as `UDP echo 192.0.2.1:7, 40 probes`.
    @Override
    public String toString() {
        return target + (driver == null ? "" : ", " + driver.ask(() -> machine.count()) + " probes");
    }
}
