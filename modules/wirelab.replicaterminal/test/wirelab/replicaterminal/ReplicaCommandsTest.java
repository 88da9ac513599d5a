package wirelab.replicaterminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.UsageException;
import wirelab.replica.Group;
import wirelab.replica.ReplicaSession;
import wirelab.replica.TreeChange;

/// The commands of the terminal, typed at a group of three.
@Tag("socket")
class ReplicaCommandsTest {
    @TempDir
    private static Path folder;
    @TempDir
    private Path here;
    private static Group group;
    private static ReplicaSession session;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private ReplicaCommands commands;

    @BeforeAll
    static void start() throws IOException {
        group = new Group(folder, 3);
        group.leader();
        session = group.session();
    }

    @AfterAll
    static void stop() {
        group.close();
    }

    @BeforeEach
    void empty() throws IOException {
        commands = new ReplicaCommands(session, new PrintStream(out, true, UTF_8), false);
        for (var listed : session.list("", false)) session.change(new TreeChange.Remove(listed.path(), true));
        typed("mkdir -p docs/deep");
        typed("echo one two > docs/a.txt");
        typed("echo three > docs/b.txt");
        typed("echo four > docs/deep/c.md");
    }

    private String typed(String line) throws IOException {
        out.reset();
        assertTrue(commands.run(line), line);
        return out.toString(UTF_8).stripTrailing();
    }

    private String refused(String line) {
        try {
            return "done: " + typed(line);
        } catch (UsageException | IOException e) {
            return Failure.line(e);
        }
    }

