package wirelab.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;
import wirelab.terms.Terms;

class SearchIndexTest {
    private static final String[] WORDS = {"net", "network", "packet", "window", "ack", "ring", "Ring", "straße", "a", "b"};
    private static final String[] QUESTIONS = {"net", "net*", "packet window", "\"packet window\"", "ring ack",
            "\"a b\" net", "\"ack net*\"", "straße", "w* p* r*", "absent", "net absent", "a-b"};

    private static TreeMap<String, String> texts(long seed, int count) {
        var random = new Random(seed);
        var texts = new TreeMap<String, String>();
        for (int i = 0; i < count; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(30); n >= 0; n--) {
                text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(6) == 0 ? ".\n" : " ");
            }
            texts.put("d%04d".formatted(i), text.toString());
        }
        return texts;
    }

    private static List<String> terms(String text) {
        var terms = new ArrayList<String>();
        Terms.forEach(text, terms::add);
        return terms;
    }

    /// How often a part stands in a text, by looking.
    private static int times(String text, SearchQuery.Part part) {
        var terms = terms(text);
        int times = 0;
        for (int at = 0; at + part.terms().size() <= terms.size(); at++) {
            boolean all = true;
            for (int i = 0; i < part.terms().size(); i++) {
                boolean begins = part.prefix() && i == part.terms().size() - 1;
                String wanted = part.terms().get(i);
                all &= begins ? terms.get(at + i).startsWith(wanted) : terms.get(at + i).equals(wanted);
            }
            if (all) times++;
        }
        return times;
    }

    /// The formula of BM25 over a plain scan of all texts.
    private static List<SearchHit> scan(TreeMap<String, String> texts, SearchQuery query) {
        double total = texts.values().stream().mapToInt(text -> terms(text).size()).sum();
        var hits = new ArrayList<SearchHit>();
        texts.forEach((key, text) -> {
            double score = 0;
            boolean all = true;
            for (var part : query.parts()) {
                int times = times(text, part);
                long having = texts.values().stream().filter(each -> times(each, part) > 0).count();
                double rarity = Math.log(1 + (texts.size() - having + 0.5) / (having + 0.5));
                score += rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * terms(text).size() / (total / texts.size())));
                all &= times > 0;
            }
            if (all) hits.add(new SearchHit(key, score));
        });
        hits.sort(Comparator.comparingDouble(SearchHit::score).reversed()
                .thenComparing(SearchHit::document));
        return hits;
    }

    private static void same(List<SearchHit> wanted, List<SearchHit> found, String about) {
        assertEquals(wanted.size(), found.size(), about);
        for (int i = 0; i < wanted.size(); i++) {
            assertEquals(wanted.get(i).score(), found.get(i).score(), 1e-9, about + " " + i);
        }
        assertEquals(wanted.stream().map(SearchHit::document).sorted().toList(),
                found.stream().map(SearchHit::document).sorted().toList(), about);
    }

    @Test
    void whatIsFoundAndItsScoresAreThoseOfAPlainScan() {
        for (long seed = 0; seed < 5; seed++) {
            var texts = texts(seed, 120);
            var index = new SearchIndex();
            texts.forEach(index::put);
            for (int i = 0; i < 20; i++) {
                String gone = "d%04d".formatted(5 * i);
                index.remove(List.of(gone));
                texts.remove(gone);
            }
            for (String question : QUESTIONS) {
                var query = SearchQuery.parse(question);
                var statistics = index.statistics(query, _ -> true);
                same(scan(texts, query), index.find(query, statistics, _ -> true, 1_000), question);
            }
        }
    }

    @Test
    void twentyIndexesRankExactlyAsOneThatHoldsEverything() {
        var texts = texts(9, 300);
        var one = new SearchIndex();
        var twenty = IntStream.range(0, 20).mapToObj(_ -> new SearchIndex()).toList();
        var random = new Random(9);
        texts.forEach((key, text) -> {
            one.put(key, text);
            twenty.get(random.nextInt(20)).put(key, text);
        });
        for (String question : QUESTIONS) {
            var query = SearchQuery.parse(question);
            var sum = twenty.stream().map(each -> each.statistics(query, _ -> true)).reduce(SearchStatistics::plus)
                    .orElseThrow();
            assertEquals(one.statistics(query, _ -> true), sum);
            var together = new ArrayList<SearchHit>();
            for (var each : twenty) together.addAll(each.find(query, sum, _ -> true, 1_000));
            together.sort(Comparator.comparingDouble(SearchHit::score).reversed()
                    .thenComparing(SearchHit::document));
            assertEquals(one.find(query, sum, _ -> true, 1_000), together, question);
        }
    }

    @Test
    void onlyWhatCountsIsCounted() {
        var index = new SearchIndex();
        for (int i = 0; i < 2_000; i++) index.put("d" + i, "word " + i);
        var query = SearchQuery.parse("word");
        assertEquals(new SearchStatistics(1, 2, List.of(1L)), index.statistics(query, "d7"::equals));
        assertEquals(1, index.find(query, index.statistics(query, "d7"::equals), "d7"::equals, 9).size());
        assertEquals(2_000, index.size());
    }

    @Test
    void pagesAreReadAsABrowserShowsThemAndProgramsAreNotRead() {
        String page = "<html><title>The &lt;title&gt;</title><script>hidden()</script><!-- so -->"
                + "<p>one<b>two</b></p><p>th&#114;ee";
        var text = ExtractedText.of("a.HTML", page.getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of("the", "title", "onetwo", "three"), terms(text));
        assertNull(ExtractedText.of("a.txt", new byte[] {'a', 0, 'b'}));
        assertEquals("plain <b>", ExtractedText.of("a.txt", "plain <b>".getBytes(StandardCharsets.UTF_8)));
        ExtractedText.of("a.html", "<a".repeat(200_000).getBytes(StandardCharsets.UTF_8));
        ExtractedText.of("a.html", "<script".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theLineShownIsTheFirstWithMostOfWhatWasAskedFor() {
        var query = SearchQuery.parse("window \"a packet\"");
        String text = "a window\nnothing\n  a packet in the window \na packet, window";
        assertEquals("a packet in the window", ExtractedText.line(text, query));
        assertEquals("", ExtractedText.line("nothing", query));
        String line = ExtractedText.line("x".repeat(500) + " window " + "y ".repeat(500), query);
        assertTrue(line.contains("window") && line.length() <= 160, line);
    }

    @Test
    void whatCannotBeAskedIsSaidSoAndStatisticsAreReadWithLimits() throws Exception {
        for (String text : new String[] {"", "  ", "\"\"", "*", "a".repeat(257), "a ".repeat(20)}) {
            assertThrows(UsageException.class, () -> SearchQuery.parse(text), text);
        }
        var statistics = new SearchStatistics(3, 9, List.of(1L, 3L));
        byte[] bytes = new FieldWriter().put(SearchStatistics::write, statistics).done();
        assertEquals(statistics, SearchStatistics.read(new FieldReader(bytes)));
        bytes[bytes.length - 1] = 4;
        assertThrows(ProtocolViolation.class, () -> SearchStatistics.read(new FieldReader(bytes)));
    }
}
