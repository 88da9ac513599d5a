package wirelab.natlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.kit.Peer;
import wirelab.nat.*;
import wirelab.natlab.NatLab.Layout;
import wirelab.natlab.NatLab.Node;
import wirelab.natlab.NatLab.Side;
import wirelab.stun.BindingClient;
import wirelab.stun.BindingServer;
import wirelab.stun.NatBehavior;
import wirelab.stun.NatBehavior.Hairpin;

/// Every kind of NAT is named correctly: by stock STUN programs that ask our server, and by our client that asks ours and
/// coturn's.
///
/// All of it is begun at once, since most of the time is waiting for answers that a NAT keeps out: several labs, two kinds
/// of NAT in each, all programs on the two hosts behind it.
@Tag("hosts")
class StunInLabTest {
    /// Behind a filter turnutils_stunclient waits for ever.
    private static final String PATIENCE = "6";
    private static final int PORT = BindingServer.PORT;

    /// What was found out about one kind of NAT.
    private record Findings(CompletableFuture<String> stun, CompletableFuture<String> stunclient,
            CompletableFuture<String> natdiscovery, CompletableFuture<NatBehavior> ours,
            CompletableFuture<NatBehavior> oursOfCoturn) {}

    private static final Map<NatKind, Findings> FOUND = new EnumMap<>(NatKind.class);
    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static ExecutorService threads;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void begin() throws Exception {
        NatLab.missing().ifPresent(what -> assumeTrue(false, what));
        Peer.require("turnserver", "coturn");
        Peer.require("stun", "stun-client");
        threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
        var kinds = NatKind.values();
        for (int i = 0; i < kinds.length; i += 2) {
            var lab = NatLab.open(Layout.PLAIN);
            OPEN.add(lab);
            OPEN.add(server(lab, PORT));
            OPEN.add(coturn(lab));
            begin(lab, Side.A, kinds[i], Node.A1, Node.A2);
            if (i + 1 < kinds.length) begin(lab, Side.B, kinds[i + 1], Node.B1, Node.B2);
        }
    }

    @AfterAll
    static void end() throws Exception {
        for (var one : OPEN.reversed()) one.close();
        if (threads != null) threads.close();
    }

    private static BindingServer server(NatLab lab, int port) throws IOException {
        var options = BindingServer.Options.DEFAULTS.withBind(new InetSocketAddress(lab.address(Node.SERVER), port))
                .withOther(NatLab.SERVER_2, port + 1).withTcp(false);
        return BindingServer.start(lab.host(Node.SERVER).host(), options);
    }

    /// coturn's server on the same host, two ports further.
    private static Peer coturn(NatLab lab) throws IOException {
        String name = lab.host(Node.SERVER).name();
        var peer = Peer.start(lab.host(Node.SERVER).command(Peer.require("turnserver", "coturn"), "-n",
                "--listening-ip=203.0.113.10", "--listening-ip=203.0.113.11", "--listening-port=" + (PORT + 2),
                "--alt-listening-port=" + (PORT + 3), "--stun-only", "--no-tls", "--no-dtls", "--no-cli", "--no-tcp",
                "--log-file=stdout", "--simple-log", "--pidfile=" + folder.resolve(name),
                "--userdb=" + folder.resolve(name + "-users")));
        peer.awaitOutput("Total General servers");
        return peer;
    }

    private static void begin(NatLab lab, Side side, NatKind kind, Node first, Node second) throws IOException {
        // Every other kind has a hairpin.
        lab.nat(side, NatRules.of(kind).withHairpin(hairpin(kind)));
        FOUND.put(kind, new Findings(run(lab, second, "stun", "203.0.113.10"),
                run(lab, second, "timeout", PATIENCE, "stdbuf", "-oL", "turnutils_stunclient", "203.0.113.10"),
                run(lab, first, "turnutils_natdiscovery", "-m", "-f", "-H", "203.0.113.10"),
                discover(lab, first, PORT), discover(lab, first, PORT + 2)));
    }

    private static boolean hairpin(NatKind kind) {
        return kind.ordinal() % 2 == 0;
    }

