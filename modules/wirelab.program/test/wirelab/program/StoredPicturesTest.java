package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import wirelab.kit.Peer;

/// The pictures in the lab sheets are what their demos draw today; what differs from run to run, such as times, ports and
/// who of two was faster, is left out of the comparison: where processes talk at once, most of the words must be the same.
@Tag("scripts")
class StoredPicturesTest {
    private static final Path MODULES = Path.of("modules");

    /// What of a picture does not change from run to run.
    ///
    /// @param title for people who cannot see it
    /// @param names who stands above the columns of a ladder, from left to right, each once and without its port
    /// @param words what stands in it, each once and without numbers: labels, legends, titles
    private record Structure(String title, List<String> names, Set<String> words) {
        static Structure of(Path file) throws Exception {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            var root = factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
            var names = new TreeMap<Integer, String>();
            var words = new TreeSet<String>();
            for (var text : elements(root, "text")) {
                switch (text.getAttribute("class")) {
                    case "name" -> names.put(Integer.parseInt(text.getAttribute("x")), withoutPort(text.getTextContent()));
                    case "time", "soft" -> {
                        // Times, and the numbers at axes.
                    }
                    default -> words.addAll(units(text.getTextContent()));
                }
            }
            assertTrue(elements(root, "desc").getFirst().getTextContent().length() > 20, file + " describes itself");
            return new Structure(elements(root, "title").getFirst().getTextContent(),
                    List.copyOf(new LinkedHashSet<>(names.values())), words);
        }

        private static List<Element> elements(Element root, String tag) {
            var list = root.getElementsByTagName(tag);
            return IntStream.range(0, list.getLength()).mapToObj(i -> (Element) list.item(i)).toList();
        }

        private static String withoutPort(String name) {
            return name.replaceAll(" ?:\\d+$", "");
        }

        /// What was said in one go on one day is said in two on another.
        private static List<String> units(String label) {
            return Stream.of(label.replaceAll("@?\\d+", "0").split("; ")).filter(unit -> !unit.endsWith("…")).toList();
        }

        /// How much of this stands in another one, too.
        double share(Structure other) {
            return (double) words.stream().filter(other.words::contains).count() / words.size();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            BalancerDemo | 1   | --svg %/balance.svg                    | balancer/balance.svg
            DialogueDemo | 0.6 | --short --ladder %/ladder.svg          | dialogue/ladder.svg
            DuetDemo     | 0.6 | --short --ladder %/ladder.svg          | duet/ladder.svg
            ForwardDemo  | 1   | --ladder %/chain.svg --svg %/delay.svg | forward/chain.svg forward/delay.svg
            CastDemo     | 1   | --short --ladder %/ladder.svg          | multicast/ladder.svg
            NetworkDemo  | 1   | --svg %  | network/count.svg network/detour.svg network/ladder.svg
            RoomDemo     | 0.6 | --ladder %/ladder.svg                  | room/ladder.svg
            TapDemo      | 1   | --svg %/ladder.svg                     | tap/ladder.svg
            """, delimiter = '|')
    void storedPicturesAreWhatADemoDraws(String demo, double share, String options, String stored, @TempDir Path folder)
            throws Exception {
        try (var peer = Peer.script(demo, options.replace("%", folder.toString()).split(" "))) {
            // What it checks is judged elsewhere.
            peer.awaitExit();
        }
        for (String each : stored.split(" ")) {
            var old = Structure.of(MODULES.resolve("wirelab." + each));
            var drawn = Structure.of(folder.resolve(Path.of(each).getFileName()));
            assertEquals(old.title, drawn.title, each);
            assertEquals(old.names, drawn.names, each);
            assertTrue(old.share(drawn) >= share && drawn.share(old) >= share, each + ": " + old + "\n" + drawn);
        }
    }

    @Test
    void everyPictureStandsInASheetWithAnAlternativeTextThatNamesItsParties() throws Exception {
        List<Path> pictures;
        try (Stream<Path> files = Files.walk(MODULES)) {
            pictures = files.filter(file -> file.toString().endsWith(".svg")).sorted().toList();
        }
        // Six of rudpcompare are measurements, which nobody can draw again the same.
        assertEquals(11 + 6, pictures.size(), "a new picture needs a row above: " + pictures);
        for (Path picture : pictures) {
            String sheet = Files.readString(picture.resolveSibling("README.md"));
            var alternative = Pattern.compile("!\\[([^]]+)]\\(" + picture.getFileName() + "\\)").matcher(sheet);
            assertTrue(alternative.find(), picture + " stands in its sheet");
            int at = 0;
            for (String name : Structure.of(picture).names()) {
                int next = alternative.group(1).indexOf(name, at);
                assertTrue(next >= 0, picture + ": '" + alternative.group(1) + "' does not name " + name + " in its place");
                at = next;
            }
        }
    }
}
