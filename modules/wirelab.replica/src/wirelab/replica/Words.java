package wirelab.replica;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Address;
import wirelab.kit.FieldWriter;
import wirelab.kit.Text;
import wirelab.kit.Visible;
import wirelab.raft.LogEntry;
import wirelab.raft.RaftAnswer;

/// What a node says about itself and its group, in words: `status`, `replicas`, `why PATH`, `log`, `fsck`.
final class Words {
    private static final int MOST_LINES = 200;

    private final ReplicaService node;

    Words(ReplicaService node) {
        this.node = node;
    }

    String answer(String words) throws IOException {
        int space = words.indexOf(' ');
        String what = space < 0 ? words : words.substring(0, space);
        String path = space < 0 ? "" : words.substring(space + 1);
        return switch (what) {
            case "status" -> status();
            case "replicas" -> replicas();
            case "why" -> why(path);
            case "log" -> log();
            case "nodes" -> nodes();
            case "fsck" -> fsck();
            case "root" -> node.root();
            default -> "'" + Visible.of(what) + "' is nothing that a node tells: status, replicas, why PATH, log, fsck, root, nodes";
        };
    }

    /// One line, which begins with who leads.
    String status() {
        int leader = node.leader();
        var machine = node.machine;
        long lag = node.driver.ask(machine::commit) - node.applier.broughtTo();
        String trouble = node.trouble();
        return (leader == RaftAnswer.NOBODY ? "no leader" : "leader " + ReplicaConfig.name(leader))
                + ", this is " + ReplicaConfig.name(node.id) + " in term " + node.driver.ask(machine::term)
                + ", committed to " + node.driver.ask(machine::commit) + ", folder " + Math.max(0, lag) + " behind"
                + ", last force " + Text.duration(node.log.lastForce())
                + (trouble.isEmpty() ? "" : ", " + Visible.of(trouble));
    }

    /// A line for each node that is configured.
    private String replicas() {
        var members = node.driver.ask(node.machine::members);
        var lines = new ArrayList<String>();
        for (var one : node.config.nodes().entrySet()) {
            int id = one.getKey();
            String part = members.voters().contains(id) ? "votes" : members.learners().contains(id) ? "learns" : "no member";
            lines.add(ReplicaConfig.name(id) + " at " + Address.text(one.getValue()) + ", " + part + ", " + health(id));
        }
        return String.join("\n", lines);
    }

    private String health(int id) {
        boolean leads = node.leads();
        String log = leads ? ", log to " + node.driver.ask(() -> node.machine.match(id)) : "";
        if (id == node.id) return "folder to " + node.applier.broughtTo() + log + ", asked";
        var link = node.links.get(id);
        if (!link.isUp()) return "down" + (link.trouble().isEmpty() ? "" : ": " + Visible.of(link.trouble()));
        return "folder to " + link.broughtTo() + log + (link.pending() == 0 ? ""
                : ", lacks " + Text.count(link.pending(), "path"));
    }

    /// Each node's number and address: what a client needs that knows one of them.
    private String nodes() {
        var lines = new ArrayList<String>();
        node.config.nodes().forEach((id, address) -> lines.add(id + " " + Address.text(address)));
        return String.join("\n", lines);
    }

    /// Reads all files of this node's folder; what is rotten is mended.
    private String fsck() throws IOException {
        var edits = node.keeper.scrub(Long.MAX_VALUE);
        if (!edits.isEmpty()) node.mend(edits);
        var lines = new ArrayList<String>();
        for (var edit : edits) lines.add(edit.toString());
        lines.add(ReplicaConfig.name(node.id) + ": " + Text.count(node.keeper.held().size(), "path") + ", "
                + Text.bytes(node.keeper.held().bytes()) + ", " + (edits.isEmpty() ? "all as it should be"
                : edits.size() + " not as it should be"));
        for (String path : node.keeper.unusable()) lines.add(Visible.of(path) + ": cannot be replicated");
        return shortened(lines);
    }

    /// ```
    /// each: path (length u16), when it was overwritten in milliseconds since 1970 u64, node of the tree
    /// ```
    byte[] versions(String path) {
        var out = new FieldWriter();
        for (var version : node.keeper.versions(path)) {
            version.file().write(out.sizedText(2, version.path()).u64(version.when()));
        }
        return out.done();
    }

    /// The entries that have to do with a path, as far as the log goes back.
    private String why(String path) {
        long commit = node.driver.ask(node.machine::commit);
        var lines = new ArrayList<String>();
        var entries = node.driver.ask(node.machine::entries);
        for (var entry : entries) {
            var change = LogWriter.change(entry);
            if (change != null && change.touches(path)) lines.add(line(entry, change, commit));
        }
        var now = node.state.tree().get(path);
        lines.add(Visible.of(path) + " is " + (now == null ? "not there" : now.toString()));
        if (!entries.isEmpty() && entries.getFirst().index() > 1) {
            lines.addFirst("(the log goes back to entry " + entries.getFirst().index() + ")");
        }
        return shortened(lines);
    }

    private String log() {
        long commit = node.driver.ask(node.machine::commit);
        var lines = new ArrayList<String>();
        for (var entry : node.driver.ask(node.machine::entries)) lines.add(line(entry, LogWriter.change(entry), commit));
        return shortened(lines);
    }

    private static String line(LogEntry entry, TreeChange change, long commit) {
        String what = switch (change) {
            case null -> entry.content() instanceof LogEntry.Change it ? "members: " + it.members()
                    : entry.content() instanceof LogEntry.Open ? "a session opens" : "a leader begins";
            case TreeChange.Put it -> "put " + Visible.of(it.path()) + ", " + it.node();
            case TreeChange.Mkdir it -> "mkdir " + Visible.of(it.path());
            case TreeChange.Rmdir it -> "rmdir " + Visible.of(it.path());
            case TreeChange.Remove it -> (it.all() ? "rm -r " : "rm ") + Visible.of(it.path());
            case TreeChange.Move it -> "mv " + Visible.of(it.path()) + " " + Visible.of(it.to());
            case TreeChange.Copy it -> "cp " + Visible.of(it.path()) + " " + Visible.of(it.to());
            case TreeChange.Link it -> "ln -s " + Visible.of(it.target()) + " " + Visible.of(it.path());
            case TreeChange.Chmod it -> "chmod " + Integer.toOctalString(it.mode()) + " " + Visible.of(it.path());
        };
        String session = entry.content() instanceof LogEntry.Command it ? ", session " + it.session() : "";
        return "entry " + entry.index() + ", term " + entry.term() + session + ": " + what
                + (entry.index() > commit ? " (not committed)" : "");
    }

    private static String shortened(List<String> lines) {
        int over = lines.size() - MOST_LINES;
        if (over <= 0) return String.join("\n", lines);
        return "(" + over + " earlier)\n" + String.join("\n", lines.subList(over, lines.size()));
    }
}
