package wirelab.mdns;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Which of two that want a name at the same time has it (RFC 6762, section 8.2).
final class TieBreak {
    private static final Comparator<DnsRecord> ORDER = Comparator.comparingInt(DnsRecord::space)
            .thenComparingInt(DnsRecord::type)
            .thenComparing(record -> record.data().bytes().array(), Arrays::compareUnsigned);

    private TieBreak() {}

    /// Compares what two intend to say, each in order, by class, type and bytes; who has more left at the end is later.
    ///
    /// @return less than 0 when the first comes first and has to wait; 0 when both say the same
    static int compare(List<DnsRecord> one, List<DnsRecord> other) {
        var ours = one.stream().sorted(ORDER).toList();
        var theirs = other.stream().sorted(ORDER).toList();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            int order = ORDER.compare(ours.get(i), theirs.get(i));
            if (order != 0) return order;
        }
        return Integer.compare(ours.size(), theirs.size());
    }
}
