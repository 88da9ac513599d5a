package wirelab.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A machine for tests of the driver: gives out what it is told to, and notes what is done with it.
final class Ticker implements Machine<String> {
    final List<Long> times = new ArrayList<>();
    final List<Long> ticks = new ArrayList<>();
    private final List<String> actions = new ArrayList<>();
    long at = NEVER;
    long looks;
    int brokenTicks;
    boolean alwaysDue;
    private long last = System.nanoTime();

    void say(long now, String... words) {
        if (now - last < 0) throw new IllegalStateException("time went backwards");
        last = now;
        times.add(now);
        actions.addAll(List.of(words));
    }

    @Override
    public void tick(long now) {
        ticks.add(now);
        if (brokenTicks > 0) {
            brokenTicks--;
            throw new IllegalStateException("broken tick");
        }
        if (alwaysDue) return;
        at = NEVER;
        actions.add("tick");
    }

    @Override
    public long nextAt() {
        if (Thread.currentThread().getName().endsWith("-clock")) looks++;
        return at;
    }

    @Override
    public void drain(Consumer<? super String> performer) {
        actions.forEach(performer);
        actions.clear();
    }
}
