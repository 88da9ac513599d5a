package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import wirelab.terms.Terms;

/// What is shown of a job: on the page, as JSON, on a terminal, as a picture.
class JobViewTest {
    private static JobView.Node node(int mapper, JobView.State state, double rate) {
        return new JobView.Node(mapper, "10.0.0." + mapper + ":8101", state, rate > 0 ? mapper : -1, 0, 5 << 20, rate, 2, 1);
    }

    private static JobView view(JobView.Node... nodes) {
        var portions = List.of(new JobView.Standing(0, 300, 300, 2, 1, true, List.of()),
                new JobView.Standing(1, 100, 40, 1, 0, false, List.of(1)));
        var marks = Map.of(0, Map.of(0, new Timeline.Mark(5, Timeline.Kind.DIED, 0, 0, 0)),
                1, Map.of(1, new Timeline.Mark(6, Timeline.Kind.ASSIGNED, 1, 1, 2)));
        return new JobView(portions, List.of(nodes), marks);
    }

    @Test
    void theSlowestTheSkewAndAllNodesAreInTheJson() {
        var view = view(node(0, JobView.State.AWAY, 0), node(1, JobView.State.MAPS, 1e6), node(2, JobView.State.MAPS, 2e6));
        assertEquals("""
                {"skew":1.500,"slowest":1,"portions":[
                {"portion":0,"size":300,"mapped":300,"mappers":[],"attempts":2,"deaths":1,"done":true},
                {"portion":1,"size":100,"mapped":40,"mappers":[1],"attempts":1,"deaths":0,"done":false}
                ],"nodes":[
                {"mapper":0,"address":"10.0.0.0:8101","state":"away","portion":-1,"attempt":0,"bytes":5242880,"rate":0,\
                "accepted":2,"deaths":1},
                {"mapper":1,"address":"10.0.0.1:8101","state":"maps","portion":1,"attempt":0,"bytes":5242880,"rate":1000000,\
                "accepted":2,"deaths":1},
                {"mapper":2,"address":"10.0.0.2:8101","state":"maps","portion":2,"attempt":0,"bytes":5242880,"rate":2000000,\
                "accepted":2,"deaths":1}
                ]}
                """, view.json());
    }

    @Test
    void thePageHasARowForEachMapperAndAColumnForEachInWhichItsAttemptsStand() {
        String page = StatusPage.page(view(node(0, JobView.State.AWAY, 0), node(1, JobView.State.MAPS, 1e6))).text();
        assertTrue(page.contains("<tr class=\"away\"><td>0</td><td>10.0.0.0:8101</td>"), page);
        assertTrue(page.contains("<td class=\"died\">died #0</td><td></td>"), page);
        assertTrue(page.contains("<td></td><td class=\"maps\">maps #2</td>"), page);
        assertTrue(page.indexOf("<tr><td>1</td>") < page.indexOf("<tr><td>0</td>"), "the unfinished portion stands first");
        assertTrue(page.contains("1 of 2 portions done, 340 B of 400 B mapped, skew 1.50"), page);
    }

    @Test
    void aTerminalHasALineForEachOfThoseThatWorkAndNoneIsTooWide() {
        var nodes = new ArrayList<JobView.Node>();
        for (int i = 0; i < 20; i++) nodes.add(node(i, i % 2 == 0 ? JobView.State.FREE : JobView.State.MAPS, i % 2 * 1e8));
        var lines = view(nodes.toArray(JobView.Node[]::new)).lines();
        assertEquals(17, lines.size());
        assertTrue(lines.getFirst().startsWith("  mapper 1   10.0.0.1:8101         maps   1 #0"), lines.getFirst());
        assertEquals("  and 4 mappers more", lines.getLast());
        for (String line : lines) assertTrue(line.length() < 80, line);
    }

    @Test
    void thePictureMarksDeathsAndBackupsAndIsXml() throws Exception {
        var line = new Timeline();
        line.add(Timeline.Kind.ASSIGNED, 0, 0, 0);
        line.add(Timeline.Kind.DIED, 0, 0, 0);
        line.add(Timeline.Kind.BACKUP, 1, 0, 1);
        line.add(Timeline.Kind.ANNOUNCED, 1, 0, 1);
        line.add(Timeline.Kind.PERMITTED, 1, 0, 1);
        line.add(Timeline.Kind.ACCEPTED, 1, 0, 1);
        line.add(Timeline.Kind.CANCELLED, 1, 0, 1);
        assertEquals(Timeline.Kind.ACCEPTED, line.latest().get(0).get(1).kind(), "its table is the one");
        line.merging();
        line.ended();
        String svg = line.svg();
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(Terms.utf8(svg)));
        for (String part : List.of("class=\"bad\">✕ 0<", "class=\"late\">backup 0<", "portion 0/1 maps", "portion 0/1 waits",
                "portion 0/1 sends", "class=\"merge\"")) {
            assertTrue(svg.contains(part), part + " in " + svg);
        }
    }
}
