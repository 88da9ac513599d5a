package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.FieldWriter;
import wirelab.kit.Fuzz;
import wirelab.kit.Peer;
import wirelab.kit.ProtocolViolation;
import wirelab.terms.SortedRecords;
import wirelab.terms.TableDigest;
import wirelab.terms.Terms;

/// Every message to bytes and back; what is damaged is refused, and a parser written from the README alone agrees.
class MessageTest {
    private static final Message.Attempt ATTEMPT = new Message.Attempt(0x8000_0000_0000_0001L, 65_535, 7);

    static List<Message> all() {
        var spec = new JobSpec("grep", "a.c", "class X {}");
        var reducers = List.of(InetSocketAddress.createUnresolved("127.0.0.1", 8200),
                InetSocketAddress.createUnresolved("::1", 1));
        return List.of(new Message.Hello(1, 1, new byte[16]), new Message.Challenge(new byte[16], new byte[32]),
                new Message.Proof(new byte[32]), new Message.Welcome(true), new Message.Refused("niño"), new Message.Ping(),
                new Message.Assign(ATTEMPT, spec, reducers),
                new Message.Block(ATTEMPT, "señal.txt", 1L << 40, "a b".getBytes(StandardCharsets.UTF_8)),
                new Message.End(ATTEMPT), new Message.Cancel(ATTEMPT), new Message.Progress(ATTEMPT, 9, 2),
                new Message.Done(ATTEMPT, 1, 2, 3), new Message.Failed(ATTEMPT, "why"), new Message.Leaving(),
                new Message.Announce(ATTEMPT, 63, 1, 13, -1), new Message.Permit(ATTEMPT), new Message.Drop(ATTEMPT, "late"),
                new Message.Run(records()), new Message.Complete(2, 35, 5), new Message.Accepted(ATTEMPT),
                new Message.Open(1, 65_536, 0, JobSpec.TERMS), new Message.Opened(1, List.of(0, 5)), new Message.Queued(1,
                        2),
                new Message.Event(ATTEMPT, 5, "differs"), new Message.Finish(3), new Message.Forget(4));
    }

    private static byte[] records() {
        return new FieldWriter().sized(4, Terms.utf8("casa")).u64(3).sized(4, Terms.utf8("niño\tdoc")).u64(-1).done();
    }

    /// SortedRecords with arrays in them are compared by their bytes.
    @Test
    void everyMessageIsReadAsItWasWritten() throws Exception {
        for (var message : all()) {
            byte[] bytes = message.encode();
            var read = Message.decode(bytes);
            assertEquals(message.getClass(), read.getClass());
            assertArrayEquals(bytes, read.encode(), message.toString());
        }
        assertEquals(Message.class.getPermittedSubclasses().length, all().size(), "all of them were tried");
    }

    @Test
    void everyTruncationAndTenThousandMutationsAreReadOrRefused() {
        byte[][] messages = all().stream().map(Message::encode).toArray(byte[][]::new);
        int refused = 0;
        for (byte[] message : messages) {
            for (byte[] cut : Fuzz.truncations(message).toList()) refused += refuses(cut);
        }
        assertTrue(refused > 500, refused + " truncations were refused");
        for (byte[] mutated : Fuzz.mutations(18, 10_000, messages).toList()) refused += refuses(mutated);
        assertTrue(refused > 3_000, refused + " were refused");
    }

    /// What is read must have been the one encoding of what it says.
    private static int refuses(byte[] bytes) {
        try {
            assertArrayEquals(bytes, Message.decode(bytes).encode());
            return 0;
        } catch (ProtocolViolation _) {
            return 1;
        }
    }

    @Test
    void whatIsOverALimitIsNamed() {
        var portion = assertThrows(ProtocolViolation.class, () -> Message.decode(new FieldWriter().u8(18).u64(1).u32(65_536)
                .u32(0).done()));
        assertEquals("portion", portion.field());
        var portions = assertThrows(ProtocolViolation.class,
                () -> Message.decode(new FieldWriter().u8(48).u64(1).u32(1L << 31)
                .u16(0).done()));
        assertEquals("portions", portions.field());
        var accepted = assertThrows(ProtocolViolation.class, () -> Message.decode(new FieldWriter().u8(49).u64(1)
                .u32(0xffff_ffffL).done()));
        assertEquals("accepted", accepted.field());
    }

    @Test
    @Tag("interop")
    void aParserWrittenFromTheSpecificationAgrees() throws Exception {
        String python = Peer.require("python3", "python3");
        byte[][] messages = all().stream().map(Message::encode).toArray(byte[][]::new);
        var frames = new ArrayList<>(List.of(messages));
        Fuzz.mutations(3, 5_000, messages).filter(bytes -> bytes.length > 0 && bytes[0] != 35).forEach(frames::add);
        var input = new ByteArrayOutputStream();
        for (byte[] frame : frames) input.writeBytes(new FieldWriter().sized(4, frame).done());
        var printed = Processes.run(input.toByteArray(), python, "modules/wirelab.mapreduce/test/python/parser.py");
        var lines = new String(printed, StandardCharsets.UTF_8).split("\n");
        assertEquals(frames.size(), lines.length);
        assertEquals("16 job=9223372036854775809 portion=65535 attempt=7 name='grep' argument='a.c' source='class X {}' "
                + "reducers=[('127.0.0.1', 8200), ('::1', 1)]", lines[6]);
        byte[] records = records();
        long digest = TableDigest.of(records, 4, 4, 3) + TableDigest.of(records, 20, 9, -1);
        assertEquals("35 count=2 digest=" + Long.toUnsignedString(digest) + " partitions=["
                + TableDigest.partition(records, 4, 4, 3) + ", " + TableDigest.partition(records, 20, 9, 3) + "]",
                        lines[17]);
        for (int i = 0; i < lines.length; i++) {
            assertEquals(refuses(frames.get(i)) == 1, lines[i].equals("bad"), "frame " + i + ": " + lines[i]);
        }
    }
}
