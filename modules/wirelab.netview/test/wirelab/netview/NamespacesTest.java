package wirelab.netview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.hosts.Namespace;
import wirelab.kit.Eventually;

/// Sockets of other networks, and the end of a connection.
@Tag("hosts")
class NamespacesTest {
    private DiagnoseLab lab;

    @BeforeEach
    void build() throws IOException {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        lab = DiagnoseLab.open();
    }

    @AfterEach
    void remove() {
        if (lab != null) lab.close();
    }

    /// `SOCK_DESTROY`: the program that has the connection gets an error, and so does its peer. The sockets of Java are of
    /// IPv6, with mapped addresses.
    @Test
    void aConnectionIsEndedAtBothEnds() throws Exception {
        for (String address : new String[] {DiagnoseLab.SERVER, DiagnoseLab.SERVER6}) {
            try (var listener = lab.listen(address, 5); var client = lab.connect(lab.client, address);
                    var accepted = listener.accept()) {
                var source = new LinuxSource(lab.client.host());
                var filter = SocketFilter.parse("dport = :" + DiagnoseLab.PORT);
                var socket = source.sockets().stream().filter(filter).findFirst().orElseThrow();
                source.end(socket);
                assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1)));
                assertThrows(IOException.class, () -> accepted.read(ByteBuffer.allocate(1)));
                assertThrows(IOException.class, () -> source.end(socket), "there is none any more");
            }
        }
    }

    @Test
    void socketsOfAnotherNetworkHaveItsNameAndTheirProcess() throws Exception {
        lab.listen(DiagnoseLab.SERVER, 5);
        // A network is found by the processes in it; this one's threads are elsewhere.
        var sleeper = new ProcessBuilder(lab.server.command("sleep", "300")).start();
        try {
            var here = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
            Eventually.that("the program stands in the namespace", () ->
                    !Files.readSymbolicLink(Path.of("/proc/" + sleeper.pid() + "/ns/net")).equals(here));
            var filter = SocketFilter.parse("sport = :" + DiagnoseLab.PORT + " and src " + DiagnoseLab.SERVER);
            var every = new EverySource().sockets().stream().filter(filter).toList();
            assertEquals(1, every.size(), every.toString());
            assertEquals(lab.server.name(), every.getFirst().namespace());
            assertEquals(ProcessHandle.current().pid(), every.getFirst().owners().getFirst().pid());
            assertTrue(NetTables.sockets(every).text().contains(lab.server.name()));
            var inside = LinuxSource.ofProcess(sleeper.pid());
            assertTrue(inside.interfaces().toString().contains(DiagnoseLab.SERVER), inside.interfaces().toString());
            assertEquals(1, inside.sockets().stream().filter(filter).count());
        } finally {
            sleeper.destroyForcibly().waitFor();
        }
    }

    @Test
    void processesAreSearchedOnlyForSocketsThatAreNew() throws Exception {
        lab.listen(DiagnoseLab.SERVER, 5);
        var owners = new SocketOwners(Path.of("/proc"));
        var source = new LinuxSource(lab.server.host());
        for (int i = 0; i < 5; i++) owners.add(source.sockets());
        assertEquals(1, owners.scans());
        lab.connect(lab.server, DiagnoseLab.SERVER);
        for (int i = 0; i < 5; i++) owners.add(source.sockets());
        assertEquals(2, owners.scans());
    }
}
