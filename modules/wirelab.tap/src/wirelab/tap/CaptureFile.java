package wirelab.tap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import wirelab.kit.Text;

/// Opens what a capture is written to: a file that nobody else writes, or a named pipe that somebody reads, such as
/// `tshark -i PIPE`.
final class CaptureFile {
    /// How long a pipe may be without a reader.
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private CaptureFile() {}

    static FileChannel open(Path file) throws IOException {
        return open(file, PATIENCE);
    }

    static FileChannel open(Path file, Duration patience) throws IOException {
        boolean special = Files.exists(file) && !Files.isRegularFile(file);
        if (special) return openPipe(file, patience);
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            // The lock first: the file of another program must stay as it is.
            if (!isOurs(channel)) throw new IOException("another program writes a capture into it");
            return channel.truncate(0);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isOurs(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            // A capture of this very process.
            return false;
        }
    }

    /// The system opens a pipe for writing when somebody has opened it for reading, and waits for that without end. So it is
    /// waited for elsewhere, and whoever still waits after a while is let go by a reader that reads nothing.
    private static FileChannel openPipe(Path pipe, Duration patience) throws IOException {
        var opened = new CompletableFuture<FileChannel>();
        Thread.ofPlatform().daemon().name("capture-open").start(() -> {
            try {
                opened.complete(FileChannel.open(pipe, StandardOpenOption.WRITE));
            } catch (IOException | RuntimeException e) {
                opened.completeExceptionally(e);
            }
        });
        try {
            return opened.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            try (var _ = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                opened.join().close();
            }
            throw new IOException("nobody has read from this pipe for " + Text.duration(patience));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) throw failed;
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a reader", e);
        }
    }
}
