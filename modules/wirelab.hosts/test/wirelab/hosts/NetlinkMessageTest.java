package wirelab.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class NetlinkMessageTest {
    /// Two messages, the first with a body of 4 fixed bytes and two attributes of odd lengths.
    private static byte[] datagram() throws IOException {
        var body = new ByteArrayOutputStream();
        body.write(new byte[] {1, 2, 3, 4});
        body.write(NetlinkMessage.attribute(3, "lo\0".getBytes()));
        body.write(NetlinkMessage.attribute(4, new byte[] {9}));
        var datagram = new ByteArrayOutputStream();
        datagram.write(new NetlinkMessage(16, 2, 7, ByteBuffer.wrap(body.toByteArray())).encode());
        datagram.write(new NetlinkMessage(3, 2, 7, ByteBuffer.allocate(4)).encode());
        return datagram.toByteArray();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        var messages = NetlinkMessage.decode(datagram());
        assertEquals(2, messages.size());
        var first = messages.getFirst();
        assertEquals("netlink message of type 16, 20 bytes", first.toString());
        assertEquals(7, first.sequence());
        assertEquals(3, first.fixed(4).get(2));
        var attributes = first.attributes(4);
        assertEquals(3, attributes.get(3).remaining());
        assertEquals(9, attributes.get(4).get(0));
    }

    @Test
    void aBodyThatIsTooShortIsRefused() throws Exception {
        var last = NetlinkMessage.decode(datagram()).getLast();
        assertThrows(ProtocolViolation.class, () -> last.fixed(5));
    }

    @Test
    void everyMutationIsReadOrRefused() throws Exception {
        byte[] datagram = datagram();
        var counts = new int[2];
        Stream.concat(Fuzz.truncations(datagram), Fuzz.mutations(11, 10_000, datagram)).forEach(mutant -> {
            try {
                for (var message : NetlinkMessage.decode(mutant)) message.attributes(4);
                counts[0]++;
            } catch (ProtocolViolation e) {
                counts[1]++;
            }
        });
        assertTrue(counts[0] > 100 && counts[1] > 100, counts[0] + " read, " + counts[1] + " refused");
    }
}
