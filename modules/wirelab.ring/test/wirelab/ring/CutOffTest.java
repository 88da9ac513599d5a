package wirelab.ring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.hosts.Namespace;
import wirelab.kit.Peer;

/// A node whose packets a firewall drops: nobody gets a reset, there is only silence.
@Tag("hosts")
class CutOffTest {
    private static final String PREFIX = "wlring" + ProcessHandle.current().pid();

    @TempDir
    Path folder;

    @Test
    @DisplayName("a node that nft cuts off is bypassed, and let in again when the rule is gone; each message once")
    void dropped() throws IOException {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        Peer.require("nft", "nftables");
        // So long that the node that is cut off does not take itself for a ring of one meanwhile.
        String times = "alive = 200ms\ndead = 2s\nlap = 500ms\nlost = 120s\nform = 60s";
        try (var most = Namespace.create(PREFIX + "m"); var one = Namespace.create(PREFIX + "o")) {
            most.ip("link add cable type veth peer name cable netns " + one.name());
            most.ip("addr add 10.9.1.1/24 dev cable\nlink set cable up");
            one.ip("addr add 10.9.1.2/24 dev cable\nlink set cable up");
            try (var run = new RingRun(folder, times, List.of("10.9.1.1", "10.9.1.1", "10.9.1.2", "10.9.1.1"))) {
                run.fill(4, 100);
                var talker = run.talker(0, most.host());
                run.start(1, most);
                run.start(2, one);
                run.start(3, most);
                run.up();
                talker.reaches(2);
                one.feed("""
                        table inet cut {
                          chain in { type filter hook input priority 0; iif "cable" drop; }
                          chain out { type filter hook output priority 0; oif "cable" drop; }
                        }
                        """, "nft", "-f", "-");
                talker.misses(2);
                one.run("nft", "delete", "table", "inet", "cut");
                talker.reaches(2);
                run.ends();
                run.eachOnce(4, 100, List.of(2));
            }
        }
    }
}
