package wirelab.kit;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// Numbers by name, which any thread may raise: connections accepted, bytes read, logins failed.
public final class Counters {
    private final Map<String, LongAdder> adders = new ConcurrentSkipListMap<>();

    /// Begins with no numbers; each appears when it is first asked for.
    public Counters() {}

    /// {@return the adder behind a name, for code that counts often and wants to look it up once: the adder, the same for
    /// each call}
    public LongAdder adder(String name) {
        return adders.computeIfAbsent(name, _ -> new LongAdder());
    }

    public void count(String name) {
        adder(name).increment();
    }

    /// Reads one number.
    ///
    /// @return the number so far, 0 when nothing was counted under that name
    public long get(String name) {
        var adder = adders.get(name);
        return adder == null ? 0 : adder.sum();
    }

    /// Reads all numbers.
    ///
    /// @return name to number, in the order of the names
    public Map<String, Long> snapshot() {
        var all = new TreeMap<String, Long>();
        adders.forEach((name, adder) -> all.put(name, adder.sum()));
        return all;
    }

    /// {@return all numbers in one line: `name number, name number`, in the order of the names}
    @Override
    public String toString() {
        var text = new StringBuilder();
        snapshot().forEach((name, n) -> text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(n));
        return text.toString();
    }
}
