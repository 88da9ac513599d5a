package wirelab.shell;

import java.util.LinkedHashMap;
import java.util.Map;

/// Values on their way from one jshell to another of the same process: the two share no variable, and this class alone.
public final class Handover {
    private static final Map<String, Object> VALUES = new LinkedHashMap<>();

    private Handover() {}

    /// Called by the shell that has the value.
    public static synchronized void put(String name, Object value) {
        VALUES.put(name, value);
    }

    /// Called by the shell that wants the value.
    public static synchronized Object take(String name) {
        return VALUES.get(name);
    }

    /// {@return all that is on its way now, by name}
    static synchronized Map<String, Object> all() {
        return new LinkedHashMap<>(VALUES);
    }

    static synchronized void clear() {
        VALUES.clear();
    }
}
