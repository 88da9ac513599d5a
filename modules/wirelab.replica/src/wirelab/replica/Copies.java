package wirelab.replica;

import java.util.ArrayList;
import java.util.List;

/// On how many nodes a path is as it should be: on those that can be reached, and whose folder is further than the last
/// entry that has to do with the path.
final class Copies implements Desk.Copies {
    /// Entries that are looked at, of those that some folder does not have yet.
    private static final int MOST_LATE = 1_000;

    private record Late(long index, TreeChange change) {}

    private final ReplicaService node;

    Copies(ReplicaService node) {
        this.node = node;
    }

    @Override
    public Desk.View view() {
        var members = node.driver.ask(node.machine::members);
        var brought = new ArrayList<Long>();
        if (members.contains(node.id)) brought.add(node.applier.broughtTo());
        node.links.forEach((id, link) -> {
            if (members.contains(id) && link.isUp()) brought.add(link.broughtTo());
        });
        long least = brought.stream().mapToLong(it -> it).min().orElse(0);
        var late = late(least);
        return path -> {
            long last = late.stream().filter(it -> it.change.touches(path)).mapToLong(Late::index).max().orElse(0);
            return (int) brought.stream().filter(it -> it >= last).count();
        };
    }

    private List<Late> late(long after) {
        long commit = node.driver.ask(node.machine::commit);
        var late = new ArrayList<Late>();
        for (var entry : node.driver.ask(node.machine::entries)) {
            if (entry.index() <= after || entry.index() > commit || late.size() >= MOST_LATE) continue;
            var change = LogWriter.change(entry);
            if (change != null) late.add(new Late(entry.index(), change));
        }
        return late;
    }

    @Override
    public boolean isConfigured(int id) {
        return node.config.nodes().containsKey(id);
    }

    @Override
    public boolean isComplete(int id) {
        if (id == node.id) return true;
        var link = node.links.get(id);
        return link != null && link.isUp() && link.pending() == 0
                && link.broughtTo() >= node.applier.broughtTo() - MOST_LATE;
    }
}
