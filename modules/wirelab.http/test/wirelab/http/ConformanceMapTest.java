package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/// Holds CONFORMANCE.md to what it says: each demand of the RFCs has an entry, each row and test named in it exists.
class ConformanceMapTest {
    /// How many times each section says MUST, SHALL or REQUIRED, negated or not; counted in the text of the RFC.
    private static final String RFC_9112 = """
            2.2 7, 2.3 1, 3 1, 3.2 4, 3.2.1 2, 3.2.2 6, 3.2.3 1, 3.2.4 2, 4 1, 5.1 2, 5.2 4, 6.1 10, 6.2 1, 6.3 11, 7.1 2,
            7.1.1 1, 7.1.2 2, 7.3 3, 7.4 2, 8 1, 9.2 3, 9.3 5, 9.3.2 2, 9.6 7, 9.7 1, 9.8 2, 10.1 1""";
    /// Without those that CONFORMANCE.md leaves out, and the words of section 2.2 about the words themselves.
    private static final String RFC_9110 = """
            2.2 2, 2.3 1, 2.4 1, 3.3 1, 4.2.1 2, 4.2.2 3, 4.2.4 1, 4.3.4 7, 5.3 3, 5.4 1, 5.5 2, 5.6.1.1 1, 5.6.1.2 2,
            5.6.3 2, 5.6.4 1, 5.6.7 4, 6 1, 6.2 2, 6.5.1 2, 6.6.1 3, 7.1 1, 7.2 1, 7.4 2, 7.6.1 3, 7.8 8, 8.3.3 1,
            8.4 1, 8.6 7, 8.7 2, 8.8.2.1 3, 8.8.3 1, 9.1 1, 9.2.1 1, 9.3.2 1, 9.3.6 5, 9.3.7 2, 9.3.8 2, 10.1.1 7,
            10.1.3 3, 10.1.4 1, 10.1.5 1, 10.2.1 2, 10.2.2 1, 11.2 1, 11.5 1, 11.6.1 2, 12.4.2 1, 12.5.5 2, 13.1.1 3,
            13.1.2 4, 13.1.3 4, 13.1.4 6, 13.1.5 7, 13.2.1 5, 13.2.2 1, 14.1.2 1, 14.2 2, 14.3 1, 14.4 3, 15 1,
            15.2 3, 15.2.2 1, 15.3.6 1, 15.3.7 3, 15.3.7.1 1, 15.3.7.2 6, 15.3.7.3 3, 15.4.5 1, 15.4.8 1, 15.5.2 1,
            15.5.6 1, 15.5.22 1""";

    /// One entry of the map.
    ///
    /// @param section of the RFC
    /// @param demands how many words of the RFC it stands for
    /// @param who is bound
    /// @param tested what stands in the last column
    private record Entry(String section, int demands, String who, String tested) {
        /// What is named between back quotes.
        List<String> names() {
            return Pattern.compile("`([^`]+)`").matcher(tested).results().map(match -> match.group(1)).toList();
        }
    }

    private static List<Entry> entries(String rfc) throws IOException {
        String text = Files.readString(Path.of("modules/wirelab.http/CONFORMANCE.md"));
        String part = text.split("\n## " + rfc + "\n")[1].split("\n## ")[0];
        var entries = new ArrayList<Entry>();
        for (String line : part.lines().filter(line -> line.matches("\\| [0-9].*")).toList()) {
            String[] columns = line.split(" \\| |^\\| | \\|$");
            assertEquals(5, columns.length, line);
            String[] section = columns[1].split(" ×");
            entries.add(new Entry(section[0], section.length == 1 ? 1 : Integer.parseInt(section[1]),
                    columns[2], columns[4]));
        }
        return entries;
    }

    private static List<Entry> all() throws IOException {
        return Stream.concat(entries("RFC 9112").stream(), entries("RFC 9110").stream()).toList();
    }

    private static Map<String, Integer> counts(String text) {
        return Arrays.stream(text.replace('\n', ' ').split(", *")).map(String::strip).map(pair -> pair.split(" "))
                .collect(Collectors.toMap(pair -> pair[0], pair -> Integer.valueOf(pair[1]), Integer::sum, TreeMap::new));
    }

    private static Map<String, Integer> demands(String rfc) throws IOException {
        return entries(rfc).stream()
                .collect(Collectors.toMap(Entry::section, Entry::demands, Integer::sum, TreeMap::new));
    }

    @Test
    void eachDemandOfEachSectionHasAnEntry() throws Exception {
        assertEquals(counts(RFC_9112), demands("RFC 9112"));
        assertEquals(counts(RFC_9110), demands("RFC 9110"));
    }

    @Test
    void whateverIsNamedExists() throws Exception {
        var rows = Stream.concat(ConformanceRows.ALL.stream().map(ConformanceRows.Row::rule),
                ResponseRows.ALL.stream().map(ResponseRows.Row::rule)).toList();
        for (var entry : all()) {
            for (String name : entry.names()) {
                if (name.matches("[A-Z]\\w+Test\\.\\w+")) assertTrue(isTest(name), name);
                else if (name.matches("\\d{4}-\\d.*")) assertTrue(rows.stream().anyMatch(row -> matches(name, row)), name);
            }
        }
    }

    private static boolean matches(String name, String row) {
        return name.endsWith("*") ? row.startsWith(name.substring(0, name.length() - 1)) : row.equals(name);
    }

    private static boolean isTest(String test) throws ClassNotFoundException {
        String[] parts = test.split("\\.");
        String file = "modules/wirelab.%1$s/test/wirelab/%1$s/" + parts[0] + ".java";
        String home = Stream.of("http", "site", "fetch").filter(name -> Files.exists(Path.of(file.formatted(name))))
                .findFirst().orElseThrow();
        return Arrays.stream(Class.forName("wirelab." + home + "." + parts[0]).getDeclaredMethods())
                .anyMatch(method -> method.getName().equals(parts[1])
                        && (method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class)));
    }

    @Test
    void whoIsBoundIsTestedOrExcused() throws Exception {
        for (var entry : all()) {
            boolean excused = entry.tested().startsWith("n/a: ") || entry.tested().startsWith("gap: ");
            boolean tested = entry.names().stream().anyMatch(name -> name.matches("(\\d{4}-\\d|[A-Z]\\w+Test\\.).*"));
            assertTrue(excused || tested || entry.section().equals("2.4"), entry.toString());
            if (entry.who().equals("proxy")) assertTrue(excused, "there is no proxy here: " + entry);
        }
    }
}
