package wirelab.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A real folder that is kept, with a tree in it.
abstract class KeptFolder {
    @TempDir
    Path folder;
    final Some some = new Some();
    FolderKeeper keeper;
    FolderTree tree;

    @BeforeEach
    void open() throws IOException {
        keeper = FolderKeeper.open(folder, KeeperOptions.DEFAULTS);
        tree = FolderTree.EMPTY.mkdir("docs", 0755).put("docs/plan", some.known("the plan")).put("top", some.known("top"))
                .ln("docs/plan", "link");
        some.bring(keeper, tree);
    }

    @AfterEach
    void close() throws IOException {
        keeper.close();
    }

    /// What people have done: two looks that find the same.
    List<FolderEdit> edits() throws IOException {
        keeper.look();
        return keeper.look().edits();
    }

    List<String> words() throws IOException {
        return words(edits());
    }

    static List<String> words(List<FolderEdit> edits) {
        return edits.stream().map(edit -> edit.path() + (edit.found() == null ? " gone" : edit.before() == null ? " new"
                : " edited")).toList();
    }

    String text(String path) throws IOException {
        return Files.readString(folder.resolve(path));
    }
}
