package wirelab.tap;

import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Tap;

/// Asks the [Claims] of other programs whether they record something already, remembers the answer for a moment, since
/// datagrams may come fast, and says so to the user once per file.
final class Elsewhere {
    private static final long VALID = TimeUnit.SECONDS.toNanos(1);
    private static final int REMEMBERED = 1024;

    private record Question(Tap.Transport transport, InetSocketAddress address) {}

    private record Answer(boolean recorded, long at) {}

    private final Claims claims;
    private final Path file;
    private final String application;
    private final PrintStream notes;
    private final Map<String, Boolean> said = new LinkedHashMap<>();
    private final Map<Question, Answer> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Answer> eldest) {
            return size() > REMEMBERED;
        }
    };

    Elsewhere(Claims claims, Path file, String application, PrintStream notes) {
        this.claims = claims;
        this.file = file;
        this.application = application;
        this.notes = notes;
    }

    /// Whether another capture in the same folder records what is said there.
    ///
    /// @param address TCP: of the server; UDP: of the sender
    /// @return whether this capture must leave it out
    synchronized boolean records(Tap.Transport transport, InetSocketAddress address) {
        var question = new Question(transport, address);
        var answer = known.get(question);
        long now = System.nanoTime();
        if (answer != null && now - answer.at < VALID) return answer.recorded;
        var other = claims.elsewhere(transport, address);
        known.remove(question);
        known.put(question, new Answer(other.isPresent(), now));
        other.ifPresent(this::say);
        return other.isPresent();
    }

    private void say(String other) {
        if (said.size() >= REMEMBERED || said.put(other, true) != null) return;
        notes.println(application + ": " + other + " has what this program says to it; mergecap joins it with " + file);
    }
}
