package wirelab.raft;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Watches over a [RaftLab]: what must always hold, what is drawn, and what is counted.
final class LabWatch {
    private final RaftLab lab;
    private final RaftPicture picture;
    private final Map<Long, LogEntry> committed = new HashMap<>();
    private final Map<Long, Integer> leaders = new HashMap<>();
    private double diesYoung;
    /// Deaths of leaders, and those among them with a client's write under way.
    int leaderDeaths;
    int deathsWithWrite;

    /// @param picture `null` where nobody looks
    LabWatch(RaftLab lab, RaftPicture picture) {
        this.lab = lab;
        this.picture = picture;
    }

    RaftPicture picture() {
        return picture;
    }

    void dieYoung(double chance) {
        diesYoung = chance;
    }

    long sent(LabNode from, RaftAction.Send action) {
        long number = lab.nextNumber();
        if (picture != null) picture.sent(number, lab.net.elapsed(), from.id, action);
        return number;
    }

    void arrived(LabNode at, long number) {
        if (picture != null) picture.arrived(number, lab.net.elapsed());
    }

    void became(LabNode node, RaftMachine.Role role, long term) {
        if (picture != null) picture.became(lab.net.elapsed(), node.id, role, term);
        if (role != RaftMachine.Role.LEADER) return;
        Integer before = leaders.put(term, node.id);
        if (before != null && before != node.id) {
            throw lab.net.failure("two leaders in term " + term + ": nodes " + before + " and " + node.id);
        }
        if (diesYoung == 0 || lab.net.random().nextDouble() >= diesYoung) return;
        lab.net.after(Duration.ofMillis(1 + lab.net.random().nextInt(60)), () -> {
            node.die();
            lab.net.after(Duration.ofMillis(1 + lab.net.random().nextInt(60)), () -> lab.restart(node.id));
        });
    }

    void died(LabNode node) {
        if (node.raft().role() == RaftMachine.Role.LEADER) {
            leaderDeaths++;
            if (lab.clients().stream().anyMatch(LabClient::isWriting)) deathsWithWrite++;
        }
        if (picture != null) picture.died(lab.net.elapsed(), node.id);
    }

    void applied(LabNode node, LogEntry entry) {
        if (picture != null) picture.applied(lab.net.elapsed(), node.id, entry);
        var before = committed.putIfAbsent(entry.index(), entry);
        if (before != null && !before.equals(entry)) {
            throw lab.net.failure("two entries are committed: " + before + " and, by node " + node.id + ", " + entry);
        }
    }

    void restored(LabNode node, Snapshot snapshot) {
        if (picture != null) picture.restored(lab.net.elapsed(), node.id, snapshot);
    }
}
