package wirelab.rtt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

/// Questions to a name server (RFC 1035, section 4.1), for one name again and again: any answer will do, a refusal as well.
///
/// ```
///   0  identification u16: the number of the probe, turned over by the session
///   2  flags u16: 0x0100, recursion desired; in an answer 0x8000 is set
///   4  number of questions u16 = 1, of answers, authorities, additional records u16
///  12  the name: length u8 and label, again and again, then 0
///      type u16 = 1 (A), class u16 = 1 (Internet)
/// ```
final class DnsProbe implements ProbeFormat {
    private static final int HEADER = 12;
    private static final int ANSWER = 0x8000;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int MOST_LABEL = 63;
    private static final int MOST_NAME = 253;

    private final byte[] question;
    private final int session;
    /// The number of the last probe: 16 bits of an answer are enough to tell which of those before it is meant.
    private volatile int last = -1;

    /// @param name such as `example.org`; a final dot may be left out, `.` is the root
    DnsProbe(String name, RandomGenerator random) {
        question = question(name);
        session = random.nextInt(1 << 16);
    }

    private static byte[] question(String name) {
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (plain.length() > MOST_NAME) throw new UsageException("a name has " + MOST_NAME + " letters at most");
        var bytes = ByteBuffer.allocate(plain.length() + 8);
        for (String label : plain.isEmpty() ? new String[0] : plain.split("\\.", -1)) {
            var letters = label.getBytes(StandardCharsets.US_ASCII);
            if (letters.length == 0 || letters.length > MOST_LABEL || !label.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new UsageException("'" + name + "' is not a name such as example.org");
            }
            bytes.put((byte) letters.length).put(letters);
        }
        bytes.put((byte) 0).putShort((short) 1).putShort((short) 1);
        var exact = new byte[bytes.position()];
        bytes.flip().get(exact);
        return exact;
    }

    @Override
    public int size() {
        return HEADER + question.length;
    }

    @Override
    public void encode(ByteBuffer into, int sequence) {
        last = sequence;
        into.putShort((short) (sequence ^ session)).putShort((short) RECURSION_DESIRED).putShort((short) 1)
                .putShort((short) 0)
                .putInt(0).put(question);
    }

    @Override
    public Reading decode(ByteBuffer datagram, long wall) throws ProtocolViolation {
        var fields = new FieldReader(datagram);
        int id = fields.u16("identification");
        int flags = fields.u16("flags");
        int questions = fields.u16("number of questions");
        fields.bytes("numbers of records", 6);
        if ((flags & ANSWER) == 0) return Reading.Not.FOREIGN;
        // Who refuses may leave the question out.
        if (questions > 0 && !same(fields.bytes("question", question.length))) return Reading.Not.FOREIGN;
        int back = last - (id ^ session) & 0xffff;
        return last - back < 0 ? Reading.Not.FOREIGN : Answer.to(last - back);
    }

    /// Names do not differ by the size of their letters (section 2.3.3), and a server may repeat them in its own.
    private boolean same(byte[] repeated) {
        return new String(repeated, StandardCharsets.ISO_8859_1).equalsIgnoreCase(
                new String(question, StandardCharsets.ISO_8859_1));
    }
}
