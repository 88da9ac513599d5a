package wirelab.raft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import wirelab.kit.Bytes;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class RaftMessageTest {
    private static final Members MEMBERS = new Members(new TreeSet<>(List.of(0, 1, 7)), new TreeSet<>(List.of(3)));
    private static final List<RaftMessage> MESSAGES = List.of(
            new RaftMessage.VoteRequest(7, 20, 6, true, false), new RaftMessage.VoteRequest(7, 20, 6, false, true),
            new RaftMessage.VoteReply(6, 7, true, true), new RaftMessage.VoteReply(6, 7, false, false),
            new RaftMessage.Append(7, 0, 0, 0, 1, List.of()),
            new RaftMessage.Append(7, 4, 2, 3, 99, List.of(new LogEntry(5, 6, new LogEntry.Nothing()),
                    new LogEntry(6, 6, new LogEntry.Open()),
                    new LogEntry(7, 7, new LogEntry.Command(6, 1, RaftLab.bytes("put a 1"))),
                    new LogEntry(8, 7, new LogEntry.Change(MEMBERS)))),
            new RaftMessage.AppendReply(7, true, 8, 99), new RaftMessage.AppendReply(7, false, 0, 1),
            new RaftMessage.Install(7, 5, 6, 1000, 500, 3, RaftLab.bytes("piece")),
            new RaftMessage.InstallReply(7, 5, 505, 3), new RaftMessage.TimeoutNow(7));
    /// Each message so often; -Dwirelab.raft.mutations=100000 for more.
    private static final int MUTATIONS = Integer.getInteger("wirelab.raft.mutations", 2_000);

    @Test
    void whatIsSaidIsUnderstood() throws Exception {
        for (var message : MESSAGES) assertEquals(message, RaftMessage.decode(message.encode()));
    }

    @Test
    void theFirstBytesAreThoseOfTheSheet() {
        assertArrayEquals(new byte[] {4, 0, 0, 0, 0, 0, 0, 0, 7, 1, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 99},
                new RaftMessage.AppendReply(7, true, 8, 99).encode());
    }

    @Test
    void noBeginningOfAMessageIsAMessage() {
        for (var message : MESSAGES) {
            Fuzz.truncations(message.encode()).forEach(part -> assertThrows(ProtocolViolation.class,
                    () -> RaftMessage.decode(part), message.toString()));
        }
    }

    @Test
    void anyBytesAreAMessageOrAViolationAndOneMessageHasOneEncoding() {
        var whole = MESSAGES.stream().map(RaftMessage::encode).toArray(byte[][]::new);
        var understood = new int[1];
        Fuzz.mutations(19, MUTATIONS * whole.length, whole).forEach(bytes -> {
            try {
                var message = RaftMessage.decode(bytes);
                assertArrayEquals(bytes, message.encode(), message.toString());
                understood[0]++;
            } catch (ProtocolViolation e) {
                assertTrue(e.getMessage().contains(" at byte "), e.getMessage());
            }
        });
        assertTrue(understood[0] > 100, understood[0] + " were understood");
    }

    @Test
    void aSnapshotIsReadBackOrRefused() throws Exception {
        var snapshot = new Snapshot(5, 2, MEMBERS, RaftLab.bytes("the state"));
        assertEquals(snapshot, Snapshot.decode(snapshot.encode()));
        Fuzz.mutations(20, MUTATIONS, snapshot.encode()).forEach(bytes -> {
            try {
                assertArrayEquals(bytes, Snapshot.decode(bytes).encode());
            } catch (ProtocolViolation e) {
                assertTrue(e.getMessage().contains(" at byte "), e.getMessage());
            }
        });
    }

    @Test
    void damagedStatesLeaveTheOldOneAsItIs() {
        var tree = new SmallTree();
        tree.apply(RaftLab.bytes("put a 1"));
        var sessions = new Sessions(tree, 10);
        sessions.apply(new LogEntry(1, 1, new LogEntry.Open()));
        byte[] image = sessions.save().array();
        Fuzz.truncations(image).filter(part -> part.length > 0).forEach(part -> {
            assertThrows(ProtocolViolation.class, () -> sessions.load(Bytes.wrap(part)));
            assertEquals("{a=1}", tree.toString());
        });
    }
}
