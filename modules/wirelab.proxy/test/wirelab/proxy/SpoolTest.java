package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
    private static byte[] all(Spool.Reader reader) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (reader) {
            for (ByteBuffer piece; (piece = reader.next()) != null; ) {
                byte[] some = new byte[piece.remaining()];
                piece.get(some);
                bytes.writeBytes(some);
            }
        }
        return bytes.toByteArray();
    }

    private static void write(Spool spool, byte[] content, Random random) throws IOException {
        for (int at = 0; at < content.length; ) {
            int n = Math.min(content.length - at, 1 + random.nextInt(100_000));
            spool.append(ByteBuffer.wrap(content, at, n));
            at += n;
        }
        spool.finish();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 3_000_000, 100, 0})
    void allReadersGetAllBytesWheneverTheyCome(long expected) throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        var spool = new Spool(4 << 20, expected);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var read = new ArrayList<Future<byte[]>>();
            for (int i = 0; i < 10; i++) {
                var reader = spool.reader();
                read.add(pool.submit(() -> all(reader)));
            }
            write(spool, content, new Random(2));
            read.add(pool.submit(() -> all(spool.reader())));
            for (var one : read) assertArrayEquals(content, one.get());
        }
        assertEquals(ByteBuffer.wrap(content), spool.whole());
    }

    @Test
    void whatIsTooLongIsSentButNotKeptAndLatecomersStayOutside() throws Exception {
        byte[] content = new byte[8_000_000];
        new Random(3).nextBytes(content);
        var spool = new Spool(1 << 20, Long.MAX_VALUE);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var reader = spool.reader();
            var read = pool.submit(() -> all(reader));
            write(spool, content, new Random(4));
            assertNull(spool.reader());
            assertNull(spool.whole());
            assertArrayEquals(content, read.get());
        }
    }

    @Test
    void whatIsTooLongAndReadByNobodyEnds() throws Exception {
        var spool = new Spool(1000, Long.MAX_VALUE);
        spool.append(ByteBuffer.allocate(1000));
        assertThrows(EOFException.class, () -> spool.append(ByteBuffer.allocate(1)));
    }

    @Test
    void aFailureReachesReadersBehindTheLastByte() throws Exception {
        var spool = new Spool(1000, Long.MAX_VALUE);
        var reader = spool.reader();
        spool.append(ByteBuffer.wrap(new byte[] {1, 2}));
        spool.fail(new IOException("gone"));
        assertEquals(2, reader.next().remaining());
        assertEquals("gone", assertThrows(IOException.class, reader::next).getMessage());
        assertNull(spool.whole());
        assertNull(spool.reader());
    }

    @Test
    void aShortContentOfKnownLengthIsKeptAsItCame() throws Exception {
        byte[] content = new byte[1000];
        new Random(5).nextBytes(content);
        var spool = new Spool(4000, content.length);
        var reader = spool.reader();
        write(spool, content, new Random(6));
        assertArrayEquals(content, all(reader));
        assertEquals(ByteBuffer.wrap(content), spool.whole());
        assertEquals(content.length, spool.whole().capacity());
    }

    @Test
    void anEmptyContentIsAContent() throws Exception {
        var spool = new Spool(1000, Long.MAX_VALUE);
        var reader = spool.reader();
        spool.finish();
        assertNull(reader.next());
        assertTrue(spool.whole().capacity() == 0);
    }
}
