package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.kit.UsageException;

class PasswordSwitchesTest {
    @TempDir
    private Path folder;

    private static CommandLine parse(String... args) {
        return CommandLine.parse(Program.of("Sample", "a program for this test")
                .with(PasswordSwitches.ofUser("user", "who asks"))
                .with(PasswordSwitches.ofFile("tls-password", "what protects the key"))
                .repeated("header", "'N: V'", "a field"), args);
    }

    private static PasswordSwitches.Login user(String... args) throws IOException {
        return PasswordSwitches.user(parse(args), "user");
    }

    private String file(String content) throws IOException {
        return Files.writeString(folder.resolve("password.txt"), content).toString();
    }

    /// A variable that this process has, with a value fit for a password.
    private static String variable() {
        return System.getenv().entrySet().stream()
                .filter(each -> !each.getValue().isEmpty() && each.getValue().length() < 1000)
                .findFirst().orElseThrow().getKey();
    }

    @Test
    void aPasswordIsTypedReadFromAFileOrFromTheEnvironmentOrAskedFor() throws Exception {
        assertNull(user());
        assertEquals(new PasswordSwitches.Login("alice", "se:same"), user("--user", "alice:se:same"));
        assertEquals(new PasswordSwitches.Login("alice", ""), user("--user", "alice:"));
        assertEquals(new PasswordSwitches.Login("alice", "open sesame"),
                user("--user", "alice", "--password-file", file("open sesame\nnot this\n")));
        assertEquals(new PasswordSwitches.Login("alice", System.getenv(variable())),
                user("--user=alice", "--password-env=" + variable()));
        var before = System.in;
        System.setIn(new ByteArrayInputStream("typed\nmore\n".getBytes()));
        try {
            assertEquals(new PasswordSwitches.Login("alice", "typed"), user("--user", "alice"));
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void thePasswordOfAFileHasTheSameWays() throws Exception {
        assertNull(PasswordSwitches.ofFile(parse(), "tls-password"));
        assertEquals("sesame", PasswordSwitches.ofFile(parse("--tls-password", "sesame"), "tls-password"));
        assertEquals("sesame", PasswordSwitches.ofFile(parse("--tls-password-file", file("sesame\n")), "tls-password"));
        assertEquals(System.getenv(variable()),
                PasswordSwitches.ofFile(parse("--tls-password-env", variable()), "tls-password"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --user :x                                    | --user: the name is missing
            --password-file f                            | --password-file goes with --user
            --user a:b --password-file f                 | --user and --password-file: one password is enough
            --user a --password-file f --password-env E  | --password-file and --password-env: one password is enough
            --user a --password-env NO_VARIABLE   | --password-env: there is no environment variable NO_VARIABLE
            """)
    void aMistakeIsOneLineThatHoldsNoPassword(String line, String message) {
        assertEquals(message, assertThrows(UsageException.class, () -> user(line.split(" +"))).getMessage());
    }

    @Test
    void whatHoldsAPasswordDoesNotShowIt() {
        assertEquals("alice:*****", new PasswordSwitches.Login("alice", "sesame").toString());
        assertFalse(parse("--user", "alice:sesame", "--tls-password", "sesame").toString().contains("sesame"));
    }

    @Test
    void theHelpNamesAllWays() {
        var help = InProcess.run(() -> Program.of("Sample", "a program for this test")
                .with(PasswordSwitches.ofUser("user", "who asks")).run(new String[] {"--help"}, _ -> {})).out();
        for (String way : new String[] {"--user NAME[:PASSWORD]", "--password-file FILE", "--password-env NAME"}) {
            assertTrue(help.contains("  " + way + "  "), help);
        }
    }

    @Test
    void valuesOfAnOptionMayStandInAFile() throws Exception {
        var fields = Files.writeString(folder.resolve("fields"), "\ufeffAuthorization: Bearer x\n\nB: 2\n");
        assertEquals(List.of("A: 1", "Authorization: Bearer x", "B: 2"),
                parse("--header", "A: 1", "--header", "@" + fields).lines("header"));
        assertEquals(folder + ": Is a directory",
                assertThrows(IOException.class, () -> parse("--header", "@" + folder).lines("header")).getMessage());
    }
}
