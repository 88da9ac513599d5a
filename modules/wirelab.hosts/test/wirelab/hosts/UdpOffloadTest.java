package wirelab.hosts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.UdpDriver;
import wirelab.kit.UdpSocket;

@Tag("socket")
@Timeout(60)
class UdpOffloadTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    @BeforeEach
    void needsTheLibrary() {
        assumeTrue(UdpOffload.missing() == null, UdpOffload::missing);
    }

    private static UdpSocket socket() throws IOException {
        return Host.HERE.bind(ANY, Tap.Party.UNKNOWN);
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void datagramsThatLeaveTogetherComeOneByOne() throws Exception {
        try (var from = socket(); var to = socket(); var offload = UdpOffload.beside(from.local())) {
            // The first of its length goes by itself.
            assertFalse(offload.send(random(1_000, 0), to.local()));
            for (int i = 0; i < 10; i++) assertTrue(offload.send(random(i == 9 ? 300 : 1_000, i), to.local()));
            offload.flush();
            var into = ByteBuffer.allocate(2_000);
            for (int i = 0; i < 10; i++) {
                assertEquals(from.local(), to.receive(into.clear(), Duration.ofSeconds(5)));
                assertArrayEquals(random(i == 9 ? 300 : 1_000, i), Arrays.copyOf(into.array(), into.position()));
            }
            assertNull(to.receive(into.clear(), Duration.ofMillis(1)));
        }
    }

    @Test
    void whatComesIsTheSameHoweverTheKernelPutsItTogether() throws Exception {
        try (var from = socket(); var to = socket(); var sender = UdpOffload.beside(from.local());
                var receiver = UdpOffload.beside(to.local())) {
            var sent = new ByteArrayOutputStream();
            int count = 0;
            sender.send(new byte[1_200], to.local());
            for (int round = 0; round < 20; round++) {
                int length = 100 + 50 * round;
                for (int i = 0; i < 7; i++, count++) {
                    sender.send(random(length, count), to.local());
                    sent.write(random(length, count));
                }
            }
            sender.flush();
            var came = new ByteArrayOutputStream();
            var into = ByteBuffer.allocate(UdpDriver.Offload.MOST);
            int datagrams = 0;
            while (came.size() < sent.size()) {
                var source = receiver.receive(into.clear());
                if (source == null) continue;
                assertEquals(from.local(), source);
                datagrams += (into.position() + receiver.size() - 1) / receiver.size();
                came.write(into.array(), 0, into.position());
            }
            assertArrayEquals(sent.toByteArray(), came.toByteArray());
            assertEquals(count, datagrams);
        }
    }

    @Test
    void nothingComesAndNobodyWaitsForEver() throws Exception {
        try (var to = socket(); var receiver = UdpOffload.beside(to.local())) {
            assertNull(receiver.receive(ByteBuffer.allocate(UdpDriver.Offload.MOST)));
        }
    }

    @Test
    void aRefusalIsSaidAndWhatFollowsGoesByItself() throws Exception {
        try (var from = socket(); var to = socket(); var offload = UdpOffload.beside(from.local())) {
            assertFalse(offload.send(new byte[500], to.local()));
            // There is no way to this address from a socket of loopback.
            var nowhere = new InetSocketAddress("192.0.2.1", 9);
            assertTrue(offload.send(new byte[500], nowhere));
            var e = assertThrows(IOException.class, offload::flush);
            assertTrue(e.getMessage().startsWith("sending failed"), e.getMessage());
            assertFalse(offload.send(new byte[500], to.local()));
        }
    }
}
