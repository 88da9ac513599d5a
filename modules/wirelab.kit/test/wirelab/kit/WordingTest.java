package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// How modules and scripts put numbers, failures and addresses into words; read from the sources, so that no new one is left
/// to chance.
class WordingTest {
    private static List<Path> sources() throws IOException {
        var found = new ArrayList<Path>();
        for (String folder : List.of("modules", "scripts")) {
            try (var files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".java")).map(Path::toString)
                        .filter(file -> !file.contains("/test/") && !file.contains("/bench/") && !file.endsWith("Demo.java"))
                        .sorted().map(Path::of).forEach(found::add);
            }
        }
        assertTrue(found.size() > 400, "the sources were not found");
        return found;
    }

    private static List<String> lines(String pattern, Predicate<String> allowed) throws IOException {
        var wanted = Pattern.compile(pattern);
        var found = new ArrayList<String>();
        for (var file : sources()) {
            for (String line : Files.readAllLines(file)) {
                if (wanted.matcher(line).find() && !allowed.test(line.strip())) found.add(file + ": " + line.strip());
            }
        }
        return found;
    }

    /// A limit is never one.
    @Test
    void countsOfOneAreNotSaidInThePlural() throws Exception {
        String nouns = "answers|bytes|clients|connections|datagrams|entries|files|frames|lines|messages|nodes|packets"
                + "|questions|records|requests|rounds|rows|samples|steps|terms|users";
        assertEquals(List.of(), lines("[a-z)] \\+ \" (" + nouns + ")\\b", line -> line.contains("imit")
                || line.matches(".*(more than|longer than|larger than|most|MAX_|MOST_|UsageException|at least|1 to ).*")
                || line.contains("throw new IllegalArgumentException(")), "Text.count knows one from several");
    }

    @Test
    void noExceptionIsShownAsTheJdkWritesIt() throws Exception {
        assertEquals(List.of(), lines("\" \\+ (e|failure|cause|exception)( \\+|\\)|;|,)", line -> false),
                "Failure.line and Failure.reason have no class names");
    }

    @Test
    void noFileIsNamedTwiceInOneFailure() throws Exception {
        assertEquals(List.of(), lines("cannot (read|write|open|delete|make) [^;]*\\+ e\\.getMessage\\(\\)",
                line -> false),
                "Failure.reason leaves the file's name out");
    }
}
