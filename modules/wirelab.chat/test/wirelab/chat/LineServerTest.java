package wirelab.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.TcpServer;

@Tag("socket")
class LineServerTest {
    /// Prints what begins with `print`, and says everything else back.
    private static final class Parrot implements LineMachine {
        private final Queue<Action> actions = new ArrayDeque<>();
        volatile boolean hasLostOne;

        @Override
        public void opened(long now, long client, InetSocketAddress remote) {
            actions.add(new Action.Count("opened"));
        }

        @Override
        public void said(long now, long client, String line) {
            actions.add(line.startsWith("print") ? new Action.Print(line) : new Action.Send(client, line));
        }

        @Override
        public void garbled(long now, long client, ProtocolViolation problem) {
            actions.add(new Action.HangUp(client));
        }

        @Override
        public void closed(long now, long client) {
            hasLostOne = true;
        }

        @Override
        public void stopping(long now) {
            actions.add(new Action.Count("stopping"));
        }

        @Override
        public void tick(long now) {
            throw new AssertionError("no time was asked for");
        }

        @Override
        public long nextAt() {
            return NEVER;
        }

        @Override
        public void drain(Consumer<? super Action> performer) {
            for (Action action; (action = actions.poll()) != null; ) performer.accept(action);
        }
    }

    @Test
    void whoHasSaidAllGetsTheAnswersAlthoughTheServerIsStillBusyWithAnother() throws Exception {
        var parrot = new Parrot();
        var printing = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var options = new LineServer.Options(TcpServer.Options.DEFAULTS, 100, 10);
        try (var server = LineServer.start(options, parrot, _ -> {
            printing.countDown();
            Eventually.that("the other has been read", () -> goOn.getCount() == 0);
        }); var busy = socket(server)) {
            busy.getOutputStream().write("print\n".getBytes());
            printing.await();
            // Comes now, so that it is not its own thread that prints.
            try (var other = socket(server)) {
                other.getOutputStream().write("one\ntwo\n".getBytes());
                other.shutdownOutput();
                Eventually.that("the machine knows of its end; what it said waits behind the printing",
                        () -> parrot.hasLostOne);
                goOn.countDown();
                assertEquals("one\ntwo\n", new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private static Socket socket(LineServer server) throws Exception {
        var socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }
}
