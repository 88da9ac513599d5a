package wirelab.mdns;

import java.util.ArrayList;
import java.util.List;

/// Questions with all that need not be answered, in as many messages as that takes (RFC 6762, section 7.2).
final class KnownAnswers {
    /// With the headers of IPv6 and UDP below the 1,500 bytes of an Ethernet frame.
    static final int MOST_BYTES = 1_400;
    private static final int HEADER = 12;
    /// Type, class, time and length.
    private static final int FIXED = 10;

    private KnownAnswers() {}

    /// {@return messages of which each but the last says that more follows; the first has the questions}
    static List<DnsMessage> split(List<DnsQuestion> questions, List<DnsRecord> known) {
        var messages = new ArrayList<DnsMessage>();
        var asked = questions;
        var part = new ArrayList<DnsRecord>();
        int size = HEADER;
        for (var question : questions) size += question.name().length() + 4;
        for (var record : known) {
            int length = record.name().length() + FIXED + record.data().bytes().length();
            if (size + length > MOST_BYTES) {
                messages.add(DnsMessage.query(asked, part).withMore());
                asked = List.of();
                part.clear();
                size = HEADER;
            }
            part.add(record);
            size += length;
        }
        messages.add(DnsMessage.query(asked, part));
        return messages;
    }
}
