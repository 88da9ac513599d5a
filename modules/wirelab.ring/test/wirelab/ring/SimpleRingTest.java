package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;

/// The simple dialect (Appendix B of the text), with processes.
@Tag("scripts")
class SimpleRingTest {
    private static final int PATIENCE = 30_000;

    @TempDir
    Path folder;

    @Test
    @DisplayName("three nodes with --simple say what they have to say, also to nobody and to all, and end with status 0")
    void three() throws IOException {
        try (var run = new RingRun(folder, 3, "form = 60s")) {
            run.messages(0, List.of("1 hello one", "9 nobody"));
            run.messages(2, List.of("* hello all"));
            for (int id = 0; id < 3; id++) run.start(id, "--simple");
            run.allEnd();
            assertTrue(run.output(1).contains("0> hello one\n") && run.output(1).contains("2> hello all\n"), run.output(1));
            assertTrue(run.output(0).contains("2> hello all\n"), run.output(0));
            assertTrue(run.output(0).contains("to 9: nobody has taken it"), run.output(0));
        }
    }

    @Test
    @DisplayName("on the wire are bare frames: a message and its way back with A, the turn, the end")
    void bytes() throws IOException {
        try (var next = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = Peer.freePort();
            var config = Files.writeString(folder.resolve("config.ini"), "[nodo0]\nhost = 127.0.0.1\nport = " + port
                    + "\n[nodo1]\nhost = 127.0.0.1\nport = " + next.getLocalPort() + "\n");
            var messages = Files.writeString(folder.resolve("messages"), "1 hi\n");
            try (var node = Peer.script("RingNode", "--simple", "--id", "0", "--id_dst", "1", "--config", config.toString(),
                    "--messages", messages.toString())) {
                next.setSoTimeout(PATIENCE);
                try (var out = new RawLink(next.accept(), PATIENCE)) {
                    node.awaitListening();
                    try (var in = RawLink.dial(port, PATIENCE)) {
                        expect(out, "00000000 00000001 00 00000002 6869");
                        in.send(bytes("00000000 00000001 40 00000002 6869"));
                        expect(out, "00000000 00000001 80 00000000");
                        in.send(bytes("00000001 00000000 00 00000003 796573"));
                        expect(out, "00000001 00000000 40 00000003 796573");
                        in.send(bytes("00000001 00000000 80 00000000"));
                        expect(out, "00000000 00000001 80 00000000");
                        in.send(bytes("00000001 00000000 80 00000000"));
                        expect(out, "00000000 00000000 20 00000000");
                        in.send(bytes("00000000 00000000 20 00000000"));
                        assertEquals(0, node.awaitExit());
                        assertTrue(node.output().contains("1> yes\n"), node.output());
                    }
                }
            }
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static void expect(RawLink link, String hex) throws IOException {
        assertArrayEquals(bytes(hex), link.frame().encode());
    }
}
