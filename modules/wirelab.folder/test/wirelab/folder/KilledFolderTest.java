package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that replaces files in a real folder is killed by the system at every call that it makes of the disk: strace
/// counts the calls and sends the signal.
@Tag("interop")
class KilledFolderTest {
    /// What a keeper does to a disk.
    private static final List<String> CALLS = List.of("pwrite64", "rename", "link", "fdatasync", "fsync", "fchmod",
            "unlink", "utimensat");
    private static final String OLD = "old ".repeat(500);
    private static final String NEW = "new ".repeat(700);
    private static final String WRITER = """
            import wirelab.folder.*;
            import wirelab.kit.Bytes;

            TreeNode.FileNode stage(FolderKeeper keeper, String text) throws Exception {
                byte[] bytes = text.getBytes();
                var hash = Bytes.of(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
                try (var staging = keeper.contents().stage(hash, bytes.length)) {
                    staging.write(java.nio.ByteBuffer.wrap(bytes), 0);
                    staging.complete();
                }
                return new TreeNode.FileNode(hash, bytes.length, 0640, 1_000_000_000_000_000_000L + bytes.length);
            }

            void main(String... args) throws Exception {
                try (var keeper = FolderKeeper.open(Path.of(args[0]), KeeperOptions.DEFAULTS)) {
                    keeper.bring(keeper.held().put("docs/plan", stage(keeper, "new ".repeat(700))));
                }
                System.out.println("done");
            }
            """;

    @TempDir
    Path temporary;

    private static FolderTree tree(FolderKeeper keeper, String text) throws Exception {
        if (!keeper.contents().has(Some.file(text).hash())) Some.stage(keeper.contents(), text);
        var file = Some.file(text);
        return FolderTree.EMPTY.mkdir("docs", 0755).put("docs/plan", new TreeNode.FileNode(file.hash(), file.size(), 0600, Some.TIME));
    }

    private Path fresh(int number) throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("folder" + number));
        try (var keeper = FolderKeeper.open(folder, KeeperOptions.DEFAULTS)) {
            keeper.bring(tree(keeper, OLD));
        }
        return folder;
    }

    @Test
    void aFileHoldsItsOldOrItsNewContentAtWhateverCallTheProcessDies() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/strace")), "strace is missing: Debian package strace");
        Path source = Files.writeString(temporary.resolve("Writer.java"), WRITER);
        Path classes = Files.createDirectory(temporary.resolve("classes"));
        run(List.of("javac", "-proc:none", "-cp", ".", "-d", classes.toString(), source.toString()));
        int number = 0;
        int killed = 0;
        var seen = new ArrayList<String>();
        for (String call : CALLS) {
            for (int when = 1; ; when++) {
                Path folder = fresh(number++);
                String said = run(List.of("/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e",
                        "inject=" + call + ":signal=KILL:when=" + when, "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp",
                        ".:" + classes, "Writer", folder.toString()));
                String found = Files.readString(folder.resolve("docs/plan"));
                String where = "at " + call + " no. " + when + ": ";
                assertTrue(found.equals(OLD) || found.equals(NEW), where + "it holds " + found.length() + " characters");
                check(folder, where);
                if (said.contains("done")) {
                    assertEquals(NEW, found, where);
                    break;
                }
                killed++;
                seen.add(call);
            }
        }
        assertTrue(killed >= 10 && Set.copyOf(seen).size() >= 5, killed + " kills, at " + Set.copyOf(seen));
    }

    /// It is opened again, and nothing of what the process did is taken for an edit.
    private static void check(Path folder, String where) throws Exception {
        try (var keeper = FolderKeeper.open(folder, KeeperOptions.DEFAULTS)) {
            keeper.look();
            assertEquals(List.of(), keeper.look().edits(), where);
            keeper.bring(tree(keeper, NEW));
            assertEquals(NEW, Files.readString(folder.resolve("docs/plan")), where);
            assertEquals(List.of(), keeper.conflicts(), where);
            assertTrue(keeper.contents().has(Some.file(OLD).hash()), where + "the old version is kept");
        }
    }

    private static String run(List<String> command) throws Exception {
        var words = new ArrayList<>(command);
        words.replaceAll(word -> word.equals("java") || word.equals("javac")
                ? Path.of(System.getProperty("java.home"), "bin", word).toString() : word);
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it does not end");
        return said;
    }
}
