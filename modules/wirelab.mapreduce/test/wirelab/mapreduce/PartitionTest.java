package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.hosts.Namespace;
import wirelab.kit.Host;
import wirelab.terms.Oracle;
import wirelab.terms.Texts;

/// Two hosts on a cable that is pulled in the middle of a job.
@Tag("hosts")
class PartitionTest {
    private static final String NEAR = "10.18.0.1";
    private static final String FAR = "10.18.0.2";
    @TempDir
    Path folder;
    private Namespace near;
    private Namespace far;

    @BeforeEach
    void build() throws IOException {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        String prefix = "wlmr" + ProcessHandle.current().pid();
        near = Namespace.create(prefix + "n");
        far = Namespace.create(prefix + "f");
        near.ip("link add cable type veth peer name cable netns " + far.name());
        near.ip("addr add " + NEAR + "/24 dev cable\nlink set cable up");
        far.ip("addr add " + FAR + "/24 dev cable\nlink set cable up");
    }

    @AfterEach
    void remove() {
        if (near != null) near.close();
        if (far != null) far.close();
    }

    private WorkerOptions at(String address, String name) {
        return WorkerOptions.DEFAULTS.withKey("secret", false).withBind(new InetSocketAddress(address, 0))
                .withThreads(1).withFolder(folder.resolve(name));
    }

    @Test
    void aMapperThatIsCutOffWithAPortionInItsHandsIsReplaced() throws Exception {
        byte[] words = Texts.words(67, 30_000_000, 100_000);
        var options = JobOptions.of(Files.write(folder.resolve("in"), words), folder.resolve("out")).withPortions(2, 1)
                .withResume(true, false);
        boolean counted = false;
        // Sometimes it has delivered its table just before the cable was pulled.
        for (int i = 0; i < 5 && !counted; i++) counted = pulled(options, Oracle.table(words), "try" + i);
        assertTrue(counted, "the far mapper never had a portion in its hands");
    }

    /// {@return whether the mapper beyond the cable held a portion that another one had to map}
    private boolean pulled(JobOptions options, String table, String name) throws Exception {
        near.ip("link set cable up");
        try (var reducer = ReducerNode.start(near.host(), at(NEAR, name + "r"));
                var mapper = MapperNode.start(near.host(), at(NEAR, name + "n"));
                var beyond = MapperNode.start(far.host(), at(FAR, name + "f"))) {
            var config = new ClusterConfig(List.of(beyond.address(), mapper.address()), List.of(reducer.address()),
                    "secret");
            var said = new ConcurrentLinkedQueue<String>();
            try (var master = master(near.host(), config, options, said)) {
                var result = new FutureTask<>(master::run);
                Thread.ofVirtual().start(result);
                while (!maps(master) && !result.isDone()) Thread.onSpinWait();
                near.ip("link set cable down");
                var counters = result.get().counters();
                assertEquals(table, Files.readString(options.out()));
                return counters.getOrDefault("backups", 0L) + counters.getOrDefault("deaths", 0L) > 0;
            }
        }
    }

    private static JobMaster master(Host host, ClusterConfig config, JobOptions options,
            ConcurrentLinkedQueue<String> said) {
        return JobMaster.of(host, () -> config, options, said::add, InputStream.nullInputStream());
    }

    private static boolean maps(JobMaster master) {
        return master.view().nodes().stream().anyMatch(node -> node.mapper() == 0 && node.state() == JobView.State.MAPS
                && node.bytes() > 0);
    }
}
