package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.UsageException;

class UserFileTest {
    private static final Verifier PENCIL = Verifier.of("pencil", new byte[16], 4096);
    private static final Verifier PEN = Verifier.of("pen", new byte[16], 5000);

    @TempDir
    private Path folder;
    private Path file;
    private UserFileWriter writer;

    @BeforeEach
    void begin() throws Exception {
        file = folder.resolve("users.ini");
        writer = new UserFileWriter(file, new Random(1));
    }

    private void write(String text) throws Exception {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    @Test
    void whatIsPutInIsFound() throws Exception {
        assertFalse(writer.put("alice", PENCIL));
        assertFalse(writer.put("bob", PEN));
        assertTrue(writer.put("alice", PEN), "alice has another password now");
        var users = UserFile.open(file);
        assertEquals(List.of("alice", "bob"), users.names());
        assertEquals(new UserFile.Account(PEN, true), users.account("alice"));
        assertTrue(writer.remove("alice"));
        assertFalse(writer.remove("alice"));
        assertEquals(List.of("bob"), users.names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a]b", "[a]", "#a", "; a", "server", "user x", "a=b,c", "Jürgen", "木村", "a b", "\"'\\"})
    void namesOfAllKindsComeBackTheSame(String name) throws Exception {
        writer.put(name, PENCIL);
        writer.put("other", PENCIL);
        assertEquals(List.of(name, "other"), UserFile.open(file).names());
        assertTrue(UserFile.open(file).account(name).exists());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a ", "a\nb", "\u00ad", "a\u0378"})
    void namesThatCannotBeAreRefusedAndNothingIsWritten(String name) {
        assertThrows(UsageException.class, () -> writer.put(name, PENCIL));
        assertFalse(Files.exists(file));
    }

    @Test
    void namesAreComparedAfterSaslPrep() throws Exception {
        writer.put("\uff21lice", PENCIL);
        var users = UserFile.open(file);
        assertEquals(List.of("Alice"), users.names());
        assertTrue(users.account("A\u00adlice").exists());
        assertFalse(users.account("alice").exists());
        assertEquals(users.account("nobody"), users.account("\uff4eobody"), "for a user who does not exist too");
    }

    @Test
    void theFileIsItsOwnersAloneAndNoOtherIsLeft() throws Exception {
        writer.put("alice", PENCIL);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        writer.put("bob", PENCIL);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(folder)) {
            assertEquals(List.of("users.ini", "users.ini.lock"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void noPasswordIsInTheFile() throws Exception {
        writer.put("alice", Verifier.of("correct horse", 4096, new Random(2)));
        String text = Files.readString(file);
        assertFalse(text.contains("correct") || text.contains(ScramHash.base64("correct horse".getBytes())), text);
    }

    @Test
    void twoUsersWithTheSamePasswordHaveDifferentVerifiers() {
        var random = new Random(3);
        var a = Verifier.of("pencil", 4096, random);
        var b = Verifier.of("pencil", 4096, random);
        assertNotEquals(a.salt(), b.salt());
        assertNotEquals(a.storedKey(), b.storedKey());
        assertNotEquals(a.serverKey(), b.serverKey());
    }

    @Test
    void aSymbolicLinkStaysOne() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("link"), file);
        writer.put("alice", PENCIL);
        new UserFileWriter(link, new Random(1)).put("bob", PENCIL);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(List.of("alice", "bob"), UserFile.open(file).names());
    }

    @Test
    void aChangedFileIsReadAgainAndABrokenOneIsNotBelieved() throws Exception {
        writer.put("alice", PENCIL);
        var users = UserFile.open(file);
        writer.put("bob", PEN);
        assertTrue(users.account("bob").exists());
        write("this is not a user file");
        assertTrue(users.account("bob").exists(), "the users stay as they were");
        Files.delete(file);
        assertTrue(users.account("alice").exists(), "also without a file");
        writer.put("carol", PEN);
        assertEquals(List.of("carol"), users.names());
    }

    @Test
    void writersAtOnceLoseNothing() throws Exception {
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 4; t++) {
            String name = "user" + t + "-";
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < 10; i++) new UserFileWriter(file, new Random(1)).put(name + i, PENCIL);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (var thread : threads) thread.join();
        assertEquals(40, UserFile.open(file).names().size());
    }

    @Test
    void theSameUnknownUserAlwaysHasTheSameAccountAndEachAnother() throws Exception {
        writer.put("alice", PENCIL);
        var first = UserFile.open(file).account("nobody");
        assertFalse(first.exists());
        assertEquals(first, UserFile.open(file).account("nobody"), "also after a restart");
        writer.put("bob", PENCIL);
        assertEquals(first, UserFile.open(file).account("nobody"), "also after a change");
        assertNotEquals(first.verifier().salt(), UserFile.open(file).account("nobody2").verifier().salt());
        var other = folder.resolve("other.ini");
        new UserFileWriter(other, new Random(4)).put("alice", PENCIL);
        String elsewhere = UserFile.open(other).account("nobody").verifier().salt();
        assertNotEquals(first.verifier().salt(), elsewhere, "another server, another salt");
    }

    @Test
    void theIterationCountOfAnUnknownUserIsOneThatUsersHave() throws Exception {
        writer.put("alice", PENCIL);
        writer.put("bob", PEN);
        var users = UserFile.open(file);
        var counts = IntStream.range(0, 200).map(i -> users.account("nobody" + i).verifier().iterations());
        assertEquals(List.of(4096, 5000), counts.sorted().distinct().boxed().toList());
        writer.remove("alice");
        writer.remove("bob");
        assertEquals(Verifier.DEFAULT_ITERATIONS, users.account("nobody").verifier().iterations());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[alice]|[alice] is neither [server] nor [user NAME]", "[user alice]|[user alice] has no iterations",
        "[user alice]~iterations = 1|users.ini:4: iterations: '1' is not a number between 4096 and 1000000",
        "[user alice]~iterations = 4096~salt = AA==~stored-key = x~server-key = x|salt: 1 byte, not 16 to 16",
        "[user a]~[user a]|section [user a] stands twice"})
    void aMistakeInTheFileIsSaidWithItsPlace(String lines, String message) throws Exception {
        write("[server]\nsecret = " + ScramHash.base64(new byte[32]) + "\n" + lines.replace('~', '\n'));
        var e = assertThrows(UsageException.class, () -> UserFile.open(file));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().contains("users.ini"), e.getMessage());
    }

    @Test
    void aFileWithoutSecretOrNoFileAtAllIsAnError() throws Exception {
        write("[user alice]\n");
        var e = assertThrows(UsageException.class, () -> UserFile.open(file));
        assertTrue(e.getMessage().contains("no [server] section"), e.getMessage());
        write("[server]\nsecret = AA==\n");
        e = assertThrows(UsageException.class, () -> UserFile.open(file));
        assertTrue(e.getMessage().contains("secret: 1 byte,"), e.getMessage());
        Files.delete(file);
        assertThrows(NoSuchFileException.class, () -> UserFile.open(file));
        assertThrows(NoSuchFileException.class, () -> writer.remove("alice"));
    }
}
