package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.UsageException;

class PasswordTest {
    @TempDir
    private Path folder;

    private String read(byte[] content) throws IOException {
        return Password.read(Files.write(folder.resolve("password"), content));
    }

    private String read(String content) throws IOException {
        return read(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theFirstLineOfAFileIsThePassword() throws Exception {
        assertEquals("correct horse", read("correct horse\nbattery staple\n"));
        assertEquals("correct horse", read("correct horse\r\n"));
        assertEquals(" spaces count ", read(" spaces count "));
        assertEquals("Käse ♦", read("Käse ♦"));
        assertEquals("", read("\n"));
    }

    @Test
    void whatCannotBeAPasswordIsRefused() {
        assertThrows(UsageException.class, () -> read(""));
        assertThrows(UsageException.class, () -> read("x".repeat(Password.MAX_BYTES + 1)));
        assertThrows(UsageException.class, () -> read(new byte[] {'a', (byte) 0xff}));
        assertThrows(NoSuchFileException.class, () -> Password.read(folder.resolve("missing")));
    }

    @Test
    void standardInputGivesItsFirstLineAndKeepsTheRest() throws Exception {
        var before = System.in;
        System.setIn(new ByteArrayInputStream("secret\nfirst line of data\n".getBytes()));
        try {
            assertEquals("secret", Password.askTwice("password: "));
            assertEquals("first line of data\n", new String(System.in.readAllBytes()));
        } finally {
            System.setIn(before);
        }
    }
}
