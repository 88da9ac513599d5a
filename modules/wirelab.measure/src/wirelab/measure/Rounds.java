package wirelab.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures several things in turns (A B C A B C ...), so that a machine that grows slower or faster meanwhile does so for
/// all.
///
/// @param warm rounds before, that are run and forgotten: compilers work in them
public record Rounds(int warm, int counted) {
    /// Measures one thing once.
    @FunctionalInterface
    public interface Measurement<S, R> {
        /// {@return what came out; `null` when nothing did, which is left out}
        R measure(S subject) throws Exception;
    }

    public static Rounds of(int counted) {
        return new Rounds(0, counted);
    }

    public int all() {
        return warm + counted;
    }

    /// {@return what each gave, round by round; one that never gave anything is not in it}
    public <S, R> Map<S, List<R>> run(List<S> subjects, Measurement<S, R> measurement) throws Exception {
        var results = new LinkedHashMap<S, List<R>>();
        for (int round = 0; round < all(); round++) {
            for (var subject : subjects) {
                R result = measurement.measure(subject);
                if (result != null && round >= warm) results.computeIfAbsent(subject, _ -> new ArrayList<>()).add(result);
            }
        }
        return results;
    }
}
