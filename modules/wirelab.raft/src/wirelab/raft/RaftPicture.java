package wirelab.raft;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import wirelab.kit.Text;

/// Draws what a group does: a row for each node, coloured by what it is; slopes for the messages between them; a dot where
/// an entry is applied. Heartbeats are left out.
final class RaftPicture {
    private static final int LEFT = 80;
    private static final int ROW = 70;
    private static final double PIXELS_PER_MILLI = 1.5;
    /// More is no picture: the first ones are drawn.
    private static final int MOST_MARKS = 20_000;
    private static final int MOST_LINES = 1_000;

    private record Sent(Duration at, int from, RaftAction.Send action) {}

    private record Being(double since, String role, long term) {}

    private final int size;
    /// Behind what is drawn over them.
    private final StringBuilder bars = new StringBuilder();
    private final StringBuilder marks = new StringBuilder();
    private final Map<Long, Sent> underWay = new HashMap<>();
    private final Map<Integer, Being> beings = new HashMap<>();
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private int count;

    RaftPicture(int size) {
        this.size = size;
    }

    private static double x(Duration at) {
        return LEFT + at.toNanos() / 1e6 * PIXELS_PER_MILLI;
    }

    private static int y(int node) {
        return 50 + ROW * node;
    }

    private void mark(StringBuilder where, String form, Object... values) {
        if (count++ < MOST_MARKS) where.append(String.format(Locale.ROOT, form, values));
    }

    private void line(Duration at, String text) {
        if (lines.size() == MOST_LINES) lines.removeFirst();
        lines.add(String.format(Locale.ROOT, "%10.3f ms  %s", at.toNanos() / 1e6, text));
    }

    String story(int most) {
        return String.join("\n", lines.stream().skip(Math.max(0, lines.size() - most)).toList());
    }

    void sent(long number, Duration at, int from, RaftAction.Send action) {
        if (words(action.message()) != null) underWay.put(number, new Sent(at, from, action));
    }

    void arrived(long number, Duration at) {
        // A message may come twice: it is drawn once.
        var sent = underWay.remove(number);
        if (sent == null) return;
        var message = sent.action.message();
        line(at, "nodo" + sent.from + " -> nodo" + sent.action.to() + "  " + words(message));
        mark(marks, "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' class='%s'/>%n", x(sent.at), y(sent.from), x(at),
                y(sent.action.to()), message.getClass().getSimpleName());
    }

    private static String words(RaftMessage message) {
        return switch (message) {
            case RaftMessage.VoteRequest m -> (m.trial() ? "would you vote for me" : "vote for me") + " in term " + m.term();
            case RaftMessage.VoteReply m -> (m.granted() ? "yes" : "no") + ", term " + m.asked();
            case RaftMessage.Append m when m.entries().isEmpty() -> null;
            case RaftMessage.Append m -> "append " + m.entries().getFirst().index()
                    + (m.entries().size() > 1 ? " to " + m.entries().getLast().index() : "") + ", term " + m.term();
            case RaftMessage.AppendReply m when !m.matches() -> "the logs differ behind " + m.index();
            case RaftMessage.AppendReply _ -> null;
            case RaftMessage.Install m -> "snapshot at " + m.index() + ", from byte " + m.offset();
            case RaftMessage.InstallReply m -> "have " + Text.count(m.offset(), "byte") + " of it";
            case RaftMessage.TimeoutNow _ -> "stand for election now";
        };
    }

    void became(Duration at, int node, RaftMachine.Role role, long term) {
        String name = role.name().toLowerCase(Locale.ROOT).replace('_', '-');
        be(at, node, name, term);
        line(at, "nodo" + node + " is " + name + " in term " + term);
    }

    void died(Duration at, int node) {
        be(at, node, "down", 0);
        line(at, "nodo" + node + " is dead");
    }

    private void be(Duration at, int node, String role, long term) {
        var before = beings.put(node, new Being(x(at), role, term));
        if (before != null) bar(bars, node, before, x(at));
    }

    private void bar(StringBuilder where, int node, Being being, double until) {
        mark(where, "<rect x='%.1f' y='%d' width='%.1f' height='14' class='%s'><title>%s in term %d</title></rect>%n",
                being.since,
                y(node) - 7, Math.max(1, until - being.since), being.role, being.role, being.term);
        if (being.role.equals("leader") && until - being.since > 60) {
            mark(where, "<text x='%.1f' y='%d' class='term'>term %d</text>%n", being.since + 4, y(node) - 10, being.term);
        }
    }

    void applied(Duration at, int node, LogEntry entry) {
        line(at, "nodo" + node + " applies " + entry);
        mark(marks, "<circle cx='%.1f' cy='%d' r='3'><title>%s</title></circle>%n", x(at), y(node), entry.index());
    }

    void restored(Duration at, int node, Snapshot snapshot) {
        line(at, "nodo" + node + " has the " + snapshot);
    }

    String svg(Duration end) {
        int width = (int) x(end) + 40;
        int height = y(size - 1) + 50;
        var all = new StringBuilder("""
                <svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='13'>
                <style>rect{fill:#ddd} .pre-candidate{fill:#fd8} .candidate{fill:#f90} .leader{fill:#7c7} .down{fill:#444}
                line{stroke:#bbb} .VoteRequest{stroke:#c60} .VoteReply{stroke:#eb6}
                .Append{stroke:#06c} .Install{stroke:#909}
                circle{fill:#036} .term{font-size:11px;fill:#363}</style>
                """.formatted(width, height));
        for (int node = 0; node < size; node++) {
            all.append("<text x='8' y='%d'>nodo%d</text>%n".formatted(y(node) + 4, node));
        }
        for (double at = 0; x(Duration.ofMillis((long) at)) < width - 40; at += 100) {
            all.append(String.format(Locale.ROOT, "<text x='%.0f' y='20' fill='#888'>%.0f ms</text>%n",
                    x(Duration.ofMillis((long) at)), at));
        }
        int before = count;
        count = 0;
        all.append(bars);
        beings.forEach((node, being) -> bar(all, node, being, x(end)));
        count = before;
        all.append(marks);
        return all.append("</svg>\n").toString();
    }
}
