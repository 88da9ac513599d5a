package wirelab.natlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.nat.*;

/// Python clients of both dialects, written from their descriptions, with our server and our client: on loopback, and each
/// on a host
/// of its own.
class ClassroomLabTest {
    private static final Path PYTHON = Path.of("modules/wirelab.nat/test/python");

    private final List<String> console = new CopyOnWriteArrayList<>();
    private final List<Notice> notices = new CopyOnWriteArrayList<>();

    private static String[] python(String program, String id, InetSocketAddress server, String ip, int port,
            double keepAlive) {
        return new String[] {Peer.require("python3", "python3"), PYTHON.resolve(program + ".py").toAbsolutePath()
                .toString(), id,
            server.getHostString(), Integer.toString(server.getPort()), ip, Integer.toString(port),
                    Double.toString(keepAlive)};
    }

    private NatServer server(Duration silence) throws IOException {
        return NatServer.start(Host.HERE, NatServer.Options.DEFAULTS
                .withLimits(new NatServer.Limits(100, 50, silence, 100, 10_000)), console::add);
    }

    private boolean heard(String from, String text) {
        return notices.stream().anyMatch(n -> n instanceof Notice.Message m && m.from().equals(from) && m.message()
                .equals(text) && !m.sealed());
    }

    @Test
    @Tag("interop")
    void aTaggedClientRegistersListsChatsBothWaysLeavesAndTimesOut() throws Exception {
        try (var server = server(Duration.ofSeconds(3));
                var ours = NatClient.start(NatClient.Options.of("ours", server.address()), notices::add);
                var tagged = Peer.start(python("tagged_client", "tina", server.address(), "127.0.0.1", 0, 0.5))) {
            tagged.awaitOutput("+ ours");
            Eventually.that("ours knows tina", () -> ours.list().stream().anyMatch(line -> line.startsWith("tina ")));
            tagged.send("@show_list\n").awaitOutput("ours " + "127.0.0.1:" + ours.local().getPort() + " / 127.0.0.1:"
                    + ours.local().getPort());
            tagged.send("@chat ours hello | from the classroom\n");
            Eventually.that("ours shows it, marked", () -> heard("tina", "hello | from the classroom"));
            assertTrue(notices.stream().anyMatch(n -> n.text().equals("tina> hello | from the classroom (in the clear)")));
            ours.chat("tina", "hello back");
            tagged.awaitOutput("ours> hello back");
            try (var second = Peer.start(python("tagged_client", "tom", server.address(), "127.0.0.1", 0, 0))) {
                tagged.awaitOutput("+ tom");
                second.awaitOutput("+ tina");
                tagged.awaitOutput("- tom");
            }
            tagged.send("@exit\n");
            assertEquals(0, tagged.awaitExit());
            Eventually.that("ours is told", () -> notices.contains(new Notice.Gone("tina", true)));
            Eventually.that("the console too", () -> console.stream()
                    .anyMatch(line -> line.startsWith("tina is unregistered 127.0.0.1:")));
            assertTrue(console.stream().anyMatch(line -> line.startsWith("tom is off-line 127.0.0.1:")), console.toString());
            assertTrue(console.stream().anyMatch(line -> line.matches("tina 127\\.0\\.0\\.1:\\d+ / 127\\.0\\.0\\.1:\\d+")),
                    console.toString());
        }
    }

    @Test
    @Tag("interop")
    void aSpokenClientRegistersListsChatsBothWaysLeavesAndTimesOut() throws Exception {
        try (var server = server(Duration.ofSeconds(3));
                var ours = NatClient.start(NatClient.Options.of("ours", server.address()), notices::add);
                var spoken = Peer.start(python("spoken_client", "sam", server.address(), "127.0.0.9", 10_081, 0.5))) {
            // A spoken client of another loopback address is no neighbour, so it is reached at the address that the server
            // saw.
            spoken.awaitOutput("+ ours");
            Eventually.that("ours knows sam", () -> ours.list().stream().anyMatch(line -> line.startsWith("sam ")));
            spoken.send("@show_list\n").awaitOutput("ours 127.0.0.1:" + ours.local().getPort());
            spoken.send("@chat ours hello\n");
            Eventually.that("ours shows it, marked", () -> heard("sam", "hello"));
            assertTrue(notices.stream().anyMatch(n -> n.text().equals("From sam [hello] (in the clear)")));
            ours.chat("sam", "hello back");
            spoken.awaitOutput("From ours [hello back]");
            try (var tagged = Peer.start(python("tagged_client", "tina", server.address(), "127.0.0.1", 0, 0))) {
                tagged.awaitOutput("+ sam");
                spoken.awaitOutput("+ tina");
                spoken.awaitOutput("tina is off-line 127.0.0.1:");
            }
            spoken.send("@exit\n");
            assertEquals(0, spoken.awaitExit());
            Eventually.that("ours is told", () -> notices.contains(new Notice.Gone("sam", true)));
            assertTrue(console.stream().anyMatch(line -> line.matches("sam 127\\.0\\.0\\.9:10081")), console.toString());
        }
    }

    @Test
    @Tag("hosts")
    void neighboursBehindOneNatUsePrivateAddressesInBothDialects() throws Exception {
        assumeTrue(NatLab.missing().isEmpty(), () -> NatLab.missing().orElse(""));
        try (var lab = NatLab.open(NatLab.Layout.PLAIN); var _ = Matrix.server(lab)) {
            lab.nat(NatLab.Side.A, NatRules.of(NatKind.FULL_CONE));
            var address = new InetSocketAddress(lab.address(NatLab.Node.SERVER), NatServer.PORT);
            String one = lab.address(NatLab.Node.A1).getHostAddress();
            String two = lab.address(NatLab.Node.A2).getHostAddress();
            for (String dialect : List.of("spoken_client", "tagged_client")) {
                try (var a = Peer.start(lab.host(NatLab.Node.A1).command(python(dialect, "ann", address, one, 10_081, 0.5)));
                        var b = Peer.start(lab.host(NatLab.Node.A2)
                                .command(python(dialect, "ben", address, two, 10_081, 0.5)))) {
                    a.awaitOutput("+ ben");
                    b.awaitOutput("+ ann");
                    if (dialect.startsWith("tagged")) {
                        // A client finds out by its own entry who is behind its NAT.
                        a.awaitOutput("+ ann");
                        b.awaitOutput("+ ben");
                    } else {
                        Eventually.that("both know the private address",
                                () -> a.output().contains("ben@private:" + two) && b.output()
                                        .contains("ann@private:" + one));
                    }
                    a.send("@chat ben hello\n");
                    b.awaitOutput(dialect.startsWith("spoken") ? "From ann [hello]" : "ann> hello");
                    b.send("@chat ann hello\n");
                    a.awaitOutput(dialect.startsWith("spoken") ? "From ben [hello]" : "ben> hello");
                    a.send("@exit\n");
                    b.send("@exit\n");
                    assertEquals(0, a.awaitExit());
                    assertEquals(0, b.awaitExit());
                }
            }
        }
    }
}
