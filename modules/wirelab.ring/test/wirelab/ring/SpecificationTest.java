package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Holds SPECIFICATION.txt against the rules for RFCs (RFC 7322), and its requirements against the tests.
class SpecificationTest {
    private static final Pattern NUMBER = Pattern.compile("\\(R(\\d+)\\)");
    private static final Pattern MUST = Pattern.compile("\\bMUST\\b");

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @DisplayName("pages have 58 lines of at most 72 columns, with header, footer, and the right number")
    void pages() throws IOException {
        var pages = Specification.pages();
        for (int i = 0; i < pages.size(); i++) {
            var page = pages.get(i);
            assertEquals(58, page.size(), "page " + (i + 1));
            for (String line : page) assertTrue(line.length() <= 72 && line.matches("\\p{ASCII}*"), line);
            assertTrue(page.getLast().endsWith("[Page " + (i + 1) + "]"), page.getLast());
            if (i > 0) assertTrue(page.getFirst().startsWith("RFC none") && page.getFirst().endsWith("November 2026"));
        }
    }

    @Test
    @DisplayName("the sections that RFC 7322 requires are there, in its order")
    void sections() throws IOException {
        var lines = Specification.text().lines().toList();
        var wanted = List.of("Request for Comments.*", "ISSN: 2070-1721", "Abstract", "Status of This Memo",
                "Copyright Notice",
                "Table of Contents", "1\\.  Introduction", "2\\.  Requirements Language", "\\d+\\.  IANA Considerations",
                "\\d+\\.  Security Considerations", "\\d+\\.  References", "\\d+\\.1\\.  Normative References",
                "\\d+\\.2\\.  Informative References", "Appendix A\\.  .*", "Author's Address");
        int at = 0;
        for (String section : wanted) {
            int from = at;
            while (at < lines.size() && !lines.get(at).matches(section)) at++;
            assertTrue(at < lines.size(), section + " does not stand behind line " + from);
        }
    }

    @Test
    @DisplayName("the abstract has no citation and fewer than 20 lines; every heading stands in the contents with its page")
    void abstractAndContents() throws IOException {
        String text = Specification.text();
        String summary = text.substring(text.indexOf("\nAbstract\n"), text.indexOf("\nStatus of This Memo\n"));
        assertTrue(!summary.contains("[") && summary.lines().count() < 20, summary);
        var pages = Specification.pages();
        var heading = Pattern.compile("(\\d+\\.(\\d+\\.)?|Appendix [A-Z]\\.)  \\S.*|Author's Address");
        int found = 0;
        for (int i = 0; i < pages.size(); i++) {
            for (String line : pages.get(i)) {
                if (!heading.matcher(line).matches()) continue;
                found++;
                var entry = Pattern.compile(" +" + Pattern.quote(line) + " \\.+" + (i + 1));
                assertTrue(text.lines().anyMatch(other -> entry.matcher(other).matches()), line + " on page " + (i + 1));
            }
        }
        assertTrue(found > 25, found + " headings");
    }

    @Test
    @DisplayName("the words of BCP 14 are declared by its paragraph; citations and references are the same")
    void citations() throws IOException {
        var paragraphs = Specification.paragraphs();
        assertTrue(paragraphs.contains("""
                The key words "MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT", "RECOMMENDED", \
                "NOT RECOMMENDED", "MAY", and "OPTIONAL" in this document are to be interpreted as described in BCP 14 \
                [RFC2119] \
                [RFC8174] when, and only when, they appear in all capitals, as shown here."""));
        var cited = new TreeSet<String>();
        var references = new TreeSet<String>();
        for (String paragraph : paragraphs) {
            var tags = all(Pattern.compile("\\[([A-Z][A-Z0-9.]{3,})]"), paragraph);
            if (paragraph.startsWith("[") && !tags.isEmpty()) references.add(paragraph.substring(1, paragraph.indexOf(']')));
            else cited.addAll(tags);
        }
        assertEquals(references, cited);
    }

    @Test
    @DisplayName("every MUST has a number, the numbers are 1, 2, 3 and so on, and each has a test that names it")
    void requirements() throws IOException {
        var numbers = new ArrayList<Integer>();
        boolean behind = false;
        for (String paragraph : Specification.paragraphs()) {
            if (paragraph.startsWith("Appendix C")) behind = true;
            if (paragraph.startsWith("The key words") || behind) continue;
            for (String sentence : paragraph.split("(?<=\\.)  ?(?=[A-Z])")) {
                if (!MUST.matcher(sentence).find()) continue;
                var here = all(NUMBER, sentence);
                assertTrue(!here.isEmpty(), "no number: " + sentence);
                here.stream().map(Integer::parseInt).filter(n -> !numbers.contains(n)).forEach(numbers::add);
            }
        }
        assertEquals(IntStream.rangeClosed(1, numbers.size()).boxed().toList(), numbers.stream().sorted().toList());
        var tested = new TreeSet<Integer>();
        try (var files = Files.list(Path.of("modules/wirelab.ring/test/wirelab/ring"))) {
            for (var file : files.filter(file -> file.toString().endsWith("Test.java")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    if (!line.contains("@DisplayName(\"R")) continue;
                    String names = line.substring(line.indexOf("\"R") + 1, line.indexOf(':', line.indexOf("\"R")));
                    for (String name : names.split(", ")) tested.add(Integer.parseInt(name.substring(1)));
                }
            }
        }
        assertEquals(new TreeSet<>(numbers), tested, "requirements of the text, and those that tests name");
    }
}
