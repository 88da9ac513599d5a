package wirelab.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Peer;

/// The sources of this house, as the index and as `grep` finds what is in them.
@Tag("interop")
class StockGrepTest {
    private static final String BEFORE = "(?<![\\p{L}\\p{M}\\p{Nd}])";
    private static final String BEHIND = "(?![\\p{L}\\p{M}\\p{Nd}])";
    /// A question, and the same for grep.
    private static final Map<String, String> QUESTIONS = Map.of("window", "window", "\"public static\"", "public[^\\p{L}\\p{M}\\p{Nd}]+static",
            "bufferunderflow*", "bufferunderflow[\\p{L}\\p{M}\\p{Nd}]*", "straße", "straße", "2026", "2026", "xyzzy", "xyzzy");

    private static List<String> grep(String grep, List<Path> files, String pattern) throws Exception {
        var command = new ArrayList<>(List.of("env", "LC_ALL=C.UTF-8", grep, "-lziP", BEFORE + pattern + BEHIND));
        files.forEach(file -> command.add(file.toString()));
        try (var peer = Peer.start(command.toArray(String[]::new))) {
            peer.awaitExit();
            return peer.output().lines().sorted().toList();
        }
    }

    @Test
    void whatIsFoundIsWhatGrepFinds() throws Exception {
        String grep = Peer.require("grep", "grep");
        List<Path> files;
        try (var walk = Files.walk(Path.of("modules"))) {
            files = walk.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
        var index = new SearchIndex();
        try (var writer = index.writer()) {
            for (var file : files) writer.put(file.toString(), Files.readString(file));
        }
        for (var question : QUESTIONS.entrySet()) {
            var query = SearchQuery.parse(question.getKey());
            var hits = index.find(query, index.statistics(query, _ -> true), _ -> true, files.size());
            assertEquals(grep(grep, files, question.getValue()), hits.stream().map(SearchHit::document).sorted().toList(),
                    question.getKey());
        }
        var query = SearchQuery.parse("\"public static\"");
        assertFalse(index.find(query, index.statistics(query, _ -> true), _ -> true, 9).isEmpty());
    }
}
