package wirelab.ntp;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import wirelab.kit.Address;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.UsageException;

/// Keeps a [DisciplinedClock] right by asking one or several time servers again and again.
///
/// In each round every server that may be asked gets a burst of questions, all servers at the same time; the best sample of
/// each counts; false-tickers are left out ([Selection]); what the others agree on corrects the clock. When no server can be
/// reached the clock goes on by itself and its error bound grows.
public final class Synchroniser implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Synchroniser.class.getName());
    /// So many servers are more than anybody needs: four honest ones outvote three false-tickers.
    private static final int MAX_SERVERS = 16;

    /// How it works.
    ///
    /// @param poll time between rounds; public servers want 64 s at least (RFC 5905, MINPOLL)
    /// @param apart time between the questions of a burst
    public record Options(Duration poll, int samples, Duration apart, NtpClient.Options client,
            DisciplinedClock.Options clock) {
        /// Every 64 s four questions, 50 ms apart.
        public static final Options DEFAULTS = new Options(Duration.ofSeconds(64), 4, Duration.ofMillis(50),
                NtpClient.Options.DEFAULTS, DisciplinedClock.Options.DEFAULTS);

        public Options {
            if (!poll.isPositive() || samples < 1 || samples > 64 || apart.isNegative()) {
                throw new UsageException("a poll interval greater than 0 and 1 to 64 samples are needed");
            }
        }

        public Options withPoll(Duration poll) {
            return new Options(poll, samples, apart, client, clock);
        }

        public Options withSamples(int samples, Duration apart) {
            return new Options(poll, samples, apart, client, clock);
        }

        public Options withClient(NtpClient.Options client) {
            return new Options(poll, samples, apart, client, clock);
        }
    }

    /// One server in one round.
    ///
    /// @param sample its best recent sample, `null` if there is none
    /// @param last what became of the last question, `null` if it was never asked
    public record Peer(InetSocketAddress server, Sample sample, Outcome last, boolean isSurvivor) {}

    /// What came of one round.
    ///
    /// @param combination what they agree on, `null` if on nothing
    /// @param verdict what the clock made of that, `null` if nothing was agreed
    public record Round(List<Peer> peers, Combination combination, DisciplinedClock.Verdict verdict,
            DisciplinedClock.Reading reading) {
        /// {@return whether the clock is synchronised by this round}
        public boolean isSynchronised() {
            return verdict != null && verdict != DisciplinedClock.Verdict.DOUBTED;
        }
    }

    private final Host host;
    private final List<InetSocketAddress> servers;
    private final List<Association> associations;
    private final Options options;
    private final DisciplinedClock clock;
    private final Consumer<Round> listener;
    private final Thread thread;
    private final CountDownLatch firstRound = new CountDownLatch(1);
    private volatile Round latest;
    private volatile Reference reference = Reference.unsynchronised();
    private volatile boolean stopped;

    private Synchroniser(Host host, List<InetSocketAddress> servers, DisciplinedClock clock, Options options,
            Consumer<Round> listener) {
        this.host = host;
        this.servers = new CopyOnWriteArrayList<>(servers);
        this.options = options;
        this.clock = clock;
        this.listener = listener;
        associations = servers.stream().map(_ -> new Association(options.poll)).toList();
        latest = new Round(List.of(), null, null, clock.reading());
        thread = Thread.ofPlatform().daemon().name("ntp-sync").unstarted(this::run);
    }

    /// Starts it on this machine, [Host#HERE].
    public static Synchroniser start(List<InetSocketAddress> servers, LocalClock local, Options options,
            Consumer<Round> listener) {
        return start(Host.HERE, servers, local, options, listener);
    }

    /// Starts to ask; the first round begins at once and goes on after this has returned.
    ///
    /// @param servers whom to ask, 1 to 16; more than half of them must be honest
    /// @param local the clock to correct; it is left alone, and a disciplined clock is built upon it
    /// @param listener told of each round, on the thread that asks
    /// @return what keeps the clock right until it is closed
    public static Synchroniser start(Host host, List<InetSocketAddress> servers, LocalClock local, Options options,
            Consumer<Round> listener) {
        if (servers.isEmpty() || servers.size() > MAX_SERVERS) {
            throw new UsageException("1 to " + MAX_SERVERS + " time servers are needed");
        }
        var synchroniser = new Synchroniser(host, servers, new DisciplinedClock(local, options.clock), options, listener);
        synchroniser.thread.start();
        return synchroniser;
    }

    /// Reads the addresses of time servers.
    ///
    /// @param servers what a user wrote, as `HOST:PORT`, `HOST` or `:PORT`
    /// @return the addresses, with [NtpServer#PORT] where none was named
    /// @throws UsageException when one cannot be read
    public static List<InetSocketAddress> addresses(List<String> servers) {
        return servers.stream().map(text -> Address.parse(text, "127.0.0.1", NtpServer.PORT)).toList();
    }

    /// {@return the clock that is kept right: always the same clock}
    public DisciplinedClock clock() {
        return clock;
    }

    /// {@return what the last round has brought: the round; before the first has ended, one without samples}
    public Round latest() {
        return latest;
    }

    /// Waits until every server was asked once.
    ///
    /// @return what that round has brought, or one without samples if it took longer
    /// @throws InterruptedException when the waiting thread is interrupted
    public Round awaitFirst(Duration most) throws InterruptedException {
        // Whether it came or the time is up: the latest round says what there is.
        var _ = firstRound.await(most.toNanos(), TimeUnit.NANOSECONDS);
        return latest;
    }

    /// What a server that serves this clock may say of it: one stratum below the server that is followed, with its root
    /// delay and dispersion and our own added. A leap second is not passed on, since the clock spreads it
    /// ([DisciplinedClock]).
    ///
    /// @return the reference; that of a clock that was never set, before the first round that set it
    public Reference reference() {
        return reference;
    }

    /// Stops asking; the clock goes on by itself.
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(options.client.timeout().plus(Duration.ofSeconds(5)));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            NtpClient.warmUp();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the first samples will be bad: " + Failure.line(e));
        }
        while (!stopped) {
            var due = IntStream.range(0, servers.size()).filter(i -> associations.get(i).isDue(System.nanoTime()))
                    .boxed().toList();
            if (!due.isEmpty()) {
                latest = round(due);
                firstRound.countDown();
                listener.accept(latest);
            }
            long next = associations.stream().mapToLong(Association::due).min().orElseThrow();
            if (next == Long.MAX_VALUE) return;
            while (!stopped && next - System.nanoTime() > 0) LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /// Asks those servers at the same time, each on a thread of its own, and combines what they say.
    private Round round(List<Integer> due) {
        long since = clock.local().nanos();
        try (var pool = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().name("ntp-ask").factory())) {
            var bursts = new ArrayList<Future<List<Outcome>>>();
            for (int i : due) bursts.add(pool.submit(() -> burst(i)));
            for (int k = 0; k < bursts.size(); k++) {
                associations.get(due.get(k)).heard(System.nanoTime(), bursts.get(k).get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return combine(since);
    }

    private List<Outcome> burst(int number) {
        // A name that was unknown, or whose server gave no time, may stand for another address by now.
        if (!(associations.get(number).last() instanceof Sample)) servers.set(number, again(servers.get(number)));
        var server = servers.get(number);
        try (var client = NtpClient.open(host, server, clock.local(), options.client)) {
            return client.ask(options.samples, options.apart);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", Address.text(server), e.getMessage());
            return List.of(new Outcome.Refused("cannot ask: " + Failure.reason(e)));
        }
    }

    private InetSocketAddress again(InetSocketAddress server) {
        var found = host.call(() -> new InetSocketAddress(server.getHostString(), server.getPort()));
        return found.isUnresolved() ? server : found;
    }

    private Round combine(long since) {
        long now = clock.local().nanos();
        var known = IntStream.range(0, servers.size()).filter(i -> associations.get(i).recent(now).isPresent())
                .boxed().toList();
        var samples = known.stream().map(i -> associations.get(i).recent(now).orElseThrow()).toList();
        var combination = Combination.of(samples, since, clock).orElse(null);
        var verdict = combination == null ? null
                : clock.correct(combination.interval(), combination.offset(), combination.leap());
        var peers = new ArrayList<Peer>();
        for (int i = 0; i < servers.size(); i++) {
            int index = known.indexOf(i);
            peers.add(new Peer(servers.get(i), index < 0 ? null : samples.get(index), associations.get(i).last(),
                    index >= 0 && combination != null && combination.survivors().contains(index)));
        }
        var round = new Round(List.copyOf(peers), combination, verdict, clock.reading());
        if (round.isSynchronised()) {
            reference = reference(round, servers.get(known.get(samples.indexOf(combination.best()))));
        }
        return round;
    }

    private Reference reference(Round round, InetSocketAddress followed) {
        var sample = round.combination.best();
        long rootDelay = sample.answer().rootDelay().nanos() + Math.max(0, sample.delay());
        long rest = Math.max(0, round.reading.bound().toNanos() - rootDelay / 2);
        // One more than the last stratum is not synchronised (RFC 5905, figure 11), or two servers that follow each other
        // would never give up.
        int stratum = sample.answer().stratum() + 1;
        if (stratum > NtpMessage.MAX_STRATUM) return Reference.unsynchronised();
        return new Reference(LeapIndicator.NONE, stratum, NtpMessage.referenceId(followed.getAddress()),
                round.reading.time(), Duration.ofNanos(rootDelay), Duration.ofNanos(rest), round.reading.driftError());
    }

    @Override
    public String toString() {
        return "synchroniser with " + servers.stream().map(Address::text).toList() + (latest == null ? "" : ", "
                + latest.verdict());
    }
}
