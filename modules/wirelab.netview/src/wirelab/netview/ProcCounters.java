package wirelab.netview;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.ProtocolViolation;

/// `/proc/net/snmp` and `netstat`: lines in pairs, the first with the names of counters, the second with their values.
final class ProcCounters {
    private ProcCounters() {}

    /// {@return values by name, such as `Tcp.RetransSegs`; what does not belong together is left out}
    static Map<String, Long> read(List<String> lines) {
        var counters = new LinkedHashMap<String, Long>();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            try {
                pair(lines.get(i), lines.get(i + 1), counters);
            } catch (ProtocolViolation e) {
                System.getLogger(ProcCounters.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
            }
        }
        return counters;
    }

    private static void pair(String heads, String values, Map<String, Long> counters) throws ProtocolViolation {
        var names = new Columns(heads);
        var numbers = new Columns(values);
        String group = names.text("group");
        if (!numbers.text("group").equals(group) || names.left() != numbers.left()) {
            throw new ProtocolViolation("group", 0, "names and values do not belong together");
        }
        while (names.left() > 0) {
            String digits = numbers.text("value");
            boolean negative = digits.startsWith("-");
            long value = numbers.number("value", negative ? digits.substring(1) : digits, 10);
            counters.put(group.replace(":", "") + "." + names.text("name"), negative ? -value : value);
        }
    }
}
