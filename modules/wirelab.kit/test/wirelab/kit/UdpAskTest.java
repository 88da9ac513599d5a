package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("socket")
class UdpAskTest {
    private static final Tap.Party PARTY = new Tap.Party("asking", Tap.Words.NONE);

    private volatile int asked;
    private volatile List<String> answers = List.of();
    private volatile int answerTo = 1;
    private UdpServer server;
    private UdpSocket socket;

    /// A server that answers the question that is `answerTo`-th with all its answers.
    @BeforeEach
    void start() throws IOException {
        server = UdpServer.start(UdpServer.Options.DEFAULTS, (payload, source, from) -> {
            asked = asked + 1;
            if (asked == answerTo) for (String answer : answers) from.send(answer.getBytes(), source);
        });
        socket = Host.HERE.towards(server.address(), PARTY);
    }

    @AfterEach
    void stop() {
        socket.close();
        server.close();
    }

    private String ask(List<Duration> waits, UdpAsk.Judge<String> judge) throws IOException {
        return new UdpAsk(socket, 5).ask(waits, () -> socket.send(new byte[] {'?'}, server.address()), judge);
    }

    private static String text(ByteBuffer datagram) {
        return StandardCharsets.UTF_8.decode(datagram).toString();
    }

    @Test
    void waitsDouble() {
        assertEquals(List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2)),
                UdpAsk.doubling(Duration.ofMillis(500), 3));
    }

    @Test
    void theFirstAnswerThatTheJudgeTakesIsTheAnswer() throws Exception {
        answers = List.of("late", "true", "more");
        assertEquals("true", ask(List.of(Duration.ofSeconds(20)), (datagram, source) -> {
            String text = text(datagram);
            return source.equals(server.address()) && !text.equals("late") ? text : null;
        }));
    }

    @Test
    void aQuestionThatIsNotAnsweredIsSentAgain() throws Exception {
        answers = List.of("third");
        answerTo = 3;
        var waits = List.of(Duration.ofMillis(30), Duration.ofMillis(60), Duration.ofSeconds(20));
        long began = System.nanoTime();
        assertEquals("third", ask(waits, (datagram, source) -> text(datagram)));
        assertTrue(System.nanoTime() - began >= 90_000_000, "the first two were given their time");
        assertEquals(3, asked);
    }

    @Test
    void whatIsIgnoredDoesNotMakeTheWaitLonger() throws Exception {
        answers = List.of("a", "b", "c");
        var seen = new ArrayList<String>();
        assertNull(ask(List.of(Duration.ofMillis(200), Duration.ofMillis(50)), (datagram, source) -> {
            seen.add(text(datagram));
            return null;
        }));
        assertEquals(List.of("a", "b", "c"), seen);
        Eventually.that("both questions came", () -> server.counters().get("received") == 2);
    }

    @Test
    void aJudgeCanEndTheWaiting() {
        answers = List.of("no");
        var e = assertThrows(ProtocolViolation.class, () -> ask(List.of(Duration.ofSeconds(20)), (datagram, source) -> {
            throw new ProtocolViolation("answer", 0, text(datagram));
        }));
        assertEquals("answer at byte 0: no", e.getMessage());
    }

    @Test
    void anAnswerThatIsTooLongIsSeenToBe() throws Exception {
        answers = List.of("123456789");
        assertEquals("123456", ask(List.of(Duration.ofSeconds(20)), (datagram, source) -> text(datagram)));
    }

    @Test
    void aClosedSocketEndsTheWaiting() {
        socket.close();
        assertThrows(ClosedChannelException.class, () -> ask(List.of(Duration.ofSeconds(20)), (datagram, source) -> ""));
    }
}
