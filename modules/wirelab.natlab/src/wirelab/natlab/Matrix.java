package wirelab.natlab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import wirelab.nat.*;

/// Two clients behind every pair of NATs: which path they take, and how long the first message takes.
public final class Matrix {
    /// One pair of NATs, tried.
    ///
    /// @param a the NAT of the one who speaks first
    /// @param b the NAT of the other
    /// @param path the kind of path that the message of `a` took, or `none`
    /// @param firstMessage from the moment it was typed until it was shown at the other end
    public record Cell(NatKind a, NatKind b, String path, Duration firstMessage) {
        /// {@return whether no server stood between them: false for relayed and failed ones}
        public boolean direct() {
            return conversed() && !path.equals(PathKind.RELAY.words);
        }

        /// Whether the message arrived at all.
        public boolean conversed() {
            return !path.equals(PathKind.NONE.words);
        }

        /// Whether a direct path is possible at all, as experience has shown: each end's public port must be stable,
        /// predictable, or, at one end alone, guessed at. Two ends that cannot be predicted do not find each other, unless
        /// one lets everybody in.
        public boolean directExpected() {
            return !(unpredictable(a) && unpredictable(b) || unpredictable(a) && b == NatKind.SEQUENTIAL
                    || a == NatKind.SEQUENTIAL && unpredictable(b));
        }

        private static boolean unpredictable(NatKind kind) {
            return kind == NatKind.SYMMETRIC || kind == NatKind.ADDRESS_MAPPED;
        }
    }

    /// Kilobits per second that a home can send.
    private static final int UPLINK = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private Matrix() {}

    /// Tries one pair in the simulation.
    ///
    /// @return how it went, in virtual time
    public static Cell simulate(NatKind a, NatKind b, long seed) {
        var simulation = new Simulation(seed);
        simulation.home("a", NatRules.of(a), "203.0.113.1", null);
        simulation.home("b", NatRules.of(b), "203.0.113.2", null);
        simulation.client("alice", "a", "192.168.1.11");
        simulation.client("bob", "b", "192.168.2.11");
        simulation.await(LIMIT,
                () -> simulation.listed("alice").contains("bob") && simulation.listed("bob").contains("alice"));
        var began = simulation.time();
        simulation.chat("alice", "bob", "hello");
        boolean arrived = simulation.await(LIMIT, () -> simulation.shown("bob").contains("hello"));
        return new Cell(a, b, arrived ? simulation.path("alice", "bob") : PathKind.NONE.words,
                simulation.time().minus(began));
    }

    /// Starts the server on the server's host of a lab, and gives both homes an uplink of 10 Mbit/s.
    ///
    /// @throws IOException when it cannot listen
    public static NatServer server(NatLab lab) throws IOException {
        var bind = new InetSocketAddress(lab.address(NatLab.Node.SERVER), NatServer.PORT);
        for (var side : List.of(NatLab.Side.A, NatLab.Side.B)) lab.uplink(side, UPLINK);
        return NatServer.start(lab.host(NatLab.Node.SERVER).host(),
                NatServer.Options.DEFAULTS.withBind(bind).withSecond(NatLab.SERVER_2), _ -> {});
    }

    /// Starts a client on a host of a lab, over IPv4.
    ///
    /// @param listener told what its user should see
    /// @throws IOException when its port cannot be had
    public static NatClient client(NatLab lab, NatLab.Node host, String id, Consumer<Notice> listener) throws IOException {
        var server = new InetSocketAddress(lab.address(NatLab.Node.SERVER), NatServer.PORT);
        return NatClient.start(lab.host(host).host(), NatClient.Options.of(id, server).withPort(NatClient.PORT)
                .withAddresses(List.of(lab.address(host))), listener);
    }

    /// Tries one pair in a lab in which a server runs.
    ///
    /// @throws IOException when the system refuses
    public static Cell measure(NatLab lab, NatKind a, NatKind b) throws IOException {
        lab.nat(NatLab.Side.A, NatRules.of(a));
        lab.nat(NatLab.Side.B, NatRules.of(b));
        return converse(lab, NatLab.Node.A1, NatLab.Node.B1);
    }

    /// Lets two hosts of a lab converse, as its NATs are at present.
    ///
    /// @return how it went; the kinds are those of NAT A and NAT B
    /// @throws IOException when the system refuses
    public static Cell converse(NatLab lab, NatLab.Node one, NatLab.Node other) throws IOException {
        var there = new CompletableFuture<Void>();
        var back = new CompletableFuture<Void>();
        var heard = new CompletableFuture<Long>();
        var path = new CompletableFuture<String>();
        String alice = "alice-" + one;
        String bob = "bob-" + other;
        try (var _ = client(lab, other, bob, notice -> {
            if (notice instanceof Notice.Joined joined && joined.id().equals(alice)) back.complete(null);
            if (notice instanceof Notice.Message) heard.complete(System.nanoTime());
        }); var alices = client(lab, one, alice, notice -> {
            if (notice instanceof Notice.Joined joined && joined.id().equals(bob)) there.complete(null);
            if (notice instanceof Notice.Path found) path.complete(found.kind());
        })) {
            CompletableFuture.allOf(there, back).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            long began = System.nanoTime();
            alices.chat(bob, "hello");
            long arrived = heard.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return new Cell(lab.rules(NatLab.Side.A).kind(), lab.rules(NatLab.Side.B).kind(),
                    path.getNow(PathKind.NONE.words), Duration.ofNanos(arrived - began));
        } catch (TimeoutException e) {
            return new Cell(lab.rules(NatLab.Side.A).kind(), lab.rules(NatLab.Side.B).kind(), PathKind.NONE.words, LIMIT);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Shows pairs as a table: a line for each NAT of the first, a column for each of the second.
    ///
    /// @return the table, with path and milliseconds
    public static String table(Collection<Cell> cells) {
        var kinds = Arrays.stream(NatKind.values()).filter(kind -> cells.stream().anyMatch(c -> c.a == kind || c.b == kind))
                .toList();
        var text = new StringBuilder("ms");
        for (int i = 1; i <= kinds.size(); i++) text.append(String.format("%8d", i));
        for (int i = 1; i <= kinds.size(); i++) {
            var a = kinds.get(i - 1);
            text.append(String.format("%n%-2d", i));
            for (var b : kinds) {
                text.append(String.format("%8s", cells.stream().filter(c -> c.a == a && c.b == b).findFirst()
                        .map(Matrix::text).orElse("")));
            }
        }
        text.append("\n");
        for (int i = 1; i <= kinds.size(); i++) text.append("\n").append(i).append("  ").append(kinds.get(i - 1));
        return text + "\n\npub public, ref peer-reflexive, pre predicted, bir birthday, prv private:\n"
                + "direct; R relayed by the server";
    }

    private static String text(Cell cell) {
        String path = switch (cell.path) {
            case "private" -> "prv";
            case "relay" -> "R";
            case "none" -> "NONE";
            default -> cell.path.replace("peer-", "").substring(0, 3);
        };
        return path + " " + cell.firstMessage.toMillis();
    }

    /// {@return the middle of the times of some pairs: the median, zero for none}
    public static Duration median(Collection<Cell> cells) {
        var times = new ArrayList<>(cells.stream().map(Cell::firstMessage).sorted().toList());
        return times.isEmpty() ? Duration.ZERO : times.get(times.size() / 2);
    }
}
