package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

/// The model is checked exhaustively by SPIN; each property has a mutant that breaks it, each fault is shown to happen. All
/// searches begin with the class, one for each core at a time.
@Tag("interop")
@Tag("once")
class ModelTest {
    /// A model, what is wrong with it, and the property that it breaks.
    record Mutant(String model, String name, String property) {
        @Override
        public String toString() {
            return name + " in " + model + ": " + property;
        }
    }

    record Witness(String model, String fault) {
        @Override
        public String toString() {
            return fault + " in " + model;
        }
    }

    /// The longest first, so that no core waits for another in the end.
    private static final List<String> MODELS = List.of("lost", "premature", "crash", "election", "any-state", "bypass",
            "fault-free");
    /// Their searches are longer than it takes to compile a fast one.
    private static final Set<String> LARGE = Set.of("lost", "premature", "crash", "election");
    static final List<Mutant> MUTANTS = List.of(new Mutant("premature", "M_STALE", "(ep[k]!=ep[me])"),
            new Mutant("bypass", "M_SAME_TURN", "(ep[k]!=ep[me])"), new Mutant("lost", "M_NO_DEDUP", "(delivered[a]<=1)"),
            new Mutant("fault-free", "M_LIAR", "(delivered[me]>0)"), new Mutant("premature", "M_OLD_VOTE", "!(pending[k])"),
            new Mutant("lost", "M_STOPPED", "(repeats[me]<9)"), new Mutant("crash", "M_FORGET", "!(made[e])"),
            new Mutant("election", "M_NO_CLAIM", "invalid end state"), new Mutant("any-state", "M_TWO", "acceptance cycle"),
            new Mutant("any-state", "M_NO_CLAIM", "acceptance cycle"));
    static final List<Witness> WITNESSES = List.of(new Witness("lost", "LOSS"), new Witness("premature", "PREMATURE"),
            new Witness("crash", "CRASH"), new Witness("crash", "RESTART"), new Witness("bypass", "CUT"),
            new Witness("bypass", "REJOIN"), new Witness("election", "WIN"), new Witness("fault-free", "END"),
            new Witness("fault-free", "REFUSAL"));

    @TempDir
    static Path folder;
    private static ExecutorService cores;
    private static final Map<Object, Future<Spin>> SEARCHES = new LinkedHashMap<>();

    @BeforeAll
    static void begin() {
        Spin.require();
        cores = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        for (String model : MODELS) begin(model, model, LARGE.contains(model) ? "-O2" : "-O1", isLive(model));
        for (var mutant : MUTANTS) {
            boolean live = isLive(mutant.model);
            begin(mutant, mutant.model, live ? "-O1" : "-O0", live, mutant.name);
        }
        for (var witness : WITNESSES) begin(witness, witness.model, "-O0", false, "NEVER=" + witness.fault);
    }

    private static void begin(Object name, String model, String speed, boolean liveness, String... defines) {
        SEARCHES.put(name, cores.submit(() -> {
            long before = System.nanoTime();
            var place = Files.createDirectory(folder.resolve(name.toString().replaceAll("[^A-Za-z_-]", "_")));
            var result = Spin.check(place, model, speed, liveness, defines);
            System.out.printf("%s: %s, %.0f s%n", name, result.output().lines()
                    .filter(line -> line.contains("states, stored")).findFirst().orElse("").strip(),
                    (System.nanoTime() - before) / 1e9);
            return result;
        }));
    }

    private static boolean isLive(String model) {
        return model.equals("any-state");
    }

    @AfterAll
    static void end() {
        if (cores != null) cores.shutdownNow();
    }

    @Test
    @DisplayName("no state of any model breaks a property, and every line of the model is reached in one of them")
    void holds() throws Exception {
        Set<Integer> all = new TreeSet<>();
        Set<Integer> reached = new TreeSet<>();
        for (String model : MODELS) {
            var result = SEARCHES.get(model).get();
            assertEquals(0, result.errors(), () -> model + ":\n" + result.output());
            result.states().forEach((line, states) -> {
                all.add(line);
                if (result.unreached().getOrDefault(line, 0) < states) reached.add(line);
            });
        }
        all.removeAll(reached);
        assertTrue(reached.size() > 100, reached.size() + " lines are reached");
        assertEquals(Set.of(), all, "lines of ring.pml that nothing reaches");
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("MUTANTS")
    @DisplayName("a mutant of one line breaks its property")
    void mutants(Mutant mutant) throws Exception {
        var result = SEARCHES.get(mutant).get();
        assertEquals(1, result.errors(), result.output());
        assertTrue(result.output().replace(" ", "").contains(mutant.property.replace(" ", "")), result.output());
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("WITNESSES")
    @DisplayName("each fault happens: a model in which it must not fails")
    void witnesses(Witness witness) throws Exception {
        var result = SEARCHES.get(witness).get();
        assertEquals(1, result.errors(), result.output());
    }
}
