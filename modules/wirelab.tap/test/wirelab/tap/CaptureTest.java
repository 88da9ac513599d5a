package wirelab.tap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Connection;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;

/// What tshark makes of our captures.
@Tag("interop")
@Tag("once")
class CaptureTest {
    private static final Tap.Party CLIENT = new Tap.Party("client",
            (_, bytes) -> bytes.remaining() + " from the client's view");
    private static final Tap.Party SERVER = new Tap.Party("server", Tap.Words.NONE);

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void needsTshark() {
        Tshark.require();
        file = folder.resolve("test.pcapng");
    }

    private Recorder record(int mtu) throws IOException {
        return Recorder.start(Capture.to(file, "test", mtu, System.err));
    }

    private static Host watched(Recorder recorder) {
        return Host.HERE.watchedBy(recorder);
    }

    private static TcpServer.Options tcp(String host) {
        return TcpServer.Options.DEFAULTS.withParty(SERVER).withBind(new InetSocketAddress(host, 0));
    }

    private static void echo(Connection connection) throws IOException {
        var buffer = ByteBuffer.allocateDirect(64 * 1024);
        while (connection.read(buffer.clear()) >= 0) connection.write(buffer.flip());
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void readFully(Connection connection, int size) throws IOException {
        for (var into = ByteBuffer.allocate(size); into.hasRemaining(); ) {
            if (connection.read(into) < 0) throw new IOException("ended early");
        }
    }

    private void assertEchoed(byte[] sent) throws Exception {
        Tshark.assertHealthy(file);
        byte[][] both = Tshark.follow(file, 0);
        assertArrayEquals(sent, both[0], "what the client sent");
        assertArrayEquals(sent, both[1], "what the server sent");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 1, 0", "::1, 1, 0", "127.0.0.1, 5000, 1500", "::1, 5000, 1500", "127.0.0.1, 10000000, 0",
            "::1, 10000000, 1500"})
    void whatWasSentIsPutTogetherAgain(String host, int size, int mtu) throws Exception {
        byte[] sent = random(size);
        try (var recorder = record(mtu); var server = TcpServer.start(watched(recorder), tcp(host), CaptureTest::echo);
                var client = watched(recorder).connect(server.address(), CLIENT)) {
            var writing = Thread.ofVirtual().start(() -> {
                try {
                    client.write(sent);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            readFully(client, size);
            writing.join();
        }
        assertEchoed(sent);
        int mss = mtu == 0 ? EthernetFrames.mss(65_536, host.contains(":")) : mtu - (host.contains(":") ? 60 : 40);
        var lines = Tshark.fields(file, "tcp",
                "tcp.flags.syn", "tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.len");
        assertEquals(List.of("1\t" + mss + "\t7\t0", "1\t" + mss + "\t7\t0"), lines.subList(0, 2));
        for (String line : lines) assertTrue(Integer.parseInt(line.split("\t")[3]) <= mss, "longer than the MSS: " + line);
    }

    @Test
    void aHalfClosedConnectionGoesOnInTheOtherDirection() throws Exception {
        byte[] answer = random(3000);
        try (var recorder = record(1500); var server = TcpServer.start(watched(recorder), tcp("127.0.0.1"), connection -> {
            while (connection.read(ByteBuffer.allocate(100)) >= 0) {}
            connection.write(answer);
        }); var client = watched(recorder).connect(server.address(), CLIENT)) {
            client.write("that is all".getBytes());
            client.endOutput();
            readFully(client, answer.length);
            assertEquals(-1, client.read(ByteBuffer.allocate(1)));
        }
        Tshark.assertHealthy(file);
        assertArrayEquals(answer, Tshark.follow(file, 0)[1]);
        var ends = Tshark.fields(file, "tcp.flags.fin == 1 || tcp.len > 0",
                "tcp.dstport", "tcp.len", "tcp.flags.fin", "tcp.completeness");
        String server = ends.getFirst().split("\t")[0];
        assertEquals(server + "\t0\t1\t31", ends.get(1), "the client ends before the answer comes");
        var others = ends.stream().skip(2).map(line -> line.split("\t")[2]).filter("1"::equals).toList();
        assertEquals(List.of("1"), others, "the other FIN");
        assertEquals("1", ends.getLast().split("\t")[2], "the server ends last: " + ends);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aResetComesFromWhoeverBrokeOff(boolean byServer) throws Exception {
        var received = new CountDownLatch(1);
        try (var recorder = record(0); var server = TcpServer.start(watched(recorder), tcp("127.0.0.1"), connection -> {
            readFully(connection, 5);
            received.countDown();
            if (byServer) connection.reset();
            else connection.read(ByteBuffer.allocate(1));
        })) {
            var client = watched(recorder).connect(server.address(), CLIENT);
            client.write("hello".getBytes());
            received.await();
            if (!byServer) client.reset();
            try (client) {
                client.read(ByteBuffer.allocate(1));
            } catch (IOException _) {
                // Broken off, as it should be.
            }
        }
        Tshark.assertHealthy(file);
        var lines = Tshark.fields(file, "tcp", "tcp.srcport", "tcp.dstport", "tcp.flags.reset", "tcp.flags.fin");
        String[] first = lines.getFirst().split("\t");
        var resets = lines.stream().map(line -> line.split("\t"))
                .filter(line -> line[2].equals("1")).map(line -> line[0]).toList();
        assertEquals(List.of(byServer ? first[1] : first[0]), resets, "who broke off");
        assertTrue(lines.stream().noneMatch(line -> line.endsWith("1")), "nobody ended in order");
    }

    @Test
    void aHundredConnectionsAtOnceStayApart() throws Exception {
        var all = new ArrayList<Future<Integer>>();
        try (var recorder = record(0); var server = TcpServer.start(watched(recorder), tcp("127.0.0.1"), CaptureTest::echo);
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var begin = new CountDownLatch(100);
            for (int i = 0; i < 100; i++) {
                byte[] message = ("client " + i).repeat(100).getBytes();
                all.add(pool.submit(() -> {
                    try (var client = watched(recorder).connect(server.address(), CLIENT)) {
                        begin.countDown();
                        begin.await();
                        client.write(message);
                        readFully(client, message.length);
                        return client.local().getPort();
                    }
                }));
            }
            for (var one : all) one.get();
        }
        Tshark.assertHealthy(file);
        var bytes = new HashMap<String, StringBuilder>();
        var streams = new HashSet<String>();
        for (String line : Tshark.fields(file, "tcp.len > 0", "tcp.stream", "tcp.srcport", "tcp.payload")) {
            String[] parts = line.split("\t");
            bytes.computeIfAbsent(parts[1], _ -> new StringBuilder()).append(new String(HexFormat.of().parseHex(parts[2])));
            streams.add(parts[0]);
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(("client " + i).repeat(100), bytes.get(String.valueOf(all.get(i).get())).toString());
        }
        assertEquals(100, streams.size());
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 0", "::1, 0", "127.0.0.1, 1500", "::1, 1500", "127.0.0.1, 576"})
    void datagramsOfEveryLengthArePutTogetherAgain(String host, int mtu) throws Exception {
        int[] sizes = {0, 1, 528, 529, 548, 549, 1432, 1452, 1453, 1472, 1473, 2961, 8192, 65_487, 65_488, 65_507};
        try (var recorder = record(mtu); var server = UdpServer.start(watched(recorder),
                UdpServer.Options.DEFAULTS.withParty(SERVER)
                .withBind(new InetSocketAddress(host, 0)), (payload, source, socket) -> socket.send(payload, source));
                var client = watched(recorder).towards(server.address(), CLIENT)) {
            for (int size : sizes) {
                client.send(random(size), server.address());
                client.receive(ByteBuffer.allocate(70_000), Duration.ofSeconds(10));
            }
        }
        Tshark.assertHealthy(file);
        var payloads = new ArrayList<byte[]>();
        for (String line : Tshark.fields(file, "udp", "udp.length", "udp.payload")) {
            String[] parts = line.split("\t");
            payloads.add(parts.length == 1 ? new byte[0] : HexFormat.of().parseHex(parts[1]));
        }
        assertEquals(2 * sizes.length, payloads.size());
        for (int i = 0; i < sizes.length; i++) {
            assertArrayEquals(random(sizes[i]), payloads.get(2 * i), "sent");
            assertArrayEquals(random(sizes[i]), payloads.get(2 * i + 1), "sent back");
        }
        int most = mtu == 0 ? 65_536 : mtu;
        String length = host.contains(":") ? "ipv6.plen" : "ip.len";
        for (String each : Tshark.fields(file, "ip || ipv6", length)) {
            int total = Integer.parseInt(each) + (host.contains(":") ? 40 : 0);
            assertTrue(total <= most, each + " bytes are longer than the MTU");
        }
    }

    @Test
    void tsharkWouldObjectToADamagedCapture() throws Exception {
        try (var recorder = record(0); var server = TcpServer.start(watched(recorder), tcp("127.0.0.1"), CaptureTest::echo);
                var client = watched(recorder).connect(server.address(), CLIENT)) {
            client.write("one damaged byte".getBytes());
            readFully(client, 16);
        }
        Tshark.assertHealthy(file);
        byte[] all = Files.readAllBytes(file);
        int at = new String(all, StandardCharsets.ISO_8859_1).indexOf("damaged");
        all[at] ^= 1;
        Files.write(file, all);
        assertEquals(1, Tshark.objections(file).size());
    }

    @Test
    void hostsAreInterfacesAndOurOwnDecodingIsAComment() throws Exception {
        try (var recorder = record(0); var server = TcpServer.start(watched(recorder), tcp("127.0.0.1"), CaptureTest::echo);
                var client = watched(recorder).connect(server.address(), CLIENT)) {
            client.write("ping".getBytes());
            readFully(client, 4);
        }
        assertEquals(List.of("client\t4 from the client's view\t0x00000002", "server\t\t0x00000002"),
                Tshark.fields(file, "tcp.len > 0", "frame.interface_name", "frame.comment", "frame.packet_flags"));
        assertEquals(List.of("9"), Tshark.fields(file, "frame.number == 1", "frame.time_epoch").stream()
                .map(stamp -> String.valueOf(stamp.length() - stamp.indexOf('.') - 1)).toList(), "digits of a second");
    }

    @Test
    void whatIsEncryptedOnTheWireIsEncryptedInTheFile() throws Exception {
        var cipher = javax.crypto.Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(javax.crypto.Cipher.ENCRYPT_MODE, new javax.crypto.spec.SecretKeySpec(random(16), "AES"));
        byte[] secret = cipher.doFinal("the password is xyzzy".getBytes());
        try (var recorder = record(0); var server = TcpServer.start(watched(recorder), tcp("127.0.0.1"), CaptureTest::echo);
                var client = watched(recorder).connect(server.address(), CLIENT)) {
            client.write(secret);
            readFully(client, secret.length);
        }
        assertEchoed(secret);
        assertEquals(List.of(), Tshark.fields(file, "frame contains \"xyzzy\"", "frame.number"));
    }
}
