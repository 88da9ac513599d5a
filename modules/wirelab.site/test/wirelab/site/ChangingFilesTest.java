package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Limits;
import wirelab.http.MessageReader;
import wirelab.http.Transport;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.Tap;

/// A file changes while it is sent: the client gets one state of it, or notices that it did not get all.
@Tag("socket")
class ChangingFilesTest {
    /// More than all buffers between server and client hold.
    private static final int SIZE = 48 * 1024 * 1024;

    private interface Change {
        void apply() throws IOException;
    }

    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void fill() throws IOException {
        file = write(folder.resolve("large.bin"), 'a');
    }

    private static Path write(Path file, char c) throws IOException {
        var piece = new byte[1024 * 1024];
        Arrays.fill(piece, (byte) c);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SIZE; i += piece.length) channel.write(ByteBuffer.wrap(piece));
        }
        return file;
    }

    /// Fetches the file and changes it after the first bytes have come.
    ///
    /// @return the failure, or `null` when everything came and was one state
    private IOException fetch(Change change) throws IOException {
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, new Site(folder, Site.Options.DEFAULTS));
                var connection = Host.HERE.connect(server.address(), Tap.Party.UNKNOWN)) {
            connection.write("GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            var reader = new MessageReader(Transport.of(connection), Limits.CLIENT);
            assertEquals(200, reader.readResponse("GET").status());
            var buffer = ByteBuffer.allocate(64 * 1024);
            reader.body().read(buffer.clear().limit(1000));
            change.apply();
            try {
                while (reader.body().read(buffer.clear()) >= 0) {
                    for (byte b : buffer.flip().array()) assertTrue(b == 'a' || b == 0 || b == 'b');
                    for (int i = 0; i < buffer.limit(); i++) {
                        assertEquals('a', buffer.get(i), "never two states in one response");
                    }
                }
                assertEquals(SIZE, reader.body().received());
                return null;
            } catch (IOException e) {
                return e;
            }
        }
    }

    @Test
    void aFileThatIsLeftAloneComesWhole() throws Exception {
        assertEquals(null, fetch(() -> {}));
    }

    @Test
    void aFileCutShortIsNoticed() throws Exception {
        assertNotNull(fetch(() -> Files.write(file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING)));
    }

    @Test
    void aFileThatGrowsIsNoticed() throws Exception {
        assertNotNull(fetch(() -> Files.write(file, new byte[10], StandardOpenOption.APPEND)));
    }

    @Test
    void aFileReplacedByAnotherComesWholeAsItWas() throws Exception {
        var other = write(folder.resolve("other.bin"), 'b');
        assertEquals(null, fetch(() ->
                Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE)));
    }

    @Test
    void aFileThatIsDeletedComesWholeAsItWas() throws Exception {
        assertEquals(null, fetch(() -> Files.delete(file)));
    }

    /// The end of the file is overwritten, which the client would not see in the bytes that it has read by then.
    @Test
    void aFileOverwrittenInPlaceIsNoticed() throws Exception {
        assertNotNull(fetch(() -> {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {'a'}), SIZE - 1);
            }
        }));
    }
}
