package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.StopAndWait.Action;
import wirelab.simulation.SimulatedNetwork;
import wirelab.simulation.SimulatedNode;

/// The datagram protocol of the kit's lab sheet.
class StopAndWaitTest {
    private static final Path FILE = Path.of("modules/wirelab.kit/test/wirelab/kit/StopAndWait.java");
    private static final Path SHEET = Path.of("modules/wirelab.kit/README.md");
    private static final List<String> TEXTS = IntStream.range(0, 50).mapToObj(n -> "text " + n).toList();

    /// Half of all datagrams are lost, every third one comes twice, and later ones overtake.
    private static final SimulatedNetwork.Weather AWFUL =
            new SimulatedNetwork.Weather(.5, .33, 0, Duration.ofMillis(1), Duration.ofMillis(500));

    private static final class End extends SimulatedNode<StopAndWait, Action> {
        final List<String> heard = new ArrayList<>();
        private final String peer;
        private int sent;

        End(String name, String peer) {
            super(name);
            this.peer = peer;
        }

        @Override
        protected StopAndWait boot(long now) {
            return new StopAndWait();
        }

        @Override
        protected void received(long now, StopAndWait end, String from, byte[] bytes) {
            try {
                end.received(now, ByteBuffer.wrap(bytes));
            } catch (ProtocolViolation e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected void perform(long now, Action action) {
            switch (action) {
                case StopAndWait.Send(byte[] datagram) -> {
                    sent++;
                    datagram(peer, datagram);
                }
                case StopAndWait.Hear(String text) -> heard.add(text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, SimulatedNetwork.BEFORE_WRAP})
    void whatBothEndsSayIsHeardOnceAndInOrderWhateverTheNetworkDoes(long start) {
        for (int seed = 0; seed < 50; seed++) {
            var net = new SimulatedNetwork(seed, start);
            var a = net.add(new End("a", "b"));
            var b = net.add(new End("b", "a"));
            net.weather(AWFUL);
            for (String text : TEXTS) {
                a.enter((end, now) -> end.say(now, text));
                b.enter((end, now) -> end.say(now, text));
            }
            net.run(Duration.ofSeconds(3));
            net.cut("a", "b");
            net.run(Duration.ofSeconds(5));
            net.heal();
            net.until("all is heard", Duration.ofMinutes(10),
                    () -> a.heard.size() == TEXTS.size() && b.heard.size() == TEXTS.size());
            net.until("both fall silent", Duration.ofMinutes(10),
                    () -> a.machine().nextAt() == Machine.NEVER && b.machine().nextAt() == Machine.NEVER);
            net.run(Duration.ofSeconds(10));
            assertEquals(TEXTS, a.heard);
            assertEquals(TEXTS, b.heard);
            assertTrue(a.sent > 2 * TEXTS.size(), a.sent + " datagrams, although half are lost");
        }
    }

    @Test
    void aTextIsSentAgainEveryFifthOfASecondUntilItsReceiptComes() throws Exception {
        var end = new StopAndWait();
        end.say(5, "hello");
        assertEquals("000000000005" + "68656c6c6f", hex(Drained.from(end)));
        assertEquals(200_000_005, end.nextAt());
        end.tick(200_000_005);
        assertEquals("000000000005" + "68656c6c6f", hex(Drained.from(end)));
        end.received(250_000_000, ByteBuffer.wrap(new byte[4]));
        end.tick(400_000_005);
        assertEquals(List.of(), Drained.from(end));
        assertEquals(Machine.NEVER, end.nextAt());
        assertThrows(ProtocolViolation.class, () -> end.received(0, ByteBuffer.wrap(new byte[5])));
    }

    private static String hex(List<Action> actions) {
        assertEquals(1, actions.size());
        return HexFormat.of().formatHex(((StopAndWait.Send) actions.getFirst()).datagram());
    }

    @Test
    void moreThanAHundredTextsDoNotWait() {
        var end = new StopAndWait();
        for (int i = 0; i < 100; i++) end.say(0, "");
        assertThrows(IllegalStateException.class, () -> end.say(0, ""));
    }

    @Test
    @Tag("socket")
    void theSameMachineSpeaksOverRealSockets() throws Exception {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var heardByA = new ConcurrentLinkedQueue<String>();
        var heardByB = new ConcurrentLinkedQueue<String>();
        var a = new StopAndWait();
        var b = new StopAndWait();
        var socketA = Host.HERE.bind(loopback, new Tap.Party("a", Tap.Words.NONE));
        var socketB = Host.HERE.bind(loopback, new Tap.Party("b", Tap.Words.NONE));
        try (var left = a.at(socketA, socketB.local(), heardByA::add);
                var right = b.at(socketB, socketA.local(), heardByB::add)) {
            for (String text : TEXTS) {
                left.driver().enter(now -> a.say(now, text));
                right.driver().enter(now -> b.say(now, text));
            }
            Eventually.that("all is heard", () -> heardByA.size() == TEXTS.size() && heardByB.size() == TEXTS.size());
            assertEquals(TEXTS, List.copyOf(heardByA));
            assertEquals(TEXTS, List.copyOf(heardByB));
        }
    }

    @Test
    void theLabSheetShowsTheFileAsItIsAndItIsFortyLinesOfCode() throws Exception {
        String file = Files.readString(FILE);
        assertTrue(Files.readString(SHEET).contains("```java\n" + file + "```\n"), SHEET + " shows another text than "
                + FILE);
        var code = file.lines().filter(line -> !line.isBlank() && !line.matches(" *///.*|package .*|import .*")).toList();
        assertTrue(code.size() <= 40, code.size() + " lines of code");
        assertTrue(file.lines().allMatch(line -> line.length() <= 80), "a line does not fit the sheet");
    }
}
