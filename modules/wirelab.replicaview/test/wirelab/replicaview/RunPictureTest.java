package wirelab.replicaview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import wirelab.replicaview.RunPicture.Being;

class RunPictureTest {
    private static final long SECOND = 1_000_000_000;

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static RunPicture picture() {
        var picture = new RunPicture("a run of <three>");
        for (int node = 0; node < 3; node++) {
            picture.being(0, node, node == 1 ? Being.LEADER : Being.FOLLOWER, 4, false);
            picture.behind(0, node, node);
        }
        picture.acknowledged(SECOND / 2, SECOND / 10);
        picture.happened(SECOND, "nodo1 dies & stays dead");
        picture.being(SECOND, 1, Being.DOWN, 0, false);
        picture.being(2 * SECOND, 2, Being.LEADER, 5, true);
        return picture;
    }

    @Test
    void aNodeThatStaysWhatItIsIsOneBar() throws Exception {
        var picture = new RunPicture("still");
        for (int i = 0; i < 100; i++) picture.being(i * SECOND / 10, 0, Being.LEADER, 1, false);
        var bars = parsed(picture.svg(10 * SECOND)).getElementsByTagName("rect");
        int leaders = 0;
        double width = 0;
        for (int i = 0; i < bars.getLength(); i++) {
            var attributes = bars.item(i).getAttributes();
            var kind = attributes.getNamedItem("class");
            // The legend has one as well.
            if (kind == null || !kind.getNodeValue().equals("LEADER") || bars.item(i).getFirstChild() == null) continue;
            leaders++;
            width = Double.parseDouble(attributes.getNamedItem("width").getNodeValue());
        }
        assertEquals(1, leaders);
        assertEquals(880, width, 0.1);
    }

    @Test
    void whoLedInWhichTermAndWhoWasCutOffIsToBeSeen() throws Exception {
        String svg = picture().svg(3 * SECOND);
        parsed(svg);
        assertTrue(svg.contains("leader in term 4") && svg.contains("leader in term 5, cut off") && svg.contains("<title>down"), svg);
        assertTrue(svg.contains("1 write acknowledged") && svg.contains("nodo1 dies &amp; stays dead"), svg);
        assertFalse(svg.contains("<three>"), svg);
    }

    @Test
    void aRunOfWhichNothingWasSeenIsAPictureAsWell() throws Exception {
        parsed(new RunPicture("nothing").svg(0));
    }
}
