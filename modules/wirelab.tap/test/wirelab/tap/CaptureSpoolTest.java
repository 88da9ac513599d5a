package wirelab.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;

class CaptureSpoolTest {
    private static final int BLOCK = 50_000;
    /// More blocks than all buffers hold, from one writer.
    private static final int EACH = CaptureSpool.BUFFERS * CaptureSpool.BUFFER_SIZE / BLOCK + 10;

    /// Takes a buffer each time it is allowed to.
    private static final class SlowDisk implements WritableByteChannel {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        final Semaphore allowed = new Semaphore(0);
        IOException failure;

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            allowed.acquireUninterruptibly();
            if (failure != null) throw failure;
            var array = new byte[bytes.remaining()];
            bytes.get(array);
            taken.writeBytes(array);
            return array.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /// Writes one block whose first bytes are its number.
    private static boolean put(CaptureSpool spool, int number) {
        try (var room = spool.claim(BLOCK)) {
            if (room == null) return false;
            room.bytes.putInt(number).putInt(BLOCK);
            return true;
        }
    }

    @Test
    void whoeverWritesFasterThanTheDiskWaitsAndNothingIsLost() throws Exception {
        var disk = new SlowDisk();
        var spool = new CaptureSpool(disk, _ -> {});
        var writers = new Thread[4];
        for (int w = 0; w < writers.length; w++) {
            writers[w] = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < EACH; i++) put(spool, i);
            });
        }
        Eventually.that("the writers wait", () -> spool.waiting() == 3);
        disk.allowed.release(1000);
        for (var writer : writers) writer.join();
        spool.close();
        assertEquals(4 * EACH * BLOCK, disk.taken.size());
    }

    @Test
    void whatIsWrittenIsInTheFileSoonWithoutBeingAskedFor() throws Exception {
        var disk = new SlowDisk();
        disk.allowed.release(1000);
        var spool = new CaptureSpool(disk, _ -> {});
        put(spool, 1);
        Eventually.that("the block is there", () -> disk.taken.size() == BLOCK);
        spool.close();
    }

    @Test
    void aDiskThatFailsEndsTheSpoolOnceAndHoldsNobodyUp() {
        var disk = new SlowDisk();
        disk.failure = new IOException("No space left on device");
        disk.allowed.release(1000);
        var told = new AtomicReference<String>();
        var spool = new CaptureSpool(disk, e -> told.set(told.get() == null ? e.getMessage() : "twice"));
        for (int i = 0; i < 500; i++) put(spool, i);
        spool.flush();
        assertTrue(spool.hasEnded());
        assertEquals("No space left on device", told.get());
        assertNull(spool.claim(BLOCK));
        spool.close();
    }

    @Test
    void aFileOnAFullDiskEndsWithAWholeBlock(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("full");
        try (var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Half of a block gets onto the disk before it is full.
            var full = mock(SeekableByteChannel.class);
            when(full.write(any())).thenAnswer(call -> {
                if (file.position() > 0) throw new IOException("No space left on device");
                ByteBuffer bytes = call.getArgument(0);
                int limit = bytes.limit();
                int n = file.write(bytes.limit(Math.min(limit, BLOCK * 3 / 2)));
                bytes.limit(limit);
                return n;
            });
            when(full.position()).thenAnswer(_ -> file.position());
            when(full.truncate(anyLong())).thenAnswer(call -> {
                file.truncate(call.getArgument(0));
                return full;
            });
            var spool = new CaptureSpool(full, _ -> {});
            for (int i = 0; i < 3; i++) put(spool, i);
            spool.flush();
            assertTrue(spool.hasEnded());
            spool.close();
        }
        assertEquals(BLOCK, Files.size(path));
    }
}