    private static CompletableFuture<String> run(NatLab lab, Node host, String... command) {
        return CompletableFuture.supplyAsync(() -> {
            try (var peer = Peer.start(lab.host(host).command(command))) {
                peer.awaitExit();
                return peer.output();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, threads);
    }

    private static CompletableFuture<NatBehavior> discover(NatLab lab, Node host, int port) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                var server = new InetSocketAddress(lab.address(Node.SERVER), port);
                return BindingClient.towards(lab.host(host).host(), server).discover(server, _ -> {});
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, threads);
    }

    private static void check(NatKind kind, NatBehavior found) {
        assertEquals(kind.mapping(), found.mapping());
        assertEquals(kind.filtering(), found.filtering());
        assertEquals(!kind.translates() ? Hairpin.UNKNOWN : hairpin(kind) ? Hairpin.YES : Hairpin.NO, found.hairpin());
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void ourClientNamesEveryNatByOurServer(NatKind kind) {
        check(kind, FOUND.get(kind).ours.join());
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void ourClientNamesEveryNatByCoturnsServer(NatKind kind) {
        check(kind, FOUND.get(kind).oursOfCoturn.join());
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void coturnsNatdiscoveryNamesEveryNatByOurServer(NatKind kind) {
        String output = FOUND.get(kind).natdiscovery.join();
        String mapping = switch (kind.mapping()) {
            case NONE, ENDPOINT_INDEPENDENT, UNKNOWN -> "NAT with Endpoint Independent Mapping!";
            case ADDRESS_DEPENDENT -> "NAT with Address Dependent Mapping!";
            case ADDRESS_AND_PORT_DEPENDENT -> "NAT with Address and Port Dependent Mapping!";
        };
        String filtering = switch (kind.filtering()) {
            case ENDPOINT_INDEPENDENT, UNKNOWN -> "NAT with Endpoint Independent Filtering!";
            case ADDRESS_DEPENDENT -> "NAT with Address Dependent Filtering!";
            case ADDRESS_AND_PORT_DEPENDENT -> "NAT with Address and Port Dependent Filtering!";
        };
        assertTrue(output.contains(mapping), output);
        assertTrue(output.contains(filtering), output);
        assertEquals(!kind.translates() || hairpin(kind), output.contains("successful hairpinning"), output);
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void aClientOfRfc3489NamesEveryNatByOurServer(NatKind kind) {
        String primary = switch (kind) {
            case OPEN -> "Open";
            case FIREWALL -> "Firewall";
            case FULL_CONE -> "Independent Mapping, Independent Filter, preserves ports";
            case RESTRICTED_CONE -> "Independent Mapping, Address Dependent Filter, preserves ports";
            case PORT_RESTRICTED, LINUX -> "Independent Mapping, Port Dependent Filter, preserves ports";
            case ADDRESS_MAPPED, SEQUENTIAL, SYMMETRIC -> "Dependent Mapping, random port";
        };
        String hairpin = !kind.translates() ? "" : hairpin(kind) ? ", will hairpin" : ", no hairpin";
        String output = FOUND.get(kind).stun.join();
        assertTrue(output.contains("Primary: " + primary + hairpin), output);
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void coturnsStunclientLearnsThePublicAddressFromOurServer(NatKind kind) {
        String output = FOUND.get(kind).stunclient.join();
        String address = kind == NatKind.OPEN || kind == NatKind.FIREWALL ? "192.168." : "203.0.113.";
        assertTrue(output.contains("UDP reflexive addr: " + address), output);
        // Its second question wants the answer at a port that no NAT knows of: there it waits for ever, with any server.
        long answers = output.lines().filter(line -> line.contains("UDP reflexive addr")).count();
        assertEquals(kind == NatKind.OPEN ? 3 : 1, answers, output);
    }

    @Test
    void theStepOfASequentialNatIsFoundByBothServers() {
        var found = FOUND.get(NatKind.SEQUENTIAL);
        found.ours.join();
        // Several clients share this NAT, so a step may be longer than one.
        assertTrue(found.oursOfCoturn.join().portStep().orElse(0) > 0 || found.ours.join().portStep().orElse(0) > 0);
        assertEquals(OptionalInt.empty(), FOUND.get(NatKind.FULL_CONE).ours.join().portStep());
    }
}
