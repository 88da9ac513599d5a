package wirelab.ring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Peer;

/// Examines a node from outside, bytes in and bytes out: it plays the nodes 0 and 2 of a ring in which a program is node 1.
final class Examiner implements AutoCloseable {
    private static final int ALIVE = 200;
    /// A node that is examined on a busy machine must neither take the examiner for dead nor begin an election.
    private static final String TIMES = """
            [ring]
            alive = 200ms
            dead = 40s
            lap = 20s
            lost = 120s
            form = 120s
            probe = 500ms
            retry = 100ms
            rotation = 500ms

            """;
    /// How long what must come may take; less than `dead`, so that a node that only waits is told from one that closes.
    private static final int PATIENCE = 8_000;

    /// One of the examined requirements.
    private interface Question {
        boolean holds() throws IOException;
    }

    /// How to start the program that is examined.
    interface Program {
        Peer start(Path config) throws IOException;
    }

    private final List<String> broken = new ArrayList<>();
    private final ServerSocket second = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final int port = Peer.freePort();
    private final Peer node;
    private final RawLink in;
    private final RawLink out;
    private final Thread alive;
    private long turn = 6;

    private Examiner(Path folder, Program program) throws IOException {
        var config = folder.resolve("config.ini");
        int zero = Peer.freePort();
        Files.writeString(config, TIMES + section(0, zero) + section(1, port) + section(2, second.getLocalPort()));
        Files.deleteIfExists(folder.resolve("ring-1.journal"));
        node = program.start(config);
        second.setSoTimeout(60_000);
        var mark = at(5, 0);
        out = new RawLink(second.accept(), PATIENCE);
        broken("R8", () -> out.next().kind() == SignalKind.HELLO);
        broken("R11", this::keepsTheNearest);
        out.send(Signal.of(SignalKind.WELCOME, 2, 1, mark, 50, 0));
        in = RawLink.dial(port, PATIENCE);
        in.send(Signal.of(SignalKind.HELLO, 0, 1, mark, 50, 1));
        broken("R8", () -> in.next().kind() == SignalKind.WELCOME);
        alive = Thread.ofVirtual().name("examiner-alive").start(() -> stayAlive(mark));
    }

    /// Before there was a turn the nearer predecessor stays, whatever the incarnations.
    private boolean keepsTheNearest() throws IOException {
        try (var far = RawLink.dial(port, PATIENCE); var near = RawLink.dial(port, PATIENCE);
                var again = RawLink.dial(port, PATIENCE)) {
            far.send(Signal.of(SignalKind.HELLO, 2, 1, Mark.NONE, 70, 1));
            if (far.next().kind() != SignalKind.WELCOME) return false;
            near.send(Signal.of(SignalKind.HELLO, 0, 1, Mark.NONE, 40, 1));
            if (near.next().kind() != SignalKind.WELCOME) return false;
            again.send(Signal.of(SignalKind.HELLO, 2, 1, Mark.NONE, 80, 1));
            var answer = again.next();
            return answer.kind() == SignalKind.REFUSE && answer.sequence() == 1;
        }
    }

    /// Both neighbours live; the successor has not seen the turn come beyond the first.
    private void stayAlive(Mark mark) {
        try {
            while (!Thread.interrupted()) {
                in.send(Signal.of(SignalKind.ALIVE, 0, 1, mark, 50, 0));
                out.send(Signal.of(SignalKind.ALIVE, 2, 1, mark, 50, 0));
                LockSupport.parkNanos(ALIVE * 1_000_000L);
            }
        } catch (IOException _) {
            // The node has closed a link, or the examination is over.
        }
    }

    private static String section(int id, int port) {
        return "[nodo" + id + "]\nhost = 127.0.0.1\nport = " + port + "\n";
    }

    /// Names the first requirement that a program breaks, or none.
    static List<String> examine(Path folder, Program program) throws IOException {
        try (var examiner = new Examiner(folder, program)) {
            examiner.questions();
            return examiner.broken;
        }
    }

    /// What follows from a broken requirement says nothing: only the first is asked for.
    private void broken(String requirement, Question question) {
        if (!broken.isEmpty()) return;
        try {
            if (!question.holds()) broken.add(requirement);
        } catch (IOException | RuntimeException | AssertionError e) {
            broken.add(requirement);
        }
    }

