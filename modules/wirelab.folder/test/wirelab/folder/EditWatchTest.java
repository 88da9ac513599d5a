package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;

/// People edit a folder; what they did is taken up soon, by hints of the system, and at last without any.
class EditWatchTest {
    /// So long that no test waits for it: what is found is found by hints.
    private static final WatchOptions HINTED = new WatchOptions(Duration.ofMillis(20), Duration.ofHours(1));

    @TempDir
    Path folder;
    private FolderKeeper keeper;
    private EditWatch watch;
    private final List<FolderEdit> taken = new ArrayList<>();
    private final AtomicReference<IOException> failed = new AtomicReference<>();

    /// Accepts whatever is there.
    private final class Accepting implements EditWatch.Taker {
        @Override
        public boolean take(List<FolderEdit> edits) throws IOException {
            synchronized (taken) {
                taken.addAll(edits);
            }
            keeper.accept(edits, false);
            return true;
        }

        @Override
        public void failed(IOException e) {
            failed.set(e);
        }
    }

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("docs/deep"));
        Files.writeString(folder.resolve("docs/plan"), "the plan");
        keeper = FolderKeeper.open(folder, KeeperOptions.DEFAULTS);
    }

    @AfterEach
    void close() throws IOException {
        if (watch != null) watch.close();
        keeper.close();
    }

    private void start(WatchOptions options) throws IOException {
        watch = EditWatch.start(keeper, options, new Accepting());
        holds("docs/plan", "the plan");
    }

    private void holds(String path, String text) {
        Eventually.that(path, () -> Some.file(text).hasContentOf(keeper.held().get(path)), () -> " in " + keeper.held().under(""));
    }

    private void gone(String path) {
        Eventually.that(path + " is gone", () -> keeper.held().get(path) == null, () -> " in " + keeper.held().under(""));
    }

    @Test
    void whatWasThereAtFirstIsTakenUp() throws Exception {
        start(HINTED);
        assertTrue(keeper.held().get("docs/deep") instanceof TreeNode.FolderNode);
    }

    @Test
    void editsAreTakenUpOnHints() throws Exception {
        start(HINTED);
        Files.writeString(folder.resolve("docs/plan"), "another plan");
        holds("docs/plan", "another plan");
        Files.writeString(folder.resolve("docs/deep/new"), "new");
        holds("docs/deep/new", "new");
        Files.delete(folder.resolve("docs/plan"));
        gone("docs/plan");
    }

    /// The system tells of the folder alone: what was put into it before it was watched must be found by looking.
    @Test
    void filesInFoldersThatAreNewAreNotMissed() throws Exception {
        start(HINTED);
        for (int i = 0; i < 30; i++) {
            Files.createDirectories(folder.resolve("new" + i + "/below"));
            Files.writeString(folder.resolve("new" + i + "/below/file"), "text " + i);
        }
        for (int i = 0; i < 30; i++) holds("new" + i + "/below/file", "text " + i);
        Files.writeString(folder.resolve("new7/below/file"), "later");
        holds("new7/below/file", "later");
    }

    @Test
    void aFolderThatWasRenamedIsWatchedUnderItsNewName() throws Exception {
        start(HINTED);
        Files.move(folder.resolve("docs"), folder.resolve("papers"));
        holds("papers/plan", "the plan");
        gone("docs/plan");
        Files.writeString(folder.resolve("papers/deep/x"), "x");
        holds("papers/deep/x", "x");
        Files.writeString(folder.resolve("papers/plan"), "a plan on paper");
        holds("papers/plan", "a plan on paper");
    }

    @Test
    void whatTakesThePlaceOfSomethingElseIsTakenUpOnHints() throws Exception {
        start(HINTED);
        Files.setPosixFilePermissions(folder.resolve("docs"), PosixFilePermissions.fromString("rwx------"));
        Eventually.that("the mode", () -> keeper.held().get("docs") instanceof TreeNode.FolderNode it && it.mode() == 0700);
        Files.delete(folder.resolve("docs/plan"));
        Files.createDirectory(folder.resolve("docs/plan"));
        Files.writeString(folder.resolve("docs/plan/new"), "in a folder");
        holds("docs/plan/new", "in a folder");
        Files.delete(folder.resolve("docs/plan/new"));
        Files.delete(folder.resolve("docs/plan"));
        Files.writeString(folder.resolve("docs/plan"), "a file again");
        holds("docs/plan", "a file again");
    }

    @Test
    void whatWasNotTakenIsToldAgainWhateverElseComes() throws Exception {
        var takes = new AtomicBoolean();
        var asked = new AtomicInteger();
        watch = EditWatch.start(keeper, HINTED, new EditWatch.Taker() {
            @Override
            public boolean take(List<FolderEdit> edits) throws IOException {
                asked.incrementAndGet();
                if (takes.get()) keeper.accept(edits, false);
                return takes.get();
            }

            @Override
            public void failed(IOException e) {
                failed.set(e);
            }
        });
        Eventually.that("it is asked", () -> asked.get() > 0);
        Files.writeString(folder.resolve("other"), "that something has changed");
        int before = asked.get();
        Eventually.that("it is asked again", () -> asked.get() > before + 1);
        takes.set(true);
        holds("docs/plan", "the plan");
        holds("other", "that something has changed");
    }

    @Test
    void whileTheKeeperIsBusyNothingIsTakenUpAndEverythingThen() throws Exception {
        var busy = new AtomicBoolean();
        var asked = new AtomicInteger();
        watch = EditWatch.start(keeper, HINTED, new EditWatch.Taker() {
            @Override
            public boolean take(List<FolderEdit> edits) throws IOException {
                keeper.accept(edits, false);
                return true;
            }

            @Override
            public boolean isBusy() {
                asked.incrementAndGet();
                return busy.get();
            }

            @Override
            public void failed(IOException e) {
                failed.set(e);
            }
        });
        holds("docs/plan", "the plan");
        busy.set(true);
        Files.writeString(folder.resolve("hint"), "that something has changed");
        Files.createDirectories(folder.resolve("new/deep"));
        Files.writeString(folder.resolve("new/deep/file"), "while it is busy");
        int before = asked.get();
        Eventually.that("it waits", () -> asked.get() > before + 5);
        assertNull(keeper.held().get("hint"));
        busy.set(false);
        holds("hint", "that something has changed");
        holds("new/deep/file", "while it is busy");
    }

    @Test
    void moreEventsThanTheSystemKeepsAreNoLoss() throws Exception {
        start(HINTED);
        for (int i = 0; i < 1500; i++) Files.writeString(folder.resolve("docs/f" + i), "t" + i);
        holds("docs/f0", "t0");
        holds("docs/f1499", "t1499");
        Eventually.that("all", () -> keeper.held().size() == 1503, () -> ", but " + keeper.held());
    }

    @Test
    void whatTheSystemDoesNotTellOfIsFoundByLooking() throws Exception {
        var every = new WatchOptions(Duration.ofMillis(10), Duration.ofMillis(100));
        watch = EditWatch.start(keeper, every, new Accepting());
        holds("docs/plan", "the plan");
        // Nobody is told of what is done through another path to the same file.
        Files.createLink(folder.getParent().resolve(folder.getFileName() + ".other"), folder.resolve("docs/plan"));
        try {
            Files.writeString(folder.getParent().resolve(folder.getFileName() + ".other"), "changed from outside");
            holds("docs/plan", "changed from outside");
        } finally {
            Files.delete(folder.getParent().resolve(folder.getFileName() + ".other"));
        }
    }

    @Test
    void aDiskThatIsGoneStopsItAndIsNoDeletion() throws Exception {
        start(HINTED);
        int before;
        synchronized (taken) {
            before = taken.size();
        }
        Files.move(folder.resolve(".wirelab/marker"), folder.resolve(".wirelab/elsewhere"));
        Files.delete(folder.resolve("docs/plan"));
        Eventually.that("it stops", () -> failed.get() instanceof MarkerGoneException, () -> ", but " + failed.get());
        synchronized (taken) {
            assertEquals(before, taken.size());
        }
    }

    @Test
    void itSaysWhatItDoes() throws Exception {
        start(HINTED);
        assertTrue(watch.toString().startsWith("looks at /"), watch.toString());
    }
}
