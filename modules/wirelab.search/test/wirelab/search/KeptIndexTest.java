package wirelab.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An index in a folder: taken up again, merged, damaged.
class KeptIndexTest {
    private static final List<String> QUESTIONS = List.of("t1", "t1 t2", "\"t1 t2\"", "t1*", "\"t3 t1*\"", "t2 t3 t4*", "t99");

    @TempDir
    private Path folder;

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(200); n > 0; n--) text.append('t').append((int) (1 + 40 * Math.pow(random.nextDouble(), 3)))
                .append(random.nextInt(9) == 0 ? ".\n" : " ");
        return text.toString();
    }

    private static Map<String, String> texts(int from, int count) {
        var random = new Random(from);
        var texts = new HashMap<String, String>();
        for (int i = from; i < from + count; i++) texts.put("d" + i, i % 10 == 0 ? null : text(random));
        return texts;
    }

    private static void put(SearchIndex index, Map<String, String> texts) {
        try (var writer = index.writer()) {
            texts.forEach(writer::put);
        }
    }

    private static List<Object> answers(SearchIndex index) {
        var answers = new ArrayList<>();
        for (String question : QUESTIONS) {
            var query = SearchQuery.parse(question);
            var statistics = index.statistics(query, _ -> true);
            answers.add(statistics);
            answers.add(index.find(query, statistics, _ -> true, 10_000));
        }
        return answers;
    }

    private static List<Object> wanted(Map<String, String> texts) {
        var index = new SearchIndex();
        put(index, texts);
        return answers(index);
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void anIndexThatIsTakenUpAgainAnswersAsBeforeWhateverWasAddedRemovedAndMerged() throws Exception {
        var all = new HashMap<String, String>();
        var random = new Random(3);
        for (int life = 0; life < 6; life++) {
            var index = SearchIndex.open(folder);
            // What was taken out may be back; its owner knows what there is.
            index.remove(index.keys().stream().filter(key -> !all.containsKey(key)).toList());
            assertEquals(all.keySet(), index.keys());
            assertEquals(wanted(all), answers(index), "life " + life);
            for (int round = 0; round < 8; round++) {
                var more = texts(1_000 * life + 100 * round, random.nextInt(60));
                all.putAll(more);
                put(index, more);
                var gone = all.keySet().stream().sorted().filter(_ -> random.nextInt(12) == 0).toList();
                gone.forEach(all::remove);
                index.remove(gone);
            }
            assertEquals(wanted(all), answers(index), "life " + life);
            assertEquals(all.values().stream().filter(text -> text != null).count(), index.size());
            assertTrue(files().size() < 20, files().toString());
        }
        var last = SearchIndex.open(folder);
        last.remove(last.keys());
        assertEquals(List.of(), files());
    }

    @Test
    void severalWritersAtOnceMakeTheSameIndexAsOne() {
        var index = new SearchIndex();
        var parts = IntStream.range(0, 8).mapToObj(i -> texts(1_000 * i, 200)).toList();
        parts.parallelStream().forEach(part -> put(index, part));
        var all = new HashMap<String, String>();
        parts.forEach(all::putAll);
        assertEquals(wanted(all), answers(index));
        put(index, all);
        assertEquals(wanted(all), answers(index));
    }

    @Test
    void whateverByteIsDamagedOrMissingTheRestIsRightAndWhatIsLostCanBeAddedAgain() throws Exception {
        var all = texts(0, 40);
        put(SearchIndex.open(folder), all);
        var one = texts(50, 3);
        put(SearchIndex.open(folder), one);
        all.putAll(one);
        var wanted = wanted(all);
        var files = files();
        assertEquals(2, files.size());
        var random = new Random(8);
        for (int i = 0; i < 300; i++) {
            var file = files.get(i % 2);
            byte[] right = Files.readAllBytes(file);
            byte[] wrong = i % 5 == 0 ? Arrays.copyOf(right, random.nextInt(right.length)) : right.clone();
            if (i % 5 > 0) wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, wrong);
            Files.writeString(folder.resolve("000000000009.terms.fresh"), "half");
            var index = SearchIndex.open(folder);
            assertEquals(i % 2 == 0 ? one.keySet() : texts(0, 40).keySet(), index.keys());
            put(index, all);
            assertEquals(wanted, answers(index));
            for (var left : files()) Files.delete(left);
            put(SearchIndex.open(folder), texts(0, 40));
            put(SearchIndex.open(folder), one);
            files = files();
        }
    }

    @Test
    void whatWasMergedAndNotYetDeletedCountsOnce() throws Exception {
        var kept = new HashMap<Path, byte[]>();
        var all = new HashMap<String, String>();
        for (int i = 0; i < 4; i++) {
            var more = texts(100 * i, 20);
            all.putAll(more);
            put(SearchIndex.open(folder), more);
            if (i < 3) for (var file : files()) kept.put(file, Files.readAllBytes(file));
        }
        assertEquals(1, files().size());
        for (var file : kept.entrySet()) Files.write(file.getKey(), file.getValue());
        var index = SearchIndex.open(folder);
        assertEquals(wanted(all), answers(index));
        assertEquals(1, files().size());
    }

    @Test
    void whereItCannotBeWrittenItIsInMemory() throws Exception {
        var index = SearchIndex.open(Files.createDirectory(folder.resolve("gone")));
        Files.delete(folder.resolve("gone"));
        var all = texts(0, 30);
        put(index, all);
        assertEquals(wanted(all), answers(index));
    }
}
