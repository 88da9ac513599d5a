package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("socket")
class UdpDriverTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private record Send(String text, InetSocketAddress to) {}

    /// Sends back what it hears, says `tick` to whoever was last a while after each, and breaks when it is told to.
    private static final class Parrot extends Machine.Simple<Send> {
        private InetSocketAddress last;

        void received(long now, ByteBuffer datagram, InetSocketAddress source) throws ProtocolViolation {
            String text = StandardCharsets.UTF_8.decode(datagram).toString();
            if (text.equals("bad")) throw new ProtocolViolation("text", 0, text);
            if (text.equals("break")) throw new IllegalStateException(text);
            last = source;
            act(new Send(text, source));
            wakeAt(Machine.after(now, 1_000_000));
        }

        @Override
        protected void wake(long now) {
            act(new Send("tick", last));
        }
    }

    private final Parrot parrot = new Parrot();
    private UdpDriver<Send> driver;
    private UdpSocket client;

    @BeforeEach
    void start() throws IOException {
        var socket = Host.HERE.bind(LOOPBACK, new Tap.Party("parrot", Tap.Words.NONE));
        driver = new UdpDriver<>(socket, 10, parrot, parrot::received, action -> {
            if (action.text.equals("refuse")) throw new IOException(action.text);
            socket.send(action.text.getBytes(), action.to);
        }).start();
        client = Host.HERE.bind(LOOPBACK, Tap.Party.UNKNOWN);
    }

    @AfterEach
    void stop() {
        client.close();
        driver.close();
    }

    private void say(String text) throws IOException {
        client.send(text.getBytes(), driver.socket().local());
    }

    private String heard() throws IOException {
        var buffer = ByteBuffer.allocate(100);
        assertEquals(driver.socket().local(), client.receive(buffer, Duration.ofSeconds(30)));
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    @Test
    void whatComesHappensToTheMachineAndWhatItWantsIsDoneInItsTime() throws Exception {
        say("hello");
        assertEquals("hello", heard());
        assertEquals("tick", heard());
        assertEquals("1 received", driver.counters().get("received") + " received");
    }

    @Test
    void whatIsMalformedOrTooLongOrCannotBeSentIsCountedAndItGoesOn() throws Exception {
        for (String text : new String[] {"bad", "12345678901", "break", "refuse", "1234567890"}) say(text);
        String answer = heard();
        while (answer.equals("tick")) answer = heard();
        assertEquals("1234567890", answer);
        var counters = driver.counters();
        assertEquals(1, counters.get("malformed"));
        assertEquals(1, counters.get("too long"));
        assertEquals(1, counters.get("unsent"));
        assertEquals(5, counters.get("received"));
    }

    @Test
    void itsPortIsFreeWhenItIsClosed() throws Exception {
        var local = driver.socket().local();
        for (int i = 0; i < 10; i++) {
            driver.close();
            assertFalse(driver.driver().enter(_ -> {}));
            var socket = Host.HERE.bind(local, Tap.Party.UNKNOWN);
            driver = new UdpDriver<>(socket, 10, new Parrot(), (_, _, _) -> {}, _ -> {}).start();
        }
        assertTrue(driver.toString().startsWith("driver of "), driver::toString);
    }
}
