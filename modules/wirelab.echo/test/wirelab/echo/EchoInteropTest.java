package wirelab.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Peer;

/// Our server against stock clients, our clients against a stock server.
@Tag("interop")
class EchoInteropTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] BINARY = new byte[300_000];

    static {
        new Random(862).nextBytes(BINARY);
        for (int i = 0; i < 256; i++) BINARY[i] = (byte) i;
    }

    private static byte[] through(byte[] input, String... command) throws Exception {
        try (var server = EchoServer.start(EchoServer.Options.DEFAULTS)) {
            for (int i = 0; i < command.length; i++) {
                command[i] = command[i].replace("PORT", Integer.toString(server.address().getPort()));
            }
            try (var peer = Peer.start(command)) {
                Thread.startVirtualThread(() -> {
                    try {
                        peer.send(input).endInput();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                assertEquals(0, peer.awaitExit(), peer.output());
                return peer.outputBytes();
            }
        }
    }

    @Test
    void ncatGetsBackLinesAndBinaryDataOverTcp() throws Exception {
        String ncat = Peer.require("ncat", "ncat");
        assertEquals("one\ntwo\n", new String(through("one\ntwo\n".getBytes(), ncat, "127.0.0.1", "PORT")));
        assertArrayEquals(BINARY, through(BINARY, ncat, "127.0.0.1", "PORT"));
    }

    @Test
    void ncatGetsBackADatagram() throws Exception {
        String ncat = Peer.require("ncat", "ncat");
        try (var server = EchoServer.start(EchoServer.Options.DEFAULTS);
                var peer = Peer.start(ncat, "-u", "127.0.0.1", Integer.toString(server.address().getPort()))) {
            peer.send("datagram\n");
            peer.awaitOutput("datagram\n");
        }
    }

    @Test
    void socatGetsBackBinaryDataAfterAHalfClose() throws Exception {
        String socat = Peer.require("socat", "socat");
        assertArrayEquals(BINARY, through(BINARY, socat, "-t20", "STDIO", "TCP:127.0.0.1:PORT"));
        assertEquals("datagram", new String(through("datagram".getBytes(), socat, "-t1", "STDIO", "UDP:127.0.0.1:PORT")));
    }

    @Test
    void pythonSocketsGetBackEveryLengthOfDatagramAndAHalfClosedStream() throws Exception {
        String python = Peer.require("python3", "python3");
        String program = """
                import socket, os
                u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.settimeout(20)
                for n in (0, 1, 1472, 1473, 9000, 65507):
                    data = os.urandom(n)
                    u.sendto(data, ('127.0.0.1', PORT))
                    assert u.recvfrom(70000)[0] == data, n
                t = socket.create_connection(('127.0.0.1', PORT), 20)
                data = bytes(range(256)) * 4
                t.sendall(data); t.shutdown(socket.SHUT_WR)
                back = b''
                while True:
                    more = t.recv(4096)
                    if not more: break
                    back += more
                assert back == data
                print('all came back')
                """;
        assertEquals("all came back\n", new String(through(new byte[0], python, "-c", program)));
    }

    @Test
    void ourClientsAgreeWithXinetd() throws Exception {
        try (var xinetd = Xinetd.start()) {
            var address = new InetSocketAddress("127.0.0.1", xinetd.port);
            try (var client = EchoClient.connect(address, PATIENCE)) {
                assertArrayEquals("hello".getBytes(), client.echo("hello".getBytes()).data().array());
                var back = new ByteArrayOutputStream();
                client.copy(new ByteArrayInputStream(BINARY), back);
                assertArrayEquals(BINARY, back.toByteArray());
            }
            try (var client = UdpEchoClient.open(address)) {
                for (int size : new int[] {1, 512, 1024}) {
                    byte[] data = Arrays.copyOf(BINARY, size);
                    assertArrayEquals(data, askedAgain(client, data));
                }
            }
        }
    }

    /// After each echo xinetd empties its socket, so a datagram that follows within microseconds is thrown away with
    /// whatever else waits there (about one in twenty when one follows at once). As with any UDP service, it takes a
    /// client that asks again.
    private static byte[] askedAgain(UdpEchoClient client, byte[] data) throws IOException {
        for (int tries = 0; tries < 20; tries++) {
            var reply = client.echo(data, Duration.ofSeconds(1));
            if (reply != null) return reply.data().array();
        }
        return fail("20 datagrams of " + data.length + " bytes, one a second, and no echo");
    }

    @Test
    void theScriptsTalkToEachOtherAndToStockPrograms() throws Exception {
        try (var server = Peer.script("EchoServer", "--port", "0", "--verbose")) {
            String port = Integer.toString(server.awaitListening().getPort());
            try (var client = Peer.script("EchoClient", "--port", port, "--data", "hello", "--count", "2")) {
                assertEquals(0, client.awaitExit(), client.output());
                long answers = client.output().lines().filter(line -> line.matches("hello   \\([\\d.]+ [µm]?s\\)")).count();
                assertEquals(2, answers, client.output());
            }
            try (var client = Peer.script("EchoClient", "--udp", "--port", port)) {
                client.send("one\ntwo\n").endInput();
                assertEquals(0, client.awaitExit(), client.output());
                assertEquals("[one, two]", client.output().lines().map(line -> line.split(" ")[0]).toList().toString());
            }
            assertEquals(0, server.terminate(), server.output());
            server.awaitOutput("tcp: accepted 1");
            server.awaitOutput("udp: received 2");
        }
    }

    @Test
    void theScriptsSayInOneLineWhatIsWrong() throws Exception {
        int nobody = Peer.freePort();
        try (var client = Peer.script("EchoClient", "--port", Integer.toString(nobody), "--data", "x")) {
            assertEquals(1, client.awaitExit());
            assertEquals("EchoClient: cannot connect to 127.0.0.1:" + nobody + ": Connection refused\n", client.output());
        }
        try (var client = Peer.script("EchoClient", "--tcp", "--udp", "--data", "x")) {
            assertEquals(2, client.awaitExit());
            assertEquals("EchoClient: --tcp or --udp, not both (--help shows the options)\n", client.output());
        }
        try (var taken = EchoServer.start(EchoServer.Options.DEFAULTS);
                var server = Peer.script("EchoServer", "--port", Integer.toString(taken.address().getPort()))) {
            assertEquals(1, server.awaitExit());
            assertEquals("EchoServer: cannot listen on 127.0.0.1:" + taken.address().getPort()
                    + ": Address already in use\n", server.output());
        }
    }

    @Test
    void rawCopiesAFileThroughTheServer() throws Exception {
        try (var server = EchoServer.start(EchoServer.Options.DEFAULTS);
                var client = Peer.script("EchoClient", "--raw", "--port", Integer.toString(server.address().getPort()))) {
            client.send(BINARY).endInput();
            assertEquals(0, client.awaitExit());
            assertArrayEquals(BINARY, client.outputBytes());
        }
    }
}
