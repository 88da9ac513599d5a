package wirelab.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class AssemblyTest {
    /// What is sent on of bytes that come in pieces of random size; a message too long ends it with a `!`.
    private static byte[] through(MessageEnd framing, byte[] bytes, Random random) {
        var sent = new ByteArrayOutputStream();
        try (var assembly = new Assembly(framing, new Buffers(framing))) {
            for (int at = 0; at < bytes.length; ) {
                var room = assembly.room();
                int n = Math.min(Math.min(room.remaining(), bytes.length - at), 1 + random.nextInt(9000));
                room.put(bytes, at, n);
                at += n;
                for (ByteBuffer whole; (whole = assembly.whole()) != null; assembly.sent()) put(sent, whole);
            }
            put(sent, assembly.rest());
        } catch (ProtocolViolation _) {
            sent.write('!');
        }
        return sent.toByteArray();
    }

    private static void put(ByteArrayOutputStream to, ByteBuffer bytes) {
        while (bytes.hasRemaining()) to.write(bytes.get());
    }

    @Test
    void tenThousandMutationsGiveTheSameHoweverTheyAreCutIntoPieces() {
        byte[] lines = "hello\nworld\n\na longer line, of 30 bytes or so\nend".getBytes();
        Fuzz.mutations(7, 10_000, lines, "\n\n\n".getBytes(), new byte[100]).forEach(bytes -> {
            var random = new Random(bytes.length);
            for (var framing : new MessageEnd[] {MessageEnd.STREAM, new MessageEnd.Blocks(7)}) {
                assertArrayEquals(bytes, through(framing, bytes, random));
            }
            var framing = new MessageEnd.Lines(40);
            assertArrayEquals(through(framing, bytes, new Random(1)), through(framing, bytes, random));
        });
    }

    @Test
    void aStreamOfAnyLengthLeavesAsItCame() {
        var bytes = new byte[1_000_000];
        new Random(1).nextBytes(bytes);
        var framings = new MessageEnd[] {MessageEnd.STREAM, MessageEnd.LINES,
                new MessageEnd.Blocks(1), new MessageEnd.Blocks(300_000)};
        for (var framing : framings) {
            assertArrayEquals(bytes, through(framing, bytes, new Random(2)), framing.toString());
        }
    }

    @Test
    void aLineOfTheLimitPassesAndOneByteMoreDoesNot() {
        var line = new byte[100];
        Arrays.fill(line, (byte) 'x');
        line[99] = '\n';
        assertArrayEquals(line, through(new MessageEnd.Lines(99), line, new Random(1)));
        assertEquals("!", new String(through(new MessageEnd.Lines(98), line, new Random(1))));
        assertThrows(wirelab.kit.UsageException.class, () -> new MessageEnd.Blocks(0));
    }
}
