package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds CONFORMANCE.md to what it says: each demand of RFC 9111 has an entry, each row and test named in it exists.
class ProxyConformanceTest {
    private static final Path MODULE = Path.of("modules/wirelab.proxy");
    /// How many times each section says MUST or SHOULD, negated or not, but for the words about the words themselves.
    private static final String DEMANDS = """
            1.2.2 1, 3 1, 3.1 3, 3.2 2, 3.3 3, 3.4 1, 3.5 1, 4 5, 4.1 2, 4.2 4, 4.2.2 1, 4.2.3 1, 4.2.4 2, 4.3.1 2, 4.3.2 5,
            4.3.3 1, 4.3.4 2, 4.3.5 4, 4.4 2, 5.1 2, 5.2 1, 5.2.1.1 1, 5.2.1.2 1, 5.2.1.3 1, 5.2.1.5 4, 5.2.1.7 1, 5.2.2 1,
            5.2.2.1 1, 5.2.2.2 4, 5.2.2.3 2, 5.2.2.4 2, 5.2.2.5 5, 5.2.2.6 1, 5.2.2.7 3, 5.2.2.8 1, 5.2.2.10 2, 5.2.3 1,
            5.2.4 1, 5.3 4""";

    @Test
    void eachDemandHasAnEntryAndEachNameATest() throws Exception {
        Map<String, Integer> found = new TreeMap<>();
        var rows = Scenario.of("cache.rows").stream().map(Scenario::name).toList();
        for (String line : Files.readAllLines(MODULE.resolve("CONFORMANCE.md"))) {
            if (!line.matches("\\| [0-9].*")) continue;
            String[] columns = line.split(" \\| |^\\| | \\|$");
            assertEquals(5, columns.length, line);
            String[] section = columns[1].split(" ×");
            found.merge(section[0], section.length == 1 ? 1 : Integer.parseInt(section[1]), Integer::sum);
            var names = Pattern.compile("`([^`]+)`").matcher(columns[4]).results().map(name -> name.group(1)).toList();
            assertTrue(!names.isEmpty() || columns[4].startsWith("n/a: ") || columns[4].startsWith("gap"), line);
            for (String name : names) assertTrue(exists(name, rows), name);
        }
        Map<String, Integer> demanded = new TreeMap<>();
        for (String pair : DEMANDS.replace('\n', ' ').split(", *")) {
            demanded.put(pair.strip().split(" ")[0], Integer.valueOf(pair.strip().split(" ")[1]));
        }
        assertEquals(demanded, found);
    }

    private static boolean exists(String name, Iterable<String> rows) throws Exception {
        if (!Character.isDigit(name.charAt(0))) {
            int dot = name.indexOf('.');
            String test = Files.readString(MODULE.resolve("test/wirelab/proxy/" + name.substring(0, dot) + ".java"));
            return test.contains("void " + name.substring(dot + 1) + "(");
        }
        for (String row : rows) {
            if (name.endsWith("*") ? row.startsWith(name.substring(0, name.length() - 1)) : row.equals(name)) return true;
        }
        return false;
    }
}
