package wirelab.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.folder.FolderKeeper;
import wirelab.folder.KeeperOptions;
import wirelab.folder.TreeNode;
import wirelab.kit.ByteStream;
import wirelab.kit.Bytes;
import wirelab.kit.Connection;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;
import wirelab.kit.MemoryStream;
import wirelab.kit.TcpServer;
import wirelab.raft.RaftAnswer;

/// Whoever breaks the rules costs only himself.
@Tag("socket")
class HostileTest {
    @TempDir
    private Path folder;

    private static Connection connect(Group group, int id) throws IOException {
        return Host.HERE.connect(group.config.address(id), PeerLink.PARTY);
    }

    private static void works(Group group) throws IOException {
        var session = group.session();
        session.put("still", 0644, "here".getBytes());
        assertEquals(4, ((TreeNode.FileNode) session.stat("still")).size());
    }

    @Test
    void whoHasAnotherKeyIsToldSoAndLearnsNothing() throws IOException {
        try (var group = new Group(folder, 1)) {
            var other = new ReplicaConfig(group.config.nodes(), "another key of somebody", false);
            try (var session = ReplicaSession.open(Host.HERE, other, ReplicaSession.Options.DEFAULTS)) {
                var refused = assertThrows(ReplicaException.class, () -> session.stat("x"));
                assertEquals("nodo0 has another key", refused.getMessage());
            }
            // One who does not look at the node's proof has to make one himself.
            try (var connection = connect(group, 0)) {
                var pdus = new PduStream(connection);
                pdus.write(new Pdu(Pdu.CLIENT, Pdu.HELLO, Handshake.FOR_CLIENTS, hello(false)));
                assertEquals(Pdu.PROOF, pdus.need().action());
                pdus.write(Pdu.of(Pdu.CLIENT, Pdu.PROOF, new byte[32]));
                var no = pdus.need();
                assertEquals(Pdu.NO, no.action());
                assertTrue(no.data().text().contains("another key"), no.data().text());
            }
            works(group);
        }
    }

    private static Bytes hello(boolean plain) {
        byte[] data = new byte[38];
        data[0] = 1;
        data[1] = (byte) (plain ? 1 : 0);
        Arrays.fill(data, 2, 6, (byte) -1);
        return Bytes.wrap(data);
    }

    @Test
    void strangersBytesAreNeitherKeptNorObeyed() throws IOException {
        try (var group = new Group(folder, 1)) {
            var hello = new Pdu(Pdu.CLIENT, Pdu.HELLO, Handshake.FOR_CLIENTS, hello(false)).encode();
            var raft = new Pdu(1, Pdu.RAFT, "", Bytes.of((byte) 1)).encode();
            Fuzz.mutations(7, 300, hello, raft).forEach(bytes -> {
                try (var connection = connect(group, 0)) {
                    connection.write(bytes);
                    connection.endOutput();
                    var pdus = new PduStream(connection);
                    for (Pdu pdu; (pdu = pdus.read()) != null; ) {
                        assertTrue(pdu.action() == Pdu.PROOF || pdu.action() == Pdu.NO, pdu.toString());
                    }
                } catch (IOException _) {
                    // It hung up.
                }
            });
            works(group);
        }
    }

    @Test
    void aPathOfFourGigabytesIsCutOff() throws IOException {
        try (var group = new Group(folder, 1)) {
            try (var connection = connect(group, 0)) {
                connection.write(new byte[] {0, 0, 0, 1, 0, 0, 0, 16, -1, -1, -1, -1, 'a'});
                var no = new PduStream(connection).need();
                assertEquals("path length at byte 8: 4294967295 is more than the limit of 4096", no.data().text());
            }
            works(group);
        }
    }

    @Test
    void whoLiesAboutAHashIsCutOffAndNothingOfItStays() throws IOException {
        try (var group = new Group(folder, 1); var connection = connect(group, 0)) {
            var known = Handshake.dial(group.config, connection, Pdu.CLIENT, 0, Handshake.FOR_CLIENTS,
                    Handshake.LIMIT);
            var hash = Contents.hash(Bytes.wrap("what it says".getBytes()));
            var lie = Bytes.wrap("what it is".getBytes());
            known.pdus().write(Pdu.of(Pdu.CLIENT, Pdu.CONTENT, new ContentPiece(hash, lie.length(), 0, lie.buffer()).encode()));
            assertThrows(IOException.class, () -> known.pdus().need());
            works(group);
            assertFalse(group.leader().contents.has(hash));
        }
    }

