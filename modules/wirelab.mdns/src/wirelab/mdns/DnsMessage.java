package wirelab.mdns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import wirelab.kit.ProtocolViolation;

/// A message of DNS (RFC 1035, section 4.1), as multicast DNS uses it (RFC 6762, section 18).
///
/// ```
///   0  id u16: 0 to everybody; in an answer to an old resolver that of its question
///   2  flags u16: 0x8000 answer, 0x7800 kind (0), 0x0400 from the owner, 0x0200 more follows, 0x000f error (0)
///   4  number of questions u16, of answers u16, of authorities u16, of additional records u16
///  12  questions, answers, authorities (what a probe intends to say), additional records
/// ```
///
/// @param id 0 to 65,535
/// @param flags the bits above, all 16 as they came
public record DnsMessage(int id, int flags, List<DnsQuestion> questions, List<DnsRecord> answers,
                         List<DnsRecord> authorities, List<DnsRecord> additionals) {
    /// "Even when fragmentation is used, a Multicast DNS packet, including IP and UDP headers, MUST NOT exceed 9000 bytes"
    /// (RFC 6762, section 17).
    public static final int LONGEST = 9_000;
    static final int ANSWER = 0x8000;
    static final int OWNER = 0x0400;
    static final int MORE = 0x0200;
    private static final int KIND_AND_ERROR = 0x780f;

    public DnsMessage {
        questions = List.copyOf(questions);
        answers = List.copyOf(answers);
        authorities = List.copyOf(authorities);
        additionals = List.copyOf(additionals);
    }

    /// {@return a question to everybody}
    ///
    /// @param known what need not be answered
    static DnsMessage query(List<DnsQuestion> questions, List<DnsRecord> known) {
        return new DnsMessage(0, 0, questions, known, List.of(), List.of());
    }

    /// {@return questions whether somebody has a name, with what is going to be said of it}
    static DnsMessage probe(List<DnsQuestion> questions, List<DnsRecord> intended) {
        return new DnsMessage(0, 0, questions, List.of(), intended, List.of());
    }

    /// {@return what the owner of records says}
    static DnsMessage response(List<DnsRecord> answers, List<DnsRecord> additionals) {
        return new DnsMessage(0, ANSWER | OWNER, List.of(), answers, List.of(), additionals);
    }

    public boolean isResponse() {
        return (flags & ANSWER) != 0;
    }

    /// {@return whether more known answers follow}
    boolean hasMore() {
        return (flags & MORE) != 0;
    }

    /// {@return whether it is of a kind that multicast DNS knows (sections 18.3 and 18.11); all others are ignored}
    boolean isUsual() {
        return (flags & KIND_AND_ERROR) == 0;
    }

    /// {@return the same, with more to follow}
    DnsMessage withMore() {
        return new DnsMessage(id, flags | MORE, questions, answers, authorities, additionals);
    }

    /// {@return answers and additional records: both are said for sure}
    List<DnsRecord> said() {
        var all = new ArrayList<>(answers);
        all.addAll(additionals);
        return all;
    }

    public byte[] encode() {
        var out = new DnsWriter(true);
        out.fields().u16(id).u16(flags).u16(questions.size()).u16(answers.size()).u16(authorities.size())
                .u16(additionals.size());
        questions.forEach(each -> each.write(out));
        for (var part : List.of(answers, authorities, additionals)) part.forEach(each -> each.write(out));
        return out.fields().done();
    }

    /// Reads a message; nothing may follow.
    ///
    /// @throws ProtocolViolation when it is none, or longer than [#LONGEST]
    public static DnsMessage decode(ByteBuffer datagram) throws ProtocolViolation {
        if (datagram.remaining() > LONGEST) throw new ProtocolViolation("message", 0, "longer than 9,000 bytes");
        var in = new DnsReader(datagram);
        var fields = in.fields();
        int id = fields.u16("id");
        int flags = fields.u16("flags");
        int asked = fields.u16("number of questions");
        int[] counts = {fields.u16("number of answers"), fields.u16("number of authorities"),
            fields.u16("number of additional records")};
        var questions = new ArrayList<DnsQuestion>();
        for (int i = 0; i < asked; i++) questions.add(DnsQuestion.read(in));
        var parts = new ArrayList<List<DnsRecord>>();
        for (int count : counts) {
            var records = new ArrayList<DnsRecord>();
            for (int i = 0; i < count; i++) records.add(DnsRecord.read(in));
            parts.add(records);
        }
        fields.end();
        return new DnsMessage(id, flags, questions, parts.get(0), parts.get(1), parts.get(2));
    }

    /// Such as `response: a.local A 192.0.2.1 120 s`, and `+2` for further records.
    @Override
    public String toString() {
        var text = new StringJoiner(", ", isResponse() ? "response: " : authorities.isEmpty() ? "query: " : "probe: ", "");
        questions.stream().limit(2).forEach(each -> text.add(each.toString()));
        answers.stream().limit(2).forEach(each -> text.add((isResponse() ? "" : "not ") + each));
        int more = Math.max(0, questions.size() - 2) + Math.max(0, answers.size() - 2) + additionals.size();
        return text + (more == 0 ? "" : " +" + more);
    }
}
