package wirelab.replicasimple;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.folder.TreeNode;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.replica.Pdu;

/// The course's pair of master and slave, with a client and a slave in Python that were written from the README alone.
class SimpleTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);
    private static final Path PYTHON = Path.of("modules/wirelab.replicasimple/test/wirelab/replicasimple/simple.py");

    @TempDir
    private Path folder;

    private Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /// {@return paths of files with their content, but for what is reserved; folders with a slash}
    private static TreeMap<String, String> read(Path folder) throws IOException {
        var all = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.toList()) {
                String name = folder.relativize(file).toString();
                if (name.isEmpty() || name.startsWith(".wirelab")) continue;
                if (Files.isDirectory(file)) all.put(name + "/", "");
                else all.put(name, Bytes.wrap(TreeNode.sha256().digest(Files.readAllBytes(file))).toString());
            }
        }
        return all;
    }

    private static void same(Path one, Path other) {
        Eventually.that("both folders hold the same", () -> {
            try {
                return read(one).equals(read(other));
            } catch (NoSuchFileException | UncheckedIOException _) {
                // What is being written was there a moment ago.
                return false;
            }
        });
    }

    @Test
    @Tag("socket")
    void aSlaveHasWhatTheMasterHasAndWhatChanges() throws IOException {
        var own = folder("master");
        var copy = folder("slave");
        Files.createDirectories(own.resolve("docs/empty"));
        Files.writeString(own.resolve("docs/a"), "alpha");
        Files.write(own.resolve("even"), new byte[Pdu.MOST_DATA]);
        Files.writeString(copy.resolve("stale"), "was here before");
        try (var master = SimpleMaster.start(Host.HERE, ANY, own)) {
            Eventually.that("the master has found its files", () -> master.tree().size() == 4);
            try (var slave = SimpleSlave.start(Host.HERE, ANY, master.address(), copy)) {
                same(own, copy);
                assertTrue(slave.id() >= 1, slave.toString());
                Files.writeString(own.resolve("docs/b"), "behind its back");
                same(own, copy);
                Files.writeString(copy.resolve("docs/b"), "edited at the slave");
                same(own, copy);
                assertEquals("behind its back", Files.readString(own.resolve("docs/b")));
                var commands = new SimpleCommands(master);
                commands.answer("docs", "mv notes");
                commands.answer("notes/a", "rm");
                same(own, copy);
                assertFalse(Files.exists(copy.resolve("docs")));
            }
            try (var again = SimpleSlave.start(Host.HERE, ANY, master.address(), copy)) {
                Eventually.that("it registers again", () -> again.id() > 1);
                same(own, copy);
            }
        }
    }

    @Test
    @Tag("socket")
    void aSlaveThatNobodyHasRegisteredSaysSo() throws IOException {
        var nobody = new InetSocketAddress(ANY.getAddress(), 1);
        try (var slave = SimpleSlave.start(Host.HERE, ANY, nobody, folder("copy"))) {
            assertTrue(slave.toString().startsWith("simple slave not registered yet of 127.0.0.1:1"), slave.toString());
        }
    }

    @Test
    @Tag("interop")
    void aClientAndASlaveInPythonDoWhatTheSheetSays() throws Exception {
        var own = folder("master");
        var copy = folder("python");
        Files.writeString(own.resolve("first"), "was there");
        Files.writeString(copy.resolve("stale"), "was here before");
        try (var master = SimpleMaster.start(Host.HERE, ANY, own)) {
            Eventually.that("the master has found its file", () -> master.tree().size() == 1);
            String address = Address.text(master.address());
            try (var slave = Peer.start(Peer.require("python3", "python3"), PYTHON.toString(), "slave", address, copy.toString())) {
                slave.awaitOutput("copied");
                same(own, copy);
                try (var client = Peer.start(Peer.require("python3", "python3"), PYTHON.toString(), "client", address)) {
                    client.awaitOutput("done");
                    assertTrue(client.output().contains("notes/even notes/long notes/short"), client.output());
                    assertTrue(client.output().contains("refused:"), client.output());
                }
                assertEquals("hello again", Files.readString(own.resolve("notes/moved")));
                same(own, copy);
            }
        }
    }
}
