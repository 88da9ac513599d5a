package wirelab.room;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Cutting into lines, and the tape with its outboxes, each against the obvious way of doing it.
class PlumbingTest {
    private static List<String> split(int limit, byte[] bytes, Random pieces) {
        var lines = new ArrayList<String>();
        var splitter = new LineSplitter(limit);
        var sink = new LineSplitter.Sink() {
            @Override
            public void line(byte[] line) {
                lines.add(new String(line));
            }

            @Override
            public void tooLong() {
                lines.add("TOO LONG");
            }
        };
        for (int from = 0; from < bytes.length; ) {
            int n = Math.min(bytes.length - from, 1 + pieces.nextInt(12));
            splitter.feed(ByteBuffer.wrap(bytes, from, n), sink);
            from += n;
        }
        return lines;
    }

    @Test
    void linesAreTheSameHoweverTheyArrive() {
        byte[] bytes = ("one\r\n\ntwo\n\r\n0123456789\n0123456789\r\n01234567890\n"
                + "much longer than the limit is\r\nlast\ncut").getBytes();
        var expected = List.of("one", "", "two", "", "0123456789", "0123456789", "TOO LONG", "TOO LONG", "last");
        for (int seed = 0; seed < 1000; seed++) assertEquals(expected, split(10, bytes, new Random(seed)));
    }

    @Test
    void anEndlessLineCostsNoMoreThanTheLimit() {
        var lines = split(1000, new byte[5_000_000], new Random(1));
        assertEquals(List.of(), lines);
    }

    /// Each member's stream is written down twice: by the outbox, and line by line as it was meant.
    @Test
    void everyOutboxGivesTheMembersOwnStreamWhateverTheOrderOfThings() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var tape = new Tape();
            var outboxes = new ArrayList<TapeCursor>();
            var meant = new ArrayList<ByteArrayOutputStream>();
            var given = new ArrayList<ByteArrayOutputStream>();
            for (int step = 0; step < 3000; step++) {
                if (outboxes.size() < 4 && random.nextInt(100) == 0) {
                    outboxes.add(new TapeCursor(tape));
                    meant.add(new ByteArrayOutputStream());
                    given.add(new ByteArrayOutputStream());
                }
                byte[] line = new byte[random.nextInt(10) == 0 ? random.nextInt(3000) : random.nextInt(60)];
                random.nextBytes(line);
                int who = random.nextInt(5);
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        tape.append(line);
                        for (int i = 0; i < outboxes.size(); i++) if (i != who) meant.get(i).writeBytes(line);
                        if (who < outboxes.size()) outboxes.get(who).skip(line.length);
                    }
                    case 2 -> {
                        if (who < outboxes.size()) {
                            outboxes.get(who).insert(line);
                            meant.get(who).writeBytes(line);
                        }
                    }
                    default -> {
                        if (who < outboxes.size()) take(outboxes.get(who), 1 + random.nextInt(20_000), given.get(who));
                    }
                }
            }
            for (int i = 0; i < outboxes.size(); i++) {
                while (!outboxes.get(i).isEmpty()) take(outboxes.get(i), 100_000, given.get(i));
                take(outboxes.get(i), 100, given.get(i));
                assertArrayEquals(meant.get(i).toByteArray(), given.get(i).toByteArray(),
                        "member " + i + " of seed " + seed);
                assertEquals(0, outboxes.get(i).lag());
            }
        }
    }

    private static void take(TapeCursor outbox, int most, ByteArrayOutputStream into) {
        for (var piece : outbox.take(most)) {
            var bytes = new byte[piece.remaining()];
            piece.get(bytes);
            into.writeBytes(bytes);
        }
        outbox.sent();
    }

    @Test
    void anOutboxThatHasEndedGivesWhatWasThereAndNothingMore() {
        var tape = new Tape();
        var outbox = new TapeCursor(tape);
        tape.append("before ".getBytes());
        outbox.insert("bye".getBytes());
        outbox.end();
        tape.append("after".getBytes());
        outbox.insert("never".getBytes());
        outbox.skip(5);
        var given = new ByteArrayOutputStream();
        while (!outbox.isEmpty()) take(outbox, 3, given);
        assertEquals("before bye", given.toString());
        assertTrue(outbox.isEmpty());
    }

    @Test
    void whatIsBeingWrittenCountsAsHeldBackUntilItIsSent() {
        var tape = new Tape();
        var outbox = new TapeCursor(tape);
        tape.append(new byte[300_000]);
        assertEquals(300_000, outbox.lag());
        outbox.take(256 * 1024);
        assertEquals(300_000, outbox.lag());
        outbox.sent();
        assertEquals(300_000 - 256 * 1024, outbox.lag());
        outbox.take(256 * 1024);
        outbox.sent();
        assertEquals(0, outbox.lag());
    }
}
