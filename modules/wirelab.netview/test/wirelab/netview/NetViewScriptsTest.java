package wirelab.netview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.chat.OnTerminal;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// NetView and Diagnose as their users start them.
@Tag("scripts")
class NetViewScriptsTest {
    private static Peer ended(int status, String script, String... args) throws IOException {
        var peer = Peer.script(script, args);
        assertEquals(status, peer.awaitExit(), peer.output());
        return peer;
    }

    @Test
    void theStatusIsThatOfTheClassOfTheVerdict() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            try (var reached = ended(0, "Diagnose", "127.0.0.1", Integer.toString(port))) {
                assertTrue(reached.output().contains("the server can be reached"), reached.output());
            }
        }
        // Below the ports that are given to clients, so that nobody gets it meanwhile.
        try (var nobody = ended(5, "Diagnose", "127.0.0.1", Integer.toString(Peer.freePort()))) {
            assertTrue(nobody.output().contains("Diagnose: no program listens at that port here"), nobody.output());
        }
    }

    @Test
    void mistakesAreOneLine() throws Exception {
        for (String[] args : new String[][] {{"localhost"}, {"localhost", "http"}, {"localhost", "0"}}) {
            try (var peer = ended(2, "Diagnose", args)) {
                assertEquals(1, peer.output().lines().count(), peer.output());
            }
        }
        for (String[] args : new String[][] {{"frob"}, {"--csv", "--routes", "--groups"}, {"--live", "--json"}}) {
            try (var peer = ended(2, "NetView", args)) {
                assertEquals(1, peer.output().lines().count(), peer.output());
            }
        }
    }

    @Test
    void behindAPipeTheLiveViewIsALinePerChange() throws Exception {
        int port = Peer.freePort();
        try (var view = Peer.script("NetView", "--live", "--interval", "50ms", "sport = :" + port)) {
            // The first reading is not told; a socket that comes and goes until it is seen is.
            Eventually.that("a socket that comes and goes is told", () -> {
                try (var _ = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
                    LockSupport.parkNanos(150_000_000);
                }
                return !view.output().isEmpty();
            });
            assertTrue(view.output().startsWith("+ tcp LISTEN ") || view.output().startsWith("- tcp LISTEN "),
                    view.output());
            assertEquals(0, view.terminate(), view.output());
        }
    }

    @Test
    void onATerminalItIsATableThatQuitsAndPutsTheTerminalBack() throws Exception {
        try (var view = OnTerminal.script("NetView", "--live", "state listening")) {
            view.awaitOutput("q quit");
            view.send("/");
            view.awaitOutput("filter: ");
            view.send("udp\r");
            view.awaitOutput("/ filter: udp");
            view.send("q");
            view.awaitOutput("terminal as before: True");
            assertEquals(0, view.awaitExit());
            assertTrue(view.output().contains("\033[?1049l"), "the screen of before is back");
        }
    }
}
