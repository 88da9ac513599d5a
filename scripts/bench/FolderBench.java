/// A folder that is kept beside rsync, on one machine: the first copy, forced and not, and a look at what has not changed.

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import wirelab.folder.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

record Content(TreeNode.FileNode file, byte[] bytes) {}

void main(String... args) {
    Program.of("FolderBench", "measures the files of a replicated folder beside rsync")
            .text("at", "DIR", "/dev/shm", "where the folders are; an ext4 and a memory file system differ much")
            .text("tree", "FILE", "", "a zip of files to copy; the sources of the JDK without one")
            .number("rounds", 5, 1, 50, "of each; the median counts")
            .number("threads", 2, 1, 64, "that stage contents")
            .run(args, this::measure);
}

final Table table = new Table().text("what", "what", 40).number("wirelab", "wirelab", 10, 1).number("rsync", "rsync", 10, 1)
        .ratio("ratio", "ratio", 8).text("unit", "unit", 6);
final List<Content> contents = new ArrayList<>();
FolderTree tree = FolderTree.EMPTY;
Path folder;

void measure(CommandLine options) throws Exception {
    folder = Files.createTempDirectory(options.path("at"), "folder-bench");
    System.out.println("in " + folder.getParent() + "\n" + table.head());
    try {
        var source = Files.createDirectory(folder.resolve("source"));
        unzip(options.text("tree").isEmpty() ? Path.of(System.getProperty("java.home"), "lib", "src.zip") : options.path("tree"),
                source);
        for (boolean forced : new boolean[] {false, true}) copies(options, source, forced);
        Results.write("folder", Map.of("at", options.text("at"), "files", contents.size(), "rows", table.rows()), table);
    } finally {
        Folders.delete(folder);
    }
}

/// The tree, its contents, and the same files for rsync.
void unzip(Path zip, Path into) throws Exception {
    if (!Files.exists(zip)) throw new UsageException("no " + zip + ": name a zip of files with --tree");
    try (var entries = new ZipInputStream(new BufferedInputStream(Files.newInputStream(zip)))) {
        for (ZipEntry entry; (entry = entries.getNextEntry()) != null; ) {
            if (entry.isDirectory()) continue;
            String path = FolderPath.check(entry.getName());
            byte[] bytes = entries.readAllBytes();
            folders(FolderPath.parent(path), into);
            Files.write(into.resolve(path), bytes);
            var hash = Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
            var file = new TreeNode.FileNode(hash, bytes.length, 0644, 1_700_000_000_000_000_000L);
            contents.add(new Content(file, bytes));
            tree = tree.put(path, file);
        }
    }
}

void folders(String path, Path into) throws IOException {
    if (tree.get(path) != null) return;
    folders(FolderPath.parent(path), into);
    tree = tree.mkdir(path, 0755);
    Files.createDirectory(into.resolve(path));
}

void copies(CommandLine options, Path source, boolean forced) throws Exception {
    var copied = new Samples();
    var looked = new Samples();
    var rsyncCopied = new Samples();
    var rsyncLooked = new Samples();
    for (int i = -1; i < options.number("rounds"); i++) {
        Path ours = Files.createDirectory(folder.resolve("ours"));
        var how = forced ? KeeperOptions.DEFAULTS : KeeperOptions.DEFAULTS.withoutForcing();
        try (var keeper = FolderKeeper.open(ours, how)) {
            long began = System.nanoTime();
            stage(keeper.contents(), options.number("threads"));
            keeper.bring(tree);
            double took = millis(began);
            began = System.nanoTime();
            if (!keeper.look().edits().isEmpty()) throw new IOException("nobody has edited anything");
            if (i >= 0) copied.add(took);
            if (i >= 0) looked.add(millis(began));
        }
        Folders.delete(ours);
        if (!Contender.isInstalled("rsync")) continue;
        Path theirs = folder.resolve("theirs");
        double first = rsync(source, theirs, forced);
        double second = rsync(source, theirs, forced);
        if (i >= 0) rsyncCopied.add(first);
        if (i >= 0) rsyncLooked.add(second);
        Folders.delete(theirs);
    }
    String files = Text.count(contents.size(), "file") + (forced ? ", forced" : ", not forced");
    row("copy, " + files, copied, rsyncCopied);
    if (!forced) row("a look, nothing has changed", looked, rsyncLooked);
}

void row(String what, Samples ours, Samples theirs) {
    double other = theirs.count() == 0 ? Double.NaN : theirs.median();
    System.out.println(table.add(what, ours.median(), other, ours.median() / other, "ms"));
}

void stage(ContentStore store, int threads) throws Exception {
    var next = new AtomicInteger();
    Callable<Void> stager = () -> {
        for (int i; (i = next.getAndIncrement()) < contents.size(); ) {
            var content = contents.get(i);
            if (store.has(content.file().hash())) continue;
            try (var staging = store.stage(content.file().hash(), content.bytes().length)) {
                staging.write(ByteBuffer.wrap(content.bytes()), 0);
                staging.complete();
            }
        }
        return null;
    };
    try (var stagers = Executors.newFixedThreadPool(threads)) {
        for (var done : stagers.invokeAll(Collections.nCopies(threads, stager))) done.get();
    }
}

static double rsync(Path source, Path into, boolean forced) throws Exception {
    long began = System.nanoTime();
    var command = new ArrayList<>(List.of("rsync", "-a", source + "/", into + "/"));
    if (forced) command.add(1, "--fsync");
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) throw new IOException("rsync ended with " + status);
    return millis(began);
}

static double millis(long began) {
    return (System.nanoTime() - began) / 1e6;
}