    private static Mark at(long turn, int copy) {
        return new Mark(Mark.epoch(1, 0), turn, copy);
    }

    private static Signal data(long to, Mark mark, long sequence) {
        return data(to, mark, sequence, "hello");
    }

    private static Signal data(long to, Mark mark, long sequence, String text) {
        return new Signal(SignalKind.DATA, 0, to, false, mark, 7, sequence, text.getBytes());
    }

    private static Signal token(long to, Mark mark, long leastAt) {
        return new Signal(SignalKind.TOKEN, 0, to, false, mark, 50, 0, new Signal.Note(0, 0, leastAt).encode());
    }

    /// A frame that nobody may stop: what comes before it is what the last question has brought about.
    private Signal marker() throws IOException {
        turn++;
        var marker = data(2, at(turn, 1), turn);
        in.send(marker);
        return marker;
    }

    private boolean brings(Signal sent, String expected) throws IOException {
        in.send(sent);
        var marker = marker();
        var next = out.next();
        boolean right = expected == null || next.toString().equals(expected);
        while (expected != null && !next.toString().equals(marker.toString())) next = out.next();
        return right && next.toString().equals(marker.toString());
    }

    private void questions() {
        broken("R16", () -> out.any().kind() == SignalKind.ALIVE && in.any().kind() == SignalKind.ALIVE);
        broken("R4", () -> brings(data(2, at(turn, 5), 1), data(2, at(turn, 5), 1).toString()));
        broken("R41", () -> brings(data(1, at(turn, 2), 1), data(1, at(turn, 2), 1).acknowledge().toString()));
        broken("R42", this::deliversOnce);
        broken("R5", () -> brings(data(2, at(turn, 1), 9), null));
        broken("R21", () -> brings(token(2, at(turn + 1, 0), turn), null));
        broken("R30", () -> {
            in.send(Signal.of(SignalKind.CLAIM, 0, 0, new Mark(Mark.epoch(9, 0), 0, 0), 50, 1));
            var next = out.next();
            return next.kind() == SignalKind.CLAIM && next.sequence() == 2
                    && brings(Signal.of(SignalKind.CLAIM, 0, 0, new Mark(Mark.epoch(5, 0), 0, 0), 50, 1), null);
        });
        broken("R25", () -> {
            turn++;
            in.send(token(1, at(turn, 0), turn - 1));
            var passed = out.next();
            if (!passed.toString().equals("TOKEN 1>2 " + at(turn + 1, 0))) return false;
            return out.next().toString().equals(passed.toString());
        });
        strangers();
    }

    /// The message of before comes once more, and then another one: when that is printed, the first was printed once.
    private boolean deliversOnce() throws IOException {
        in.send(data(1, at(turn, 3), 1));
        in.send(data(1, at(turn, 4), 2, "bye"));
        node.awaitOutput("0> bye\n");
        for (int n = 0; n < 2; n++) if (!out.next().acknowledged()) return false;
        return node.output().split("0> hello", -1).length == 2;
    }

    private void strangers() {
        broken("R9", () -> answer(Signal.of(SignalKind.HELLO, 77, 1, at(99, 0), 99, 1)).sequence() == 3);
        broken("R11", () -> answer(Signal.of(SignalKind.HELLO, 2, 1, at(1, 0), 1, 1)).sequence() == 1);
        byte[] hello = Signal.of(SignalKind.HELLO, 77, 1, at(1, 0), 1, 1).frame().encode();
        broken("R1", () -> closes(changed(hello, 8, 1)));
        broken("R3", () -> closes(changed(hello, 14, 99)));
        byte[] huge = changed(hello, 9, 0xff);
        broken("R2", () -> closes(huge));
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private Signal answer(Signal hello) throws IOException {
        try (var side = RawLink.dial(port, PATIENCE)) {
            side.send(hello);
            return side.next();
        }
    }

    /// Whether bytes close a link without an answer, long before the node would close one that is silent.
    private boolean closes(byte[] bytes) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            // Reset: closed with bytes that nobody has read.
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        alive.interrupt();
        node.close();
        in.close();
        out.close();
        second.close();
    }
}
