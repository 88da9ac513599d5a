package wirelab.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Tap;

/// What stands between the conversation and the drawing: rows that are alike are merged, and a slow terminal slows nobody.
class LadderQueueTest {
    private static final long MILLI = 1_000_000;

    /// Remembers the labels of what it is to draw; as slow as the test wants.
    private static class Paper implements LadderPicture {
        final List<String> drawn = new ArrayList<>();
        final CountDownLatch drawing = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        boolean slow;

        @Override
        public void row(LadderRow row, List<String> labels) {
            add(row.label());
        }

        @Override
        public void note(String note) {
            add(note);
        }

        @Override
        public void end() {
            add("end");
        }

        private void add(String line) {
            drawing.countDown();
            try {
                if (slow) goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            synchronized (drawn) {
                drawn.add(line);
            }
        }

        List<String> drawn() {
            synchronized (drawn) {
                return List.copyOf(drawn);
            }
        }
    }

    private final Paper paper = new Paper();

    private static LadderRow row(int millis, int from, String label) {
        return new LadderRow(millis * MILLI, from, 1 - from, LadderRow.Kind.DATA, label);
    }

    private static void tell(LadderPicture picture, LadderRow... rows) {
        for (var row : rows) picture.row(row, List.of("a", "b"));
    }

    @Test
    void whatIsSaidAgainAndAgainIsDrawnOnceAndCounted() {
        var merge = new LadderMerge(paper);
        tell(merge, row(0, 0, "x"));
        for (int i = 1; i <= 12; i++) tell(merge, row(i, 0, "x"));
        tell(merge, row(20, 1, "x"), row(21, 0, "x"));
        merge.end();
        assertEquals(List.of("x", "… 12 more like this", "x", "x", "end"), paper.drawn());
    }

    @Test
    void aSecondOneAloneIsDrawnAsItIs() {
        var merge = new LadderMerge(paper);
        tell(merge, row(0, 0, "x"), row(1, 0, "x"), row(2, 0, "y"), row(3, 0, "y"));
        merge.end();
        assertEquals(List.of("x", "x", "y", "y", "end"), paper.drawn());
    }

    @Test
    void aLongRunIsCountedOnceASecondSoThatItIsSeenToGoOn() {
        var merge = new LadderMerge(paper);
        for (int i = 0; i <= 2500; i += 100) tell(merge, row(i, 0, "x"));
        merge.end();
        assertEquals(List.of("x", "… 11 more like this", "… 11 more like this", "… 3 more like this", "end"), paper.drawn());
    }

    @Test
    void mergedRowsBeyondTheLastOneThatIsDrawnAreCountedOneByOne() {
        var merge = new LadderMerge(paper);
        for (int i = 0; i < Ladder.MOST_ROWS; i++) tell(merge, row(i, 0, "row " + i));
        for (int i = 0; i < 5; i++) tell(merge, row(1000 + i, 0, "x"));
        merge.end();
        assertEquals(List.of("row 999", "and 5 more", "end"),
                paper.drawn().subList(Ladder.MOST_ROWS - 1, Ladder.MOST_ROWS + 2));
    }

    @Test
    void whatCannotBeDrawnInTimeIsLeftOutAndTheNumberStandsWhereTheGapIs() throws Exception {
        paper.slow = true;
        var queue = new LadderQueue(paper);
        tell(queue, row(0, 0, "first"));
        paper.drawing.await();
        for (int i = 0; i < LadderQueue.MOST_WAITING + 57; i++) tell(queue, row(i, 0, "row " + i));
        assertEquals(List.of(), paper.drawn(), "nobody waits for the terminal");
        paper.goOn.countDown();
        Eventually.that("the queue is empty", () -> paper.drawn().size() == LadderQueue.MOST_WAITING + 1);
        tell(queue, row(5000, 0, "last"));
        queue.end();
        var expected = new ArrayList<>(List.of("first"));
        IntStream.range(0, LadderQueue.MOST_WAITING).forEach(i -> expected.add("row " + i));
        expected.addAll(List.of("… 57 left out: they came faster than they could be drawn", "last", "end"));
        assertEquals(expected, paper.drawn());
    }

    @Test
    void whatIsLeftOutAtTheVeryEndIsSaidToo() throws Exception {
        paper.slow = true;
        var queue = new LadderQueue(paper);
        tell(queue, row(0, 0, "first"));
        paper.drawing.await();
        for (int i = 0; i < LadderQueue.MOST_WAITING + 3; i++) tell(queue, row(i, 0, "row " + i));
        paper.goOn.countDown();
        queue.end();
        int size = paper.drawn().size();
        assertEquals(List.of("… 3 left out: they came faster than they could be drawn", "end"),
                paper.drawn().subList(size - 2, size));
    }

    @Test
    void aPauseDrawsWhatIsHeldBack() {
        var queue = new LadderQueue(new LadderMerge(paper));
        tell(queue, row(0, 0, "x"), row(1, 0, "x"), row(2, 0, "x"));
        Eventually.that("the run is counted", () -> paper.drawn().equals(List.of("x", "… 2 more like this")));
        tell(queue, row(3, 0, "x"), row(4, 0, "y"));
        queue.pause();
        assertEquals(List.of("x", "… 2 more like this", "x", "y"), paper.drawn());
        queue.end();
        queue.end();
        queue.pause();
        tell(queue, row(5, 0, "too late"));
        assertEquals(List.of("x", "… 2 more like this", "x", "y", "end"), paper.drawn());
    }

    @Test
    void aTerminalThatTakesNothingSlowsNoConversation() throws Exception {
        var goOn = new CountDownLatch(1);
        var printed = new ByteArrayOutputStream();
        var stopped = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                printed.write(bytes, offset, length);
            }
        }, true, StandardCharsets.UTF_8);
        int rows = 3000;
        try (var ladder = Ladder.print(stopped, false)) {
            var client = new Tap.Party("client", Tap.Words.NONE);
            var conversation = new Conversation(new InetSocketAddress("127.0.0.1", 50_001),
                    new InetSocketAddress("127.0.0.1", 7007));
            conversation.join(Side.CLIENT, client);
            ladder.opened(conversation);
            for (int i = 1; i < rows; i++) ladder.data(conversation, Side.CLIENT, ByteBuffer.allocate(i), "message " + i);
            goOn.countDown();
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        long arrows = text.lines().filter(line -> line.contains("▶")).count();
        long beyond = text.lines().filter(line -> line.startsWith("and "))
                .mapToLong(line -> Long.parseLong(line.split(" ")[1])).sum();
        long leftOut = text.lines().filter(line -> line.contains(" left out"))
                .mapToLong(line -> Long.parseLong(line.split(" ")[1])).sum();
        assertEquals(rows, arrows + beyond + leftOut, "each row is drawn or counted");
        assertTrue(leftOut > 0, text);
    }
}