    @Test
    void whatIsThereIsListedWithItsHealthyReplicas() throws Exception {
        assertEquals("docs", typed("ls"));
        assertEquals("a.txt\nb.txt\ndeep", typed("ls docs"));
        group.agree();
        Eventually.that("three replicas", () -> {
            try {
                return typed("ls -l docs").lines().allMatch(line -> line.matches("[-d]rw.{7}  3 .*"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }, () -> ", but " + refused("ls -l docs"));
        assertTrue(typed("ls -l docs").contains(" 8 20"), "the size of a.txt stands before its time: " + typed("ls -l docs"));
        assertTrue(typed("stat docs/a.txt").contains("whole on 3 nodes"));
    }

    @Test
    void aPathBeginsWhereOneIsAndNeverLeadsOut() throws Exception {
        typed("cd docs/deep");
        assertEquals("/docs/deep", typed("pwd"));
        assertEquals("four", typed("cat c.md"));
        assertEquals("one two", typed("cat ../a.txt"));
        assertEquals("three", typed("cat /docs/b.txt"));
        assertTrue(refused("cat ../../../etc/passwd").contains("leads out"));
        assertTrue(refused("cd ../a.txt").contains("is no folder"));
        typed("cd");
        assertEquals("/", typed("pwd"));
    }

    @Test
    void patternsMeanWhatIsThere() throws Exception {
        assertEquals("one two\nthree", typed("cat docs/*.txt"));
        assertEquals("docs/deep/c.md", typed("ls */*/[a-c].m?"));
        assertTrue(refused("cat docs/*.pdf").contains("nothing is called so"));
        assertTrue(refused("cat 'docs/*.txt'").contains("not allowed"), "in quotes it is a name, which nobody can have");
    }

    @Test
    void linesAreFoundAndCut() throws Exception {
        typed("echo alpha > f");
        typed("echo Beta >> f");
        typed("echo gamma >> f");
        assertEquals("alpha\nBeta", typed("head -n 2 f"));
        assertEquals("Beta\ngamma", typed("tail -2 f"));
        assertEquals("2:Beta", typed("grep -in beta f"));
        assertEquals("docs/a.txt:one two", typed("grep two docs/*.txt"));
        assertEquals("", typed("grep beta f"));
        assertTrue(refused("grep ( f").contains("regular expression"));
    }

    @Test
    void thingsAreCopiedMovedAndRemovedAsEverywhere() throws Exception {
        typed("cp docs/a.txt docs/b.txt docs/deep");
        assertEquals("a.txt\nb.txt\nc.md", typed("ls docs/deep"));
        assertTrue(refused("cp docs copy").contains("cp -r"));
        typed("cp -r docs copy");
        typed("mv copy/deep deeper");
        assertEquals("a.txt\nb.txt", typed("ls copy"));
        assertTrue(refused("mv docs/a.txt docs/b.txt nowhere").contains("no such"));
        assertTrue(refused("rm copy").contains("is a folder"));
        assertTrue(refused("rmdir copy").contains("not empty"));
        typed("rm -r copy deeper");
        assertEquals("docs", typed("ls"));
        typed("rm docs/*.txt");
        assertEquals("deep", typed("ls docs"));
        assertTrue(refused("rm -r /").contains("not the folder itself"));
    }

    @Test
    void linksAndModes() throws Exception {
        typed("ln -s a.txt docs/link");
        typed("chmod 600 docs/a.txt");
        assertTrue(typed("ls -l docs/link").contains("docs/link -> a.txt"));
        assertTrue(typed("stat docs/a.txt").contains("rw-------"));
        assertTrue(refused("ln -s ../../out docs/bad").contains("leads out"));
        assertTrue(refused("chmod 999 docs/a.txt").contains("three digits"));
    }

    @Test
    void whatIsWhereAndHowMuch() throws Exception {
        assertEquals("docs/deep/c.md", typed("find . -name '*.md'"));
        assertEquals("docs\ndocs/deep", typed("find -type d"));
        assertEquals("     19 B  all", typed("du -s"));
        assertEquals("      5 B  docs/deep\n     19 B  docs", typed("du docs"));
    }

    @Test
    void foldersGoInAndComeOutAgain() throws Exception {
        Path source = Files.createDirectories(here.resolve("source/sub"));
        Files.writeString(source.resolve("x"), "content of x");
        Files.write(here.resolve("source/big"), new byte[3_000_000]);
        Files.writeString(here.resolve("source/what:now"), "no name for all");
        String said = typed("put -r " + here.resolve("source"));
        assertTrue(said.contains("left out") && said.endsWith("2 files, 2.86 MiB"), said);
        assertTrue(refused("put " + here.resolve("source")).contains("put -r"));
        assertEquals("2 files, 2.86 MiB", typed("get -r source " + here.resolve("back")));
        assertEquals("content of x", Files.readString(here.resolve("back/sub/x")));
        assertEquals(3_000_000, Files.size(here.resolve("back/big")));
        typed("get docs/a.txt " + here);
        assertEquals("one two\n", Files.readString(here.resolve("a.txt")));
        assertTrue(refused("get docs/a.txt " + here.resolve("no/such/folder")).contains("no such"));
        var pipe = here.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertEquals(pipe + ": it is no ordinary file", refused("get docs/a.txt " + pipe));
    }

    @Test
    void whatStoodThereBeforeIsPutBack() throws Exception {
        // A version is what stood in the folder, which follows what is acknowledged.
        for (String change : List.of("echo second > docs/a.txt", "echo third > docs/a.txt", "rm docs/a.txt")) {
            typed(change);
            group.agree();
        }
        int last = Math.toIntExact(typed("versions docs/a.txt").lines().count());
        assertTrue(last >= 3, typed("versions docs/a.txt"));
        typed("restore docs/a.txt");
        assertEquals("third", typed("cat docs/a.txt"));
        assertTrue(refused("restore docs/a.txt 99").contains("and no '99'"));
        assertTrue(refused("restore docs/never").contains("no version"));
        assertTrue(refused("versions ../x").contains("leads out"));
    }

    @Test
    void theGroupIsAsked() throws Exception {
        assertTrue(typed("status").matches("leader nodo[0-2], .*"), typed("status"));
        assertEquals(3, typed("replicas").lines().count());
        assertTrue(typed("why docs/a.txt").contains("put docs/a.txt"));
        assertTrue(refused("member add x").contains("no node"));
    }

    @Test
    void aMistakeIsOneClearLine() {
        assertEquals("'lss' is no command; did you mean ls?", refused("lss"));
        assertTrue(refused("cat nothing").contains("'nothing': no such file or folder"));
        assertTrue(refused("cat docs").contains("is a folder"));
        assertTrue(refused("echo x > docs/../..").contains("leads out"));
        assertTrue(refused("echo x > Docs/y").contains("'docs' is there"));
        assertThrows(UsageException.class, () -> commands.run(List.of()));
    }

    @Test
    void whatIsShownToPeopleCannotCommandTheirTerminal() throws Exception {
        Files.writeString(here.resolve("evil"), "\033[2Jgone\n");
        typed("put " + here.resolve("evil"));
        assertEquals("\033[2Jgone", typed("cat evil"));
        var shown = new ReplicaCommands(session, new PrintStream(out, true, UTF_8), true);
        out.reset();
        shown.run("cat evil");
        assertEquals("\\u001b[2Jgone\n", out.toString(UTF_8));
    }

    @Test
    void tabKnowsCommandsAndPaths() throws Exception {
        assertEquals(List.of("head", "help"), commands.completions("he"));
        assertEquals(List.of("docs/a.txt"), commands.completions("cat docs/a"));
        assertEquals(List.of("docs/"), commands.completions("cat d"));
        typed("cd docs");
        assertEquals(List.of("deep/c.md"), commands.completions("cat deep/"));
    }

    @Test
    void aScriptSpeaksInLinesAndIsToldWhetherTheLastOneWorked() throws Exception {
        var lines = new ByteArrayInputStream("# a comment\ncat docs/a.txt\n\ncat none\ncat docs/b.txt\n".getBytes(UTF_8));
        assertTrue(CommandScreen.run(session, lines, new PrintStream(out, true, UTF_8), System.err));
        assertEquals("one two\nthree\n", out.toString(UTF_8));
        var err = new ByteArrayOutputStream();
        assertFalse(CommandScreen.run(session, new ByteArrayInputStream("cat none\n".getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)));
        assertTrue(err.toString(UTF_8).contains("none"), err.toString(UTF_8));
    }

    @Test
    void whoFindsNobodyIsToldSo() throws Exception {
        var patience = ReplicaSession.Options.DEFAULTS.withPatience(Duration.ofMillis(300));
        try (var nobody = ReplicaSession.open(Host.HERE, Group.config(1, Group.KEY, false), patience)) {
            var e = assertThrows(IOException.class, () -> new ReplicaCommands(nobody, System.out, false).run("ls"));
            assertTrue(Failure.line(e).length() > 10, Failure.line(e));
        }
    }
}
