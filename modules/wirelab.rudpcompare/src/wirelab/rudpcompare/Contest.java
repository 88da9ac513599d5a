package wirelab.rudpcompare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import wirelab.impair.LinkSpec;
import wirelab.kit.Tap;
import wirelab.kit.UsageException;

/// Competitors on one link, which is fresh each time: the same seed loses the same packets.
///
/// @param link up is the way of the data; `null` for a cable, as fast as the machine
public record Contest(LinkSpec link, Options options) {
    private static final int MOST = 8;

    /// @param time how long it lasts from the first beginning on, unless all is done before
    /// @param gap time between two beginnings
    /// @param bytes that each sends at most
    public record Options(Duration time, Duration gap, long bytes) {
        public static final Options DEFAULTS = new Options(Duration.ofSeconds(8), Duration.ZERO, 1_000_000_000);

        public Options {
            if (time.toMillis() < 100 || time.toSeconds() > 600) throw new UsageException("a contest lasts 0.1 s to 600 s");
            if (gap.isNegative() || gap.compareTo(time) > 0) throw new UsageException("the gap is longer than the contest");
            if (bytes < 1) throw new UsageException("at least one byte");
        }

        public Options withTime(Duration time) {
            return new Options(time, gap, bytes);
        }

        public Options withGap(Duration gap) {
            return new Options(time, gap, bytes);
        }

        public Options withBytes(long bytes) {
            return new Options(time, gap, bytes);
        }
    }

    /// Counts what enters the link at its left.
    private static final class Wire implements Tap {
        final LongAdder sent = new LongAdder();

        @Override
        public void packet(Party host, Direction direction, ByteBuffer packet) {
            if (direction == Direction.SENT) sent.add(packet.remaining());
        }

        @Override
        public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
            return null;
        }

        @Override
        public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                ByteBuffer payload) {}
    }

    /// Runs it.
    ///
    /// @param competitors in the order in which they begin
    /// @throws IOException when there can be no such link here, with the reason
    public ContestResult run(List<Competitor> competitors) throws IOException, InterruptedException {
        if (competitors.isEmpty() || competitors.size() > MOST) throw new UsageException("1 to " + MOST + " competitors");
        var wire = new Wire();
        try (var ground = link == null ? Ground.cable() : Ground.link(link, wire)) {
            var transfers = new ArrayList<Transfer>();
            var paths = new ArrayList<List<ContestResult.PathSample>>();
            try (var probe = LoadedRoundTrip.begin(ground)) {
                long began = System.nanoTime();
                try {
                    try (var watch = new PathWatch(began)) {
                        for (int i = 0; i < competitors.size(); i++) {
                            rest(began + i * options.gap.toNanos());
                            transfers.add(begin(competitors.get(i), ground));
                            paths.add(watch.watch(transfers.getLast()));
                        }
                        long end = began + options.time.toNanos();
                        for (var transfer : transfers) transfer.meter().await(end);
                    }
                    return outcome(competitors, transfers, paths, began, wire.sent.sum(), probe);
                } finally {
                    transfers.forEach(Transfer::close);
                }
            }
        }
    }

    /// Begins to send zeros from left to right.
    private Transfer begin(Competitor who, Ground ground) throws IOException {
        return switch (who) {
            case Competitor.Tcp(String control) -> TcpTransfer.begin(ground, control, options.bytes);
            case Competitor.Rudp ours -> RudpTransfer.begin(ground, ours, options.bytes);
        };
    }

    private static void rest(long until) {
        for (long left; (left = until - System.nanoTime()) > 0; ) LockSupport.parkNanos(left);
    }

    private ContestResult outcome(List<Competitor> competitors, List<Transfer> transfers,
            List<List<ContestResult.PathSample>> paths, long began, long wire, LoadedRoundTrip probe) {
        var flows = new ArrayList<ContestResult.Flow>();
        for (int i = 0; i < transfers.size(); i++) {
            var meter = transfers.get(i).meter();
            flows.add(new ContestResult.Flow(competitors.get(i), (meter.began() - began) / 1e9, meter.seconds(), meter.received(),
                    meter.rates(), paths.get(i), transfers.get(i).details()));
        }
        var samples = probe.samples();
        return new ContestResult(link, flows, link == null ? -1 : wire - probe.sent() * LoadedRoundTrip.SIZE,
                samples.stream().mapToDouble(LoadedRoundTrip.Sample::at).toArray(),
                samples.stream().mapToDouble(LoadedRoundTrip.Sample::millis).toArray());
    }
}
