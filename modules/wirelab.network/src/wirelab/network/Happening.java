package wirelab.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import wirelab.kit.Visible;

/// Something that a node has told its user.
///
/// @param nanos when, since the network was started
/// @param node which node
/// @param what what it told
public record Happening(long nanos, String node, Action what) {
    /// In one line for people.
    ///
    /// @return time in seconds, node and what it told
    public String text() {
        return String.format(Locale.ROOT, "%7.3f s  %s %s", nanos / 1e9, node, Visible.of(what.text()));
    }

    /// What has happened in a network, the last of it at least; for several threads.
    static final class Log {
        private final int most;
        private final Deque<Happening> kept = new ArrayDeque<>();
        private long forgotten;

        Log(int most) {
            this.most = most;
        }

        synchronized void add(Happening happening) {
            kept.add(happening);
            if (kept.size() <= most) return;
            kept.remove();
            forgotten++;
        }

        /// How much has happened so far.
        synchronized long mark() {
            return forgotten + kept.size();
        }

        /// What has happened since a mark, as far as it is still known.
        synchronized List<Happening> since(long mark) {
            return kept.stream().skip(Math.max(0, mark - forgotten)).toList();
        }

        /// A search for the first happening of a kind since a mark; each look goes on where the last one ended.
        final class Search implements BooleanSupplier {
            private final Predicate<Happening> wanted;
            private long seen;
            Happening found;

            Search(long mark, Predicate<Happening> wanted) {
                this.wanted = wanted;
                seen = mark;
            }

            @Override
            public boolean getAsBoolean() {
                for (var happening : since(seen)) {
                    seen++;
                    if (found == null && wanted.test(happening)) found = happening;
                }
                return found != null;
            }
        }
    }
}
