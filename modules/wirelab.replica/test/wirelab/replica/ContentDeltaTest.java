package wirelab.replica;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.folder.BlockSignature;
import wirelab.folder.FolderKeeper;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Fuzz;
import wirelab.kit.MemoryStream;
import wirelab.kit.ProtocolViolation;
import wirelab.raft.RaftOptions;

/// Of a long file in which little was changed, little travels.
@Tag("once")
class ContentDeltaTest {
    private static final ReplicaOptions QUICK = ReplicaOptions.DEFAULTS
            .withKeeper(ReplicaOptions.DEFAULTS.keeper().withoutForcing());

    private static final int MUTATIONS = Integer.getInteger("wirelab.replica.mutations", 100_000);

    @TempDir
    private Path folder;

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /// {@return the same with a kilobyte in the middle that is new}
    private static byte[] changed(byte[] bytes) {
        var changed = bytes.clone();
        System.arraycopy(bytes(1_024), 0, changed, bytes.length / 2, 1_024);
        return changed;
    }

    private static long differences(Group group) {
        return group.running.values().stream().mapToLong(node -> node.contents.differences()).sum();
    }

    private static long whole(Group group) {
        return group.running.values().stream().mapToLong(node -> node.contents.whole()).sum();
    }

    @Test
    @Tag("socket")
    void ofALongFileOnlyWhatIsNewTravelsToTheOthers() throws IOException {
        try (var group = new Group(folder, 3, QUICK, true)) {
            var session = group.session();
            byte[] before = bytes(30_000_000);
            session.put("long", 0644, before);
            group.agree();
            long wholeBefore = whole(group);
            assertTrue(wholeBefore >= before.length, wholeBefore + " bytes");
            byte[] after = changed(before);
            session.put("long", 0644, after);
            group.agree();
            for (int id = 0; id < 3; id++) assertArrayEquals(after, Files.readAllBytes(group.folder(id).resolve("long")));
            assertEquals(wholeBefore, whole(group), "nothing went as a whole");
            assertTrue(differences(group) > 0 && differences(group) < 100_000, differences(group) + " bytes");
        }
    }

    @Test
    @Tag("socket")
    void whoWasAwayAsksForWhatIsNew() throws IOException {
        for (boolean isCut : new boolean[] {false, true}) {
            var options = isCut ? QUICK.withRaft(RaftOptions.DEFAULTS.withLog(20, 5)) : QUICK;
            try (var group = new Group(folder.resolve("cut-" + isCut), 3, options, true)) {
                var session = group.session();
                byte[] before = bytes(20_000_000);
                session.put("long", 0644, before);
                group.agree();
                var away = group.follower();
                group.stop(away.id());
                byte[] after = changed(before);
                session.put("long", 0644, after);
                for (int i = 0; i < 50; i++) session.put("other", 0644, ("other " + i).getBytes());
                group.agree();
                long wholeBefore = whole(group);
                group.start(away.id());
                group.agree();
                assertArrayEquals(after, Files.readAllBytes(group.folder(away.id()).resolve("long")));
                assertTrue(whole(group) - wholeBefore < 1_000_000, whole(group) - wholeBefore + " bytes went as a whole");
            }
        }
    }

    @Test
    @Tag("socket")
    void aClientSendsWhatIsNewInALongFile() throws IOException {
        try (var group = new Group(folder, 3, QUICK, true)) {
            var session = group.session();
            byte[] before = bytes(30_000_000);
            session.put("long", 0644, before);
            byte[] after = changed(before);
            var file = Files.write(folder.resolve("after"), after);
            long begun = session.traffic();
            session.put("long", 0644, file, _ -> {});
            long bytes = session.traffic() - begun;
            assertTrue(bytes > 0 && bytes < 100_000, bytes + " bytes went out and came in");
            group.agree();
            for (int id = 0; id < 3; id++) assertArrayEquals(after, Files.readAllBytes(group.folder(id).resolve("long")));
        }
    }

