package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void fill() throws IOException {
        file = folder.resolve("journal");
        try (var journal = Journal.open(file, _ -> {})) {
            for (String text : List.of("one", "two", "three")) journal.append(text.getBytes());
        }
    }

    private List<String> read() throws IOException {
        var all = new ArrayList<String>();
        Journal.open(file, bytes -> all.add(new String(bytes))).close();
        return all;
    }

    @Test
    @DisplayName("what was appended is read back, in order, and more can follow")
    void back() throws IOException {
        try (var journal = Journal.open(file, _ -> {})) {
            journal.append("four".getBytes());
        }
        assertEquals(List.of("one", "two", "three", "four"), read());
    }

    @Test
    @DisplayName("cut anywhere in the last record, the file loses that record and no other, and goes on")
    void torn() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int cut = whole.length - 16; cut < whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            try (var journal = Journal.open(file, _ -> {})) {
                journal.append("new".getBytes());
            }
            assertEquals(List.of("one", "two", "new"), read());
        }
    }

    @Test
    @DisplayName("a last record whose bytes never came, or zeros at the end, are a torn record too")
    void zeros() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        whole[whole.length - 1] ^= 1;
        Files.write(file, whole);
        assertEquals(List.of("one", "two"), read());
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), whole.length + 500));
        assertEquals(List.of("one", "two"), read());
    }

    @Test
    @DisplayName("damage before the end is an error that names the byte, and nothing is cut off")
    void damage() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < 30; at++) {
            byte[] bad = whole.clone();
            bad[at] ^= 0x40;
            Files.write(file, bad);
            var e = assertThrows(IOException.class, this::read, "byte " + at);
            assertTrue(e.getMessage().contains("damaged at byte " + (at < 15 ? 0 : 15)), e.getMessage());
            assertEquals(whole.length, Files.size(file));
        }
    }

    @Test
    @DisplayName("of the records of the last call, those behind a torn one are cut off as well: they were not acknowledged")
    void together() throws IOException {
        long before = Files.size(file);
        try (var journal = Journal.open(file, _ -> {})) {
            journal.append(List.of("four".getBytes(), "five".getBytes(), "six".getBytes()));
        }
        byte[] bad = Files.readAllBytes(file);
        bad[(int) before + 14] ^= 1;
        Files.write(file, bad);
        assertEquals(List.of("one", "two", "three"), read());
        try (var journal = Journal.open(file, _ -> {})) {
            journal.append(List.of("four".getBytes(), "five".getBytes()));
            journal.append("six".getBytes());
        }
        bad = Files.readAllBytes(file);
        bad[(int) before + 14] ^= 1;
        Files.write(file, bad);
        assertThrows(IOException.class, this::read, "a later call has come, so all before it was acknowledged");
    }

    @Test
    @DisplayName("two may not have it open at once")
    void locked() throws IOException {
        try (var _ = Journal.open(file, _ -> {})) {
            var e = assertThrows(IOException.class, this::read);
            assertTrue(e.getMessage().endsWith("is in use by another process"), e.getMessage());
        }
        assertEquals(3, read().size());
    }

    @Test
    @DisplayName("a record is neither empty nor longer than the limit")
    void limit() throws IOException {
        try (var journal = Journal.open(file, _ -> {})) {
            assertThrows(IllegalArgumentException.class, () -> journal.append(new byte[0]));
            assertThrows(IllegalArgumentException.class, () -> journal.append(new byte[Journal.MOST_BYTES + 1]));
            journal.append(new byte[Journal.MOST_BYTES]);
        }
        assertEquals(4, read().size());
    }
}
