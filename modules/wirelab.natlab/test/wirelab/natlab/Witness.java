package wirelab.natlab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import wirelab.kit.Eventually;
import wirelab.nat.*;

/// A client with real sockets that remembers what it told its user, and when.
public final class Witness implements AutoCloseable {
    private record Seen(long at, Notice notice) {}

    public interface Start {
        NatClient with(Consumer<Notice> listener) throws IOException;
    }

    public final NatClient client;
    private final List<Seen> notices = new CopyOnWriteArrayList<>();

    private Witness(Start start) throws IOException {
        client = start.with(notice -> notices.add(new Seen(System.nanoTime(), notice)));
    }

    public static Witness start(Start start) throws IOException {
        return new Witness(start);
    }

    /// On a host of a lab in which a server runs.
    public static Witness on(NatLab lab, NatLab.Node host, String id) throws IOException {
        return start(listener -> Matrix.client(lab, host, id, listener));
    }

    /// On this machine.
    public static Witness here(NatServer server, String id) throws IOException {
        return start(listener -> NatClient.start(NatClient.Options.of(id, server.address()), listener));
    }

    /// Both know of each other.
    public static void meet(Witness a, Witness b) {
        Eventually.that("they see each other", () -> a.client.list().size() >= 2 && b.client.list().size() >= 2);
    }

    /// The messages that were shown, in order.
    public List<String> shown() {
        return notices.stream().filter(seen -> seen.notice instanceof Notice.Message)
                .map(seen -> ((Notice.Message) seen.notice).message()).toList();
    }

    /// The messages of which the user was told that they have arrived.
    public List<String> delivered() {
        return notices.stream().filter(seen -> seen.notice instanceof Notice.Delivered)
                .map(seen -> ((Notice.Delivered) seen.notice).message()).toList();
    }

    /// The kinds of path that were taken, in order.
    public List<String> paths() {
        return notices.stream().filter(seen -> seen.notice instanceof Notice.Path)
                .map(seen -> ((Notice.Path) seen.notice).kind()).toList();
    }

    public List<Notice> notices() {
        return notices.stream().map(Seen::notice).toList();
    }

    /// When the user was first told something of a kind; waits for it.
    public long at(String what, Predicate<Notice> kind) {
        Eventually.that(what, () -> notices.stream().anyMatch(seen -> kind.test(seen.notice)));
        return notices.stream().filter(seen -> kind.test(seen.notice)).findFirst().orElseThrow().at;
    }

    /// The longest time between two messages that were shown, from one moment on.
    public Duration longestSilence(long from) {
        long last = from;
        long longest = 0;
        for (var seen : notices) {
            if (!(seen.notice instanceof Notice.Message) || seen.at < from) continue;
            longest = Math.max(longest, seen.at - last);
            last = seen.at;
        }
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() {
        client.close();
    }
}