    @Test
    @Tag("socket")
    void aClientWhoseDifferenceIsOfNoUseSendsAll() throws IOException {
        try (var group = new Group(folder, 1, QUICK, true)) {
            var session = group.session();
            session.put("long", 0644, bytes(2_000_000));
            group.agree();
            // Somebody has spoiled the file, and nobody has seen it yet: what comes out has another hash.
            byte[] after = changed(bytes(2_000_000));
            var file = group.folder(0).resolve("long");
            var time = Files.getLastModifiedTime(file);
            Files.write(file, new byte[2_000_000]);
            Files.setLastModifiedTime(file, time);
            session.put("long", 0644, after);
            group.agree();
            assertArrayEquals(after, Files.readAllBytes(file));
            // What stands there is short, a folder, or nothing.
            session.put("short", 0644, new byte[9]);
            session.put("short", 0644, after);
            session.put("nothing", 0644, after);
            assertEquals(after.length, session.get("nothing", OutputStream.nullOutputStream()));
        }
    }

    // Without a network.

    private Contents contents(String name) throws IOException {
        var path = Files.createDirectories(folder.resolve(name));
        return new Contents(FolderKeeper.open(path, QUICK.keeper()).contents(), ContentPiece.Rate.FREE);
    }

    private static Bytes add(Contents contents, byte[] bytes) throws IOException {
        var hash = Contents.hash(Bytes.wrap(bytes));
        try (var staging = contents.begin(hash, bytes.length)) {
            staging.write(ByteBuffer.wrap(bytes), 0);
            staging.complete();
        }
        return hash;
    }

    /// {@return the data of DELTA messages that make one content of another one}
    private static byte[][] messages(Contents from, Bytes hash, Bytes base, Bytes signature) throws IOException {
        var wire = new MemoryStream(new byte[0]);
        byte[] asked = new FieldWriter().bytes(hash.buffer()).bytes(base.buffer()).bytes(signature.buffer()).done();
        ContentDelta.compared(from, Bytes.wrap(asked), new PduStream(wire), 1);
        var pdus = new PduStream(new MemoryStream(wire.written()));
        var all = new ArrayList<byte[]>();
        for (Pdu pdu; (pdu = pdus.read()) != null; ) all.add(pdu.data().array());
        return all.toArray(byte[][]::new);
    }

    @Test
    void whatComesOutHasTheHashOrIsNotThere() throws IOException {
        byte[] before = bytes(2_000_000);
        byte[] after = changed(before);
        var one = contents("one");
        var other = contents("other");
        var base = add(other, before);
        var hash = add(one, after);
        var signature = Bytes.wrap(ContentDelta.signature(other, base));
        assertTrue(signature.length() < 50_000 && BlockSignature.read(new FieldReader(signature.buffer())).size() == before.length);
        byte[][] messages = messages(one, hash, base, signature);
        try (var receiver = new ContentDelta.Receiver(other)) {
            for (int i = 0; i < messages.length; i++) assertEquals(i == messages.length - 1, receiver.take(Bytes.wrap(messages[i])));
            assertTrue(other.has(hash));
            // Another content under the name of this one: it is told at the end, and the next one is none the worse.
            var lie = messages[0].clone();
            lie[0]++;
            assertThrows(ReplicaException.class, () -> receiver.take(Bytes.wrap(lie)));
            assertFalse(other.has(Bytes.wrap(Arrays.copyOf(lie, TreeNode.HASH))));
            // A base that is not there.
            var without = messages[0].clone();
            without[TreeNode.HASH]++;
            assertThrows(ReplicaException.class, () -> receiver.take(Bytes.wrap(without)));
        }
    }

    @Test
    void aKilobyteThatChangedIn100MegabytesIsWhatTravels() throws IOException {
        byte[] all = bytes(100_000_000);
        var one = contents("one");
        var other = contents("other");
        var base = add(other, all);
        System.arraycopy(bytes(1_024), 0, all, all.length / 2, 1_024);
        var hash = add(one, all);
        var signature = Bytes.wrap(ContentDelta.signature(other, base));
        long bytes = signature.length();
        try (var receiver = new ContentDelta.Receiver(other)) {
            for (byte[] message : messages(one, hash, base, signature)) {
                receiver.take(Bytes.wrap(message));
                bytes += message.length;
            }
        }
        assertTrue(other.has(hash));
        assertTrue(bytes < 250_000, bytes + " bytes");
    }

