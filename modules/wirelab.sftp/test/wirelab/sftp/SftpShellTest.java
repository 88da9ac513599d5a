package wirelab.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.UsageException;
import wirelab.sftp.Served.Kind;

/// What is typed, and what is printed.
class SftpShellTest {
    @TempDir
    Path there;
    @TempDir
    Path here;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private SftpShell shell(Served served) throws IOException {
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        var shell = new SftpShell(Exchange.with(served.service).client(), out, TransferListener.NONE);
        shell.run("lcd " + here);
        return shell;
    }

    private String printed() {
        String text = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        return text;
    }

    @Test
    void linesDoWhatTheySay() throws Exception {
        Files.writeString(here.resolve("a.txt"), "one");
        try (var served = Served.in(Kind.PINNED, there)) {
            var shell = shell(served);
            for (String line : List.of("mkdir 'new folder'", "cd \"new folder\"", "put a.txt", "put a.txt b.txt",
                    "chmod 600 b.txt", "ln -s b.txt c.txt", "readlink c.txt", "ls *.txt", "pwd", "get b.txt got",
                    "rm c.txt", "rename b.txt d", "cd ..", "lpwd", "", "# nothing")) assertTrue(shell.run(line), line);
            assertEquals("b.txt\na.txt\nb.txt\nc.txt\n/new folder\n" + here + "\n", printed());
            assertEquals("one", Files.readString(here.resolve("got")));
            shell.run("get 'new folder/?.txt' .");
            shell.run("get -r 'new folder'");
            assertEquals("one", Files.readString(here.resolve("new folder/a.txt")));
            shell.run("rm 'new folder/*'");
            shell.run("rmdir 'new folder'");
            shell.run("ls");
            assertEquals("", printed());
            shell.run("df");
            assertTrue(printed().matches("\\S+ \\S+ in all, .* files can still be made\n"));
            shell.run("help");
            assertEquals(SftpShell.HELP, printed());
            assertFalse(shell.run("exit"));
        }
    }

    @Test
    void whatMakesNoSenseIsSaid() throws Exception {
        try (var served = Served.in(Kind.PINNED, there)) {
            var shell = shell(served);
            for (String line : List.of("fly", "get", "put a b c", "ls -x", "pwd -l", "chmod rwx a", "cd 'x", "rename a")) {
                assertThrows(UsageException.class, () -> shell.run(line), line);
            }
            for (String line : List.of("cd no", "get no", "rm no*", "put no", "ls no")) {
                assertThrows(IOException.class, () -> shell.run(line), line);
            }
            var thrown = assertThrows(SftpFailure.class, () -> shell.run("rm \"a\033[2Jb\""));
            assertEquals("/a\\u001b[2Jb: no such file", thrown.getMessage());
        }
    }

    @Test
    void aHostileNameIsHarmlessOnTheTerminal() throws Exception {
        Files.writeString(there.resolve("a\033[2J\nb"), "");
        try (var served = Served.in(Kind.PINNED, there)) {
            var shell = shell(served);
            shell.run("ls");
            shell.run("ls -l");
            assertTrue(printed().matches("a\\\\u001b\\[2J\\\\nb\n-rw.* a\\\\u001b\\[2J\\\\nb\n"));
        }
    }

    @Test
    void wordsAreCutAsAShellCutsThem() {
        assertEquals(List.of("a", "b c", "d\"e", "f g", "", "h\\i"), ShellWords.split("a  'b c' d\\\"e f\\ g '' 'h\\i'"));
        assertEquals(List.of(), ShellWords.split(" \t"));
    }
}
