package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import wirelab.kit.Peer;

/// The black-box suite on both nodes, and on nodes that each break one requirement. Most of an examination is waiting, so
/// several go on at once.
@Tag("scripts")
class ConformanceTest {
    static final List<String> WRONG = List.of("R1", "R2", "R4", "R5", "R9", "R11", "R16", "R21", "R25", "R30", "R41", "R42");
    private static final String OURS = "ours";
    private static final String PYTHON = "python";
    private static final int AT_ONCE = 4;

    @TempDir
    static Path folder;
    private static ExecutorService pool;
    private static final Map<String, Future<List<String>>> EXAMINATIONS = new LinkedHashMap<>();

    @BeforeAll
    static void begin() {
        Peer.require("python3", "python3");
        pool = Executors.newFixedThreadPool(AT_ONCE);
        begin(OURS, config -> Peer.script("RingNode", "--id", "1", "--id_dst", "2", "--config", config.toString()));
        begin(PYTHON, ConformanceTest::python);
        for (String requirement : WRONG) begin(requirement, config -> python(config, "--wrong", requirement));
    }

    private static void begin(String name, Examiner.Program program) {
        EXAMINATIONS.put(name, pool.submit(() -> Examiner.examine(Files.createDirectory(folder.resolve(name)), program)));
    }

    @AfterAll
    static void end() {
        // Those that have begun end by themselves, and their programs with them.
        if (pool != null) pool.close();
    }

    private static Peer python(Path config, String... more) throws IOException {
        var command = new ArrayList<>(List.of("python3", "modules/wirelab.ring/test/python/node.py", "--id", "1",
                "--id_dst", "2", "--config", config.toString()));
        command.addAll(List.of(more));
        return Peer.start(command.toArray(String[]::new));
    }

    @Test
    @DisplayName("R1, R2, R3: our node passes the examination")
    void ours() throws Exception {
        assertEquals(List.of(), EXAMINATIONS.get(OURS).get());
    }

    @Test
    @DisplayName("R1, R2, R3: the node in Python, written from the text alone, passes it too")
    void fromTheText() throws Exception {
        assertEquals(List.of(), EXAMINATIONS.get(PYTHON).get());
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("WRONG")
    @DisplayName("a node that breaks one requirement is told so, by its number")
    void wrong(String requirement) throws Exception {
        assertEquals(List.of(requirement), EXAMINATIONS.get(requirement).get());
    }
}