    @Test
    void anyBytesGiveTheContentOrAnError() throws IOException {
        byte[] before = bytes(1_100_000);
        var one = contents("one");
        var other = contents("other");
        var base = add(other, before);
        var hash = add(one, changed(before));
        byte[][] messages = messages(one, hash, base, Bytes.wrap(ContentDelta.signature(other, base)));
        int[] wrong = new int[1];
        Fuzz.mutations(5, 5_000, messages).forEach(bytes -> {
            try (var receiver = new ContentDelta.Receiver(other)) {
                receiver.take(Bytes.wrap(bytes));
            } catch (ProtocolViolation | ReplicaException _) {
                wrong[0]++;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertTrue(wrong[0] > 1_000, wrong[0] + " were refused");
    }

    /// What a node answers is scripted.
    private static boolean give(byte[] content, Bytes base, byte[]... answers) throws IOException {
        var said = new ByteArrayOutputStream();
        for (int i = 0; i < answers.length; i++) {
            said.writeBytes(Pdu.of(1, i == 0 ? Pdu.SIGNATURE : Pdu.PATCHED, answers[i]).encode());
        }
        var own = OwnContent.of(content);
        var pdus = new PduStream(new MemoryStream(said.toByteArray()));
        return new ContentDelta.Sender(own.hash(), base, own.size(), _ -> {}, pdus, Pdu.CLIENT)
                .give((into, at) -> own.source().read(own.hash(), at, into));
    }

    @Test
    void anySignatureIsUsedOrRefused() throws IOException {
        byte[] before = bytes(1_100_000);
        var one = contents("one");
        var base = add(one, before);
        byte[] signature = ContentDelta.signature(one, base);
        byte[] content = bytes(5_000);
        assertTrue(give(content, base, signature, new byte[0]));
        assertFalse(give(content, base, signature, "no".getBytes()));
        assertFalse(give(content, base, new byte[0]));
        int[] wrong = new int[1];
        Fuzz.mutations(7, MUTATIONS, signature).forEach(bytes -> {
            try {
                give(content, base, bytes, new byte[0]);
            } catch (ProtocolViolation _) {
                wrong[0]++;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertTrue(wrong[0] > MUTATIONS / 20, wrong[0] + " were refused");
    }

    @Test
    void anyQuestionForDifferencesIsAnsweredOrRefused() throws IOException {
        var one = contents("one");
        var base = add(one, bytes(1_100_000));
        byte[] signature = ContentDelta.signature(one, base);
        // The content is not here: whatever is asked in proper form is answered with END.
        byte[] asked = new FieldWriter().bytes(new byte[TreeNode.HASH]).bytes(base.buffer()).bytes(signature).done();
        int[] wrong = new int[1];
        Fuzz.mutations(8, MUTATIONS, asked).forEach(bytes -> {
            var wire = new MemoryStream(new byte[0]);
            try {
                ContentDelta.compared(one, Bytes.wrap(bytes), new PduStream(wire), 1);
                assertEquals(Pdu.END, Pdu.decode(wire.written()).action());
            } catch (ProtocolViolation _) {
                wrong[0]++;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertTrue(wrong[0] > MUTATIONS / 20, wrong[0] + " were refused");
        // It is here: what is sent is a difference from whatever the signature says.
        var hash = add(one, changed(bytes(1_100_000)));
        byte[] known = new FieldWriter().bytes(hash.buffer()).bytes(base.buffer()).bytes(signature).done();
        Fuzz.mutations(9, 300, known).forEach(bytes -> {
            try {
                ContentDelta.compared(one, Bytes.wrap(bytes), new PduStream(new MemoryStream(new byte[0])), 1);
            } catch (ProtocolViolation _) {
                // Refused.
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void shortOrVeryLongContentsGoAsTheyAre() throws IOException {
        assertFalse(ContentDelta.isFor(ContentDelta.LEAST - 1));
        assertFalse(ContentDelta.isFor(ContentDelta.MOST + 1));
        var one = contents("one");
        assertEquals(0, ContentDelta.signature(one, add(one, bytes(1_000))).length);
        assertEquals(0, ContentDelta.signature(one, Contents.hash(Bytes.of())).length);
    }
}
