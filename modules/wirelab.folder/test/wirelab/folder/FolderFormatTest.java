package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.FieldWriter;

/// A program in Python that was written from the lab sheet alone comes to the same roots and the same files.
@Tag("interop")
class FolderFormatTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private final Random random = new Random(19);
    private final List<String> lines = new ArrayList<>();
    private final List<String> wanted = new ArrayList<>();

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private FolderTree tree() {
        var tree = FolderTree.EMPTY.mkdir("Docs", 0755).mkdir("docs2", 0700).ln("../x", "Docs/link");
        for (String name : List.of("Zoë", "zoe\u0301s", "STRASSE", "ẞ", "日本", "𝒳", "\uff21", "a.b", "a-b", "a b")) {
            tree = tree.put("Docs/" + name, Some.file(name));
        }
        for (int i = random.nextInt(300); i > 0; i--) {
            tree = tree.put((random.nextBoolean() ? "Docs/" : "docs2/") + "f" + random.nextInt(500), Some.file("t" + i));
        }
        return tree;
    }

    private void addTree(FolderTree tree) {
        lines.add("tree " + hex(tree.encode()));
        wanted.add(hex(tree.root().array()));
    }

    private void addDelta() throws IOException {
        var old = new byte[random.nextInt(20_000)];
        random.nextBytes(old);
        int at = random.nextInt(old.length + 1);
        byte[] fresh = new FieldWriter().bytes(ByteBuffer.wrap(old, at, old.length - at)).text("something new")
                .bytes(ByteBuffer.wrap(old, 0, at)).done();
        var volume = new ModelVolume();
        try (var before = volume.open("old", true); var after = volume.open("new", true)) {
            before.write(ByteBuffer.wrap(old), 0);
            after.write(ByteBuffer.wrap(fresh), 0);
            var signature = BlockSignature.of(before);
            var sums = new FieldWriter();
            signature.write(sums);
            var instructions = new FieldWriter();
            Delta.between(signature, after::read, it -> it.write(instructions));
            lines.add("delta " + hex(old) + " " + hex(sums.done()) + " " + hex(instructions.done()));
        }
        wanted.add(hex(Some.hash(fresh).array()));
    }

    @Test
    void aProgramWrittenFromTheLabSheetComesToTheSameRootsAndFiles() throws Exception {
        assumeTrue(Files.isExecutable(PYTHON), "python3 is missing: apt-get install python3");
        addTree(FolderTree.EMPTY);
        for (int round = 0; round < 20; round++) addTree(tree());
        for (int round = 0; round < 20; round++) addDelta();
        var process = new ProcessBuilder(PYTHON.toString(), "modules/wirelab.folder/test/python/folder_wire.py")
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Thread.ofVirtual().start(() -> {
            try (var in = process.outputWriter(StandardCharsets.US_ASCII)) {
                for (String line : lines) in.write(line + "\n");
            } catch (IOException _) {
                // It has ended; what it said tells why.
            }
        });
        assertEquals(wanted, process.inputReader().lines().toList());
        assertEquals(0, process.waitFor());
    }
}
