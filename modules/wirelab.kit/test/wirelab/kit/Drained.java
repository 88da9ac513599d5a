package wirelab.kit;

import java.util.ArrayList;
import java.util.List;

/// What a machine wants done, for tests that drive it by hand.
public final class Drained {
    private Drained() {}

    public static <A> List<A> from(Machine<A> machine) {
        var actions = new ArrayList<A>();
        machine.drain(actions::add);
        return actions;
    }
}
