package wirelab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class PlotTest {
    static {
        // The kit itself requires java.base alone; its test reads XML.
        PlotTest.class.getModule().addReads(ModuleLayer.boot().findModule("java.xml").orElseThrow());
    }

    private static Document parse(Plot plot) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(plot.svg().getBytes(StandardCharsets.UTF_8)));
    }

    private static String path(Document svg, String kind) {
        var paths = svg.getElementsByTagName("path");
        String last = "";
        for (int i = 0; i < paths.getLength(); i++) {
            if (paths.item(i).getAttributes().getNamedItem("class").getTextContent().equals(kind)) {
                last = paths.item(i).getAttributes().getNamedItem("d").getTextContent();
            }
        }
        return last;
    }

    private static List<String> legend(Document svg) {
        var texts = svg.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength()).mapToObj(i -> texts.item(i).getTextContent()).toList();
    }

    @Test
    void thePictureIsWellFormedWhateverTheNamesAre() throws Exception {
        var svg = parse(Plot.of("a < b & c", "x", "y").points("\"<&>'", new double[] {1}, new double[] {1}));
        assertEquals("a < b & c", svg.getElementsByTagName("title").item(0).getTextContent());
    }

    @Test
    void theAxesEndAtRoundNumbersAroundTheData() {
        String svg = Plot.of("t", "x", "y").line("l", new double[] {0, 7.3}, new double[] {0, 93}).svg();
        assertTrue(svg.contains(">100</text>"), svg);
        assertTrue(svg.contains(">8</text>"), svg);
        assertFalse(svg.contains(">120</text>"), svg);
    }

    @Test
    void aPointThatIsNoNumberLeavesAGap() throws Exception {
        var svg = parse(Plot.of("t", "x", "y").line("l", new double[] {0, 1, 2, 3, 4},
                new double[] {0, 1, Double.NaN, 1, 0}));
        String drawn = path(svg, "p0 line");
        assertEquals(2, drawn.chars().filter(c -> c == 'M').count(), drawn);
        assertEquals(2, drawn.chars().filter(c -> c == 'L').count(), drawn);
    }

    @Test
    void whatWasLostHasTheColourOfItsSeriesAndIsInTheLegend() throws Exception {
        var svg = parse(Plot.of("t", "x", "y").line("a", new double[] {0, 1}, new double[] {0, 1})
                .points("b", new double[] {0, 1}, new double[] {0, 1}).lost("missing", new double[] {0.5, 0.6}));
        assertEquals(2, path(svg, "p1 lost").chars().filter(c -> c == 'M').count());
        assertTrue(legend(svg).contains("missing"));
    }

    @Test
    void aBandGoesAlongItsLowerEndsAndBackAlongItsUpperOnes() throws Exception {
        var svg = parse(Plot.of("t", "x", "y").range(0, 10).size(184, 150)
                .band("b", new double[] {0, 1}, new double[] {1, 2}, new double[] {9, 8}));
        String drawn = path(svg, "p0 band");
        String[] points = drawn.substring(1).split("L");
        assertEquals(4, points.length, drawn);
        assertEquals(points[0].split(" ")[0], points[3].split(" ")[0], "first and last are one above the other: " + drawn);
        assertTrue(Double.parseDouble(points[0].split(" ")[1]) > Double.parseDouble(points[3].split(" ")[1]), drawn);
    }

    @Test
    void nothingAtAllIsADiagramToo() throws Exception {
        parse(Plot.of("t", "x", "y"));
        parse(Plot.of("t", "x", "y").line("l", new double[0], new double[0]));
        parse(Plot.of("t", "x", "y").line("l", new double[] {5}, new double[] {Double.NaN}));
    }

    @Test
    void aSeriesNeedsAsManyYAsX() {
        assertThrows(IllegalArgumentException.class, () -> Plot.of("t", "x", "y").line("l", new double[1], new double[2]));
    }
}
