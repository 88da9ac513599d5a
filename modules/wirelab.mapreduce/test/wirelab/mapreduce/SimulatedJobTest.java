package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.simulation.SimulatedNetwork;
import wirelab.simulation.SimulatedNode;

/// The machines of master and reducer on a network in virtual time: mappers crash, hang and are cut off with portions in
/// their hands, and the reducer dies with tables under way.
class SimulatedJobTest {
    private static final class Run {
        private final SimulatedNetwork network;
        private final SimulatedNodes.Master master;
        private final SimulatedNodes.Reducer reducer;
        private final List<SimulatedNodes.Mapper> mappers = new ArrayList<>();
        private int busy;
        private int announced;

        Run(long seed, boolean replaces) {
            network = new SimulatedNetwork(seed, SimulatedNetwork.BEFORE_WRAP);
            var random = network.random();
            int portions = 1 + random.nextInt(12);
            var rules = new MasterMachine.Rules(1 + random.nextInt(2), 1, false, Duration.ofMinutes(1).toNanos());
            master = network.add(new SimulatedNodes.Master(rules, portions, replaces));
            reducer = network.add(new SimulatedNodes.Reducer(portions));
            for (int i = 0; i < 5; i++) mappers.add(network.add(new SimulatedNodes.Mapper(i, random)));
        }

        /// What befalls the nodes, each some time after the one before; whoever died is back after a while.
        Run withFaults(int left) {
            if (left == 0) return this;
            network.after(Duration.ofMillis(network.random().nextInt(700)), () -> {
                var victim = mappers.get(network.random().nextInt(mappers.size()));
                if (victim.isUp() && victim.machine().isBusy()) busy++;
                if (victim.isUp() && victim.machine().isBusy() && victim.machine().hasAnnounced()) announced++;
                switch (network.random().nextInt(4)) {
                    case 0 -> cut(victim.name(), network.random().nextBoolean() ? "master" : "reducer");
                    case 1 -> restart(reducer);
                    default -> restart(victim);
                }
                withFaults(left - 1);
            });
            return this;
        }

        private void restart(SimulatedNode<?, ?> node) {
            if (!node.isUp()) return;
            node.crash();
            network.after(Duration.ofMillis(100 + network.random().nextInt(3000)), node::restart);
        }

        private void cut(String one, String other) {
            network.cut(one, other);
            network.after(Duration.ofMillis(network.random().nextInt(4000)), network::heal);
        }

        /// Silence ends a conversation: whoever hangs is cut off after ten seconds, and comes back as another one.
        private void hangUp() {
            for (var mapper : mappers) restart(mapper);
            network.after(Duration.ofSeconds(10), this::hangUp);
        }

        void check() {
            network.after(Duration.ofSeconds(10), this::hangUp);
            network.until("the job is finished", Duration.ofMinutes(5), () -> master.finished || !master.failed.isEmpty());
            if (!master.finished) throw network.failure("failed: " + master.failed);
            for (int i = 0; i < reducer.portions; i++) {
                if (!Long.valueOf(ToyMapper.digest(i)).equals(reducer.kept.get(i))) throw network.failure("portion "
                        + i + " is not there");
            }
        }
    }

    @Test
    void everyPortionIsAcceptedOnceWhateverBefallsTheNodes() {
        int busy = 0;
        int announced = 0;
        int lost = 0;
        for (long seed = 0; seed < 100; seed++) {
            var run = new Run(seed, true).withFaults(12);
            run.check();
            busy += run.busy;
            announced += run.announced;
            lost += run.master.lost;
        }
        assertTrue(busy > 100 && announced > 10 && lost > 100, busy + " had a portion, " + announced + " of them a table, "
                + lost + " deaths were noticed");
    }

    @Test
    void aMasterThatNeverAssignsAgainDoesNotPass() {
        int failed = 0;
        for (long seed = 0; seed < 20; seed++) {
            var run = new Run(seed, false).withFaults(12);
            try {
                run.check();
            } catch (AssertionError _) {
                failed++;
            }
        }
        assertTrue(failed >= 15, failed + " of 20 runs failed");
    }

    @Test
    void aJobWithoutMappersFailsWhenItsPatienceIsAtAnEnd() {
        var run = new Run(1, true);
        for (var mapper : run.mappers) mapper.crash();
        var failed = assertThrows(AssertionError.class, () -> run.network.until("finished", Duration.ofMinutes(2), () -> {
            if (!run.master.failed.isEmpty()) throw new AssertionError(run.master.failed);
            return run.master.finished;
        }));
        assertEquals("no mapper has been there for too long", failed.getMessage());
        assertEquals(Duration.ofMinutes(1).toSeconds(), run.network.elapsed().toSeconds());
    }
}
