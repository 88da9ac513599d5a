package wirelab.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// A picture of a network as SVG: nodes on a circle, links with their cost, the dead and the cut broken, one way
/// highlighted. Light or dark as the reader's system is.
public final class Drawing {
    private static final int RADIUS = 22;
    private static final String STYLE = """
            <style>
            text { font: 15px system-ui, sans-serif; fill: #1f2328; text-anchor: middle }
            .cost { font-size: 12px; paint-order: stroke; stroke: #fff; stroke-width: 5px }
            .link { stroke: #7d8590; stroke-width: 2 } .way { stroke: #2f81f7; stroke-width: 5 }
            .node { fill: #ddf4ff; stroke: #2f81f7; stroke-width: 2 }
            .gone { stroke: #e5534b; stroke-dasharray: 5 5; fill: none; stroke-width: 2 }
            .paper { fill: #fff }
            @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .paper { fill: #0d1117 } .node { fill: #0c2d6b }
            .cost { stroke: #0d1117 } }
            </style>
            """;

    private final Fabric network;
    private final List<String> way;
    private final int size;

    private Drawing(Fabric network, List<String> way) {
        this.network = network;
        this.way = way;
        size = Math.max(420, 26 * network.topology().nodes().size());
    }

    /// Draws a network as it is now.
    ///
    /// @param title what stands above it
    /// @param way nodes that follow each other on a way to be highlighted; may be empty
    /// @return the SVG document
    public static String svg(Fabric network, String title, List<String> way) {
        return new Drawing(network, way).draw(title);
    }

    /// Draws a network into a file.
    ///
    /// @param title what stands above it
    /// @param way nodes that follow each other on a way to be highlighted; may be empty
    /// @param file where to; it is replaced
    /// @throws IOException when it cannot be written
    public static void write(Fabric network, String title, List<String> way, Path file) throws IOException {
        Files.writeString(file, svg(network, title, way));
    }

    private String draw(String title) {
        var svg = new StringBuilder();
        svg.append(format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                + " role=\"img\">%n", size, size, size, size));
        svg.append(format("<title>%s</title>%n<desc>%s</desc>%n", Visible.markup(title), Visible.markup(description())))
                .append(STYLE);
        svg.append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        svg.append(format("<text x=\"%d\" y=\"28\">%s</text>%n", size / 2, Visible.markup(title)));
        for (var link : network.topology().links()) line(svg, link);
        for (var link : network.topology().links()) cost(svg, link);
        for (String node : network.topology().nodes()) {
            svg.append(format("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>%n", network.isAlive(node) ? "node"
                    : "gone",
                    x(node), y(node), RADIUS));
            svg.append(format("<text x=\"%.1f\" y=\"%.1f\">%s</text>%n", x(node), y(node) + 5, node));
        }
        return svg.append("</svg>\n").toString();
    }

    /// For those who cannot see the picture.
    private String description() {
        var topology = network.topology();
        String nodes = String.join(", ",
                topology.nodes().stream().map(n -> network.isAlive(n) ? n : n + " (dead)").toList());
        String links = String.join(", ", topology.links().stream()
                .map(link -> link.a() + "-" + link.b() + (works(link) ? "" : " (broken)") + " " + label(link)).toList());
        return "Nodes on a circle: " + nodes + ". Links with their cost: " + links + "."
                + (way.isEmpty() ? "" : " Highlighted is the way " + String.join(", ", way) + ".");
    }

    private boolean works(Topology.Link link) {
        return network.isWhole(link) && network.isAlive(link.a()) && network.isAlive(link.b());
    }

    private static String label(Topology.Link link) {
        return link.cost() + (link.delay().isZero() ? "" : ", " + Text.duration(link.delay()))
                + (link.mtu() == Frame.MAX_LENGTH ? "" : ", MTU " + link.mtu());
    }

    private void line(StringBuilder svg, Topology.Link link) {
        String kind = !works(link) ? "gone" : isOnWay(link) ? "way" : "link";
        svg.append(format("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n", kind, x(link.a()),
                y(link.a()),
                x(link.b()), y(link.b())));
    }

    private void cost(StringBuilder svg, Topology.Link link) {
        svg.append(format("<text class=\"cost\" x=\"%.1f\" y=\"%.1f\">%s</text>%n", (x(link.a()) + x(link.b())) / 2,
                (y(link.a()) + y(link.b())) / 2 + 4, label(link)));
    }

    private boolean isOnWay(Topology.Link link) {
        for (int i = 1; i < way.size(); i++) {
            if (!way.get(i).equals(way.get(i - 1)) && link.touches(way.get(i)) && link.touches(way.get(i - 1))) return true;
        }
        return false;
    }

    private double angle(String node) {
        var nodes = network.topology().nodes();
        return 2 * Math.PI * nodes.indexOf(node) / nodes.size() - Math.PI / 2;
    }

    private double x(String node) {
        return size / 2.0 + (size / 2.0 - 60) * Math.cos(angle(node));
    }

    private double y(String node) {
        return size / 2.0 + 15 + (size / 2.0 - 60) * Math.sin(angle(node));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }

}