    /// A node with the key that gives another content than it was asked for.
    @Test
    void aNodeThatLiesAboutAHashIsNotBelieved() throws Exception {
        try (var group = new Group(folder, 3, ReplicaOptions.DEFAULTS, false)) {
            group.start(0);
            group.start(1);
            var session = group.session();
            var content = new byte[20_000];
            new Random(1).nextBytes(content);
            session.put("file", 0644, content);
            var hash = ((TreeNode.FileNode) session.stat("file")).hash();
            int[] asked = new int[1];
            try (var liar = TcpServer.start(TcpServer.Options.DEFAULTS, stream -> {
                var known = Handshake.accept(group.config, stream, 2);
                for (Pdu pdu; (pdu = known.pdus().read()) != null; ) {
                    if (pdu.action() != Pdu.FETCH) continue;
                    asked[0]++;
                    var lie = Bytes.wrap(new byte[20_000]);
                    known.pdus().write(Pdu.of(2, Pdu.CONTENT, new ContentPiece(hash, 20_000, 0, lie.buffer()).encode()));
                    known.pdus().write(Pdu.of(2, Pdu.END, new byte[0]));
                }
            }); var keeper = FolderKeeper.open(Files.createDirectory(folder.resolve("other")),
                    KeeperOptions.DEFAULTS)) {
                var nodes = new TreeMap<>(group.config.nodes());
                nodes.put(2, liar.address());
                var config = new ReplicaConfig(nodes, Group.KEY, false);
                var contents = new Contents(keeper.contents(), ContentPiece.Rate.FREE);
                try (var fromLiar = new PeerContents(Host.HERE, config, 0, 2, contents)) {
                    assertEquals(Set.of(hash), fromLiar.get(List.of(hash)));
                }
                assertEquals(1, asked[0]);
                assertFalse(contents.has(hash));
                try (var fromHonest = new PeerContents(Host.HERE, config, 2, 0, contents)) {
                    assertEquals(Set.of(), fromHonest.get(List.of(hash)));
                }
                assertTrue(contents.has(hash));
            }
        }
    }

    @Test
    void whatIsSealedCannotBeChangedOnTheWay() throws IOException {
        byte[] key = new byte[32];
        byte[] other = new byte[32];
        other[0] = 1;
        var wire = new MemoryStream(new byte[0]);
        var message = new Pdu(1, Pdu.RAFT, "", Bytes.wrap(new byte[100_000]));
        new PduStream(new SealedStream(wire, key, other)).write(message);
        byte[] sealed = wire.written();
        assertEquals(message, new PduStream(opened(sealed, other, key)).read());
        int[] intact = new int[1];
        Fuzz.mutations(3, 500, sealed).forEach(bytes -> {
            try {
                var pdus = new PduStream(opened(bytes, other, key));
                for (Pdu pdu; (pdu = pdus.read()) != null; intact[0]++) assertEquals(message, pdu);
            } catch (IOException _) {
                // It was seen.
            }
        });
        assertTrue(intact[0] < 100, intact[0] + " were not seen");
    }

    private static ByteStream opened(byte[] sealed, byte[] sendKey, byte[] receiveKey) {
        return new SealedStream(new MemoryStream(sealed), sendKey, receiveKey);
    }

    @Test
    void whoDoesNotSealIsToldSo() throws IOException {
        try (var group = new Group(folder, 1)) {
            var plain = new ReplicaConfig(group.config.nodes(), Group.KEY, true);
            try (var session = ReplicaSession.open(Host.HERE, plain, ReplicaSession.Options.DEFAULTS)) {
                var refused = assertThrows(ReplicaException.class, () -> session.stat("x"));
                assertTrue(refused.getMessage().contains("seals what it says"), refused.getMessage());
            }
        }
    }

    @Test
    void pathsThatLeaveTheFolderAreRefusedInWords() throws IOException {
        try (var group = new Group(folder, 1)) {
            var session = group.session();
            for (String path : List.of("../x", "/etc/passwd", "a/../../x", "a\0b", ".wirelab/marker", "")) {
                assertThrows(ReplicaException.class, () -> session.put(path, 0644, new byte[1]), path);
            }
            works(group);
        }
    }

    @Test
    void aCommandWhoseContentNobodySentIsNotProposed() throws IOException {
        try (var group = new Group(folder, 1); var connection = connect(group, 0)) {
            group.leader();
            var known = Handshake.dial(group.config, connection, Pdu.CLIENT, 0, Handshake.FOR_CLIENTS,
                    Handshake.LIMIT);
            var node = new TreeNode.FileNode(Contents.hash(Bytes.of((byte) 9)), 9_000, 0644, 0);
            var change = new TreeChange.Put("x", node, null).encode();
            known.pdus().write(Pdu.of(Pdu.CLIENT, Pdu.ASK, new Request.Command(1, 1, change).encode()));
            var answer = Request.readAnswer(known.pdus().need().data());
            assertEquals(new RaftAnswer.Unknown("the content was not sent"), answer);
            works(group);
        }
    }
}
