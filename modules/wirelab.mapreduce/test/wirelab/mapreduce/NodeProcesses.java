package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// A cluster of processes in a folder: its `config.ini`, what reducers keep, the result.
final class NodeProcesses implements AutoCloseable {
    private final Path folder;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final List<Peer> mappers = new CopyOnWriteArrayList<>();
    private final List<Peer> reducers = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();
    private List<String> mapperOptions = List.of();
    private String status;

    NodeProcesses(Path folder) {
        this.folder = folder;
    }

    /// Starts one of our scripts.
    ///
    /// @param more options of its virtual machine
    Peer script(List<String> more, String name, String... args) throws IOException {
        var command = new ArrayList<>(List.of(Peer.command(List.of(), name, args)));
        command.addAll(1, more);
        var peer = Peer.start(command.toArray(String[]::new));
        peers.add(peer);
        return peer;
    }

    /// Starts mappers, each in a process of its own, which the configuration names from then on.
    NodeProcesses mappers(int count, String... options) throws IOException {
        return mappers(List.of(), count, 1, options);
    }

    /// Starts processes with so many mappers each, which the configuration does not name before [#name(Peer)].
    NodeProcesses mappers(List<String> java, int count, int each, String... options) throws IOException {
        var fresh = new ArrayList<Peer>();
        for (int i = 0; i < count; i++) {
            var args = new ArrayList<>(List.of("127.0.0.1"));
            for (int n = 0; n < each; n++) args.add("0");
            args.addAll(List.of(options));
            mapperOptions = List.of(options);
            fresh.add(script(java, "Mapper", args.toArray(String[]::new)));
        }
        mappers.addAll(fresh);
        for (var mapper : fresh) {
            mapper.awaitListening();
            if (each == 1) name(mapper);
            else Eventually.that("all listen", () -> addresses(mapper).size() == each);
        }
        return this;
    }

    private static List<String> addresses(Peer peer) {
        return Pattern.compile("listening on (\\S+:\\d+)\\R").matcher(peer.output()).results().map(m -> m.group(1)).toList();
    }

    /// From now on the mappers of a process are in the configuration.
    void name(Peer process) throws IOException {
        int number = (int) sections.stream().filter(section -> section.startsWith("[mapper")).count();
        for (String address : addresses(process)) sections.add(section("mapper" + number++, address));
        write();
    }

    private static String section(String name, String address) {
        int colon = address.lastIndexOf(':');
        return "[" + name + "]\nhost = " + address.substring(0, colon) + "\nport = " + address.substring(colon + 1) + "\n";
    }

    /// Starts mappers that have ended again, where they were, until this thread is interrupted.
    void keepAlive(int count) {
        while (!Thread.interrupted()) {
            try {
                revive(count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// Starts those of the first mappers, each one alone in its process, that have ended.
    void revive(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            if (mappers.get(i).process().isAlive()) continue;
            String address = addresses(mappers.get(i)).getFirst();
            int colon = address.lastIndexOf(':');
            var args = new ArrayList<>(List.of(address.substring(0, colon), address.substring(colon + 1)));
            args.addAll(mapperOptions);
            mappers.set(i, script(List.of(), "Mapper", args.toArray(String[]::new)));
            mappers.get(i).awaitListening();
        }
    }

    NodeProcesses key(String key) throws IOException {
        sections.add("[job]\nkey = " + key + "\n");
        write();
        return this;
    }

    /// A reader sees the old configuration or the new one.
    private void write() throws IOException {
        var fresh = Files.writeString(folder.resolve("config.new"), String.join("", sections));
        Files.move(fresh, config(), StandardCopyOption.ATOMIC_MOVE);
    }

    Path config() {
        return folder.resolve("config.ini");
    }

    NodeProcesses reducers(int count, String... options) throws IOException {
        return reducers(List.of(), count, options);
    }

    NodeProcesses reducers(List<String> java, int count, String... options) throws IOException {
        for (int i = 1; i <= count; i++) {
            sections.add(section("reducer" + i, "127.0.0.1:" + Peer.freePort()));
            write();
            reducers.add(reducer(i, java, options));
        }
        for (var reducer : reducers) reducer.awaitListening();
        return this;
    }

    /// Names another address as the reducer's than the one where it listens: that of a relay before it.
    NodeProcesses reducerBehind(String... link) throws IOException {
        int port = Peer.freePort();
        var own = Files.writeString(folder.resolve("reducer.ini"), section("reducer1", "127.0.0.1:" + port));
        reducers.add(script(List.of(), "Reducer", "--config", own.toString(), "--name", "reducer1", "--folder",
                folder.resolve("kept1").toString()));
        reducers.getLast().awaitListening();
        var args = new ArrayList<>(List.of("--to", "127.0.0.1:" + port, "--over", "tcp"));
        args.addAll(List.of(link));
        var relay = script(List.of(), "Impair", args.toArray(String[]::new));
        var address = relay.awaitListening();
        sections.add(section("reducer1", "127.0.0.1:" + address.getPort()));
        write();
        return this;
    }

    private Peer reducer(int number, List<String> java, String... options) throws IOException {
        var args = new ArrayList<>(List.of("--config", config().toString(), "--name", "reducer" + number, "--folder",
                folder.resolve("kept" + number).toString()));
        args.addAll(List.of(options));
        return script(java, "Reducer", args.toArray(String[]::new));
    }

    /// Starts a reducer again that has ended.
    void restartReducer(int number) throws IOException {
        reducers.set(number - 1, reducer(number, List.of()));
        reducers.get(number - 1).awaitListening();
    }

    /// Starts a master, with a status page.
    Peer master(List<String> java, Path text, String... options) throws IOException {
        status = Integer.toString(Peer.freePort());
        var args = new ArrayList<>(List.of("--config", config().toString(), "--counters", "--status", status));
        args.addAll(List.of(options));
        args.addAll(List.of(text.toString(), out().toString()));
        return script(java, "MapReduceMaster", args.toArray(String[]::new));
    }

    Peer master(Path text, String... options) throws IOException {
        return master(List.of(), text, options);
    }

    Path out() {
        return folder.resolve("out.tsv");
    }

    Peer mapper(int number) {
        return mappers.get(number);
    }

    Peer reducer(int number) {
        return reducers.get(number - 1);
    }

    static void signal(Peer peer, String name) throws IOException, InterruptedException {
        // Without a program in between, the victim has no time to finish what it holds.
        if (name.equals("KILL")) {
            peer.process().toHandle().destroyForcibly();
            return;
        }
        new ProcessBuilder("kill", "-" + name, Long.toString(peer.pid())).start().waitFor();
    }

    /// Waits for a master's good end and looks at the result.
    void finished(Peer master, String table) throws IOException, InterruptedException {
        // Seconds, where the machine has nothing else to do.
        boolean ended = master.process().waitFor(3, TimeUnit.MINUTES);
        assertTrue(ended, () -> "the job does not end: " + status() + master.output());
        assertEquals(0, master.awaitExit(), master.output());
        assertEquals(table, Files.readString(out()), "the table of the oracle");
    }

    /// A counter that the master printed.
    static long counter(Peer master, String name) {
        var found = Pattern.compile("(?m)^  " + name + ": (\\d+)$").matcher(master.output());
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /// What the master's page says; nothing as long as there is none.
    String status() {
        try (var in = URI.create("http://127.0.0.1:" + status + "/status.json").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }

    /// {@return how many portions are done}
    int done() {
        return status().split("\"done\":true", -1).length - 1;
    }

    /// {@return the numbers of the mappers in some state}
    List<Integer> in(String state) {
        return Pattern.compile("\"mapper\":(\\d+),\"address\":\"[^\"]*\",\"state\":\"" + state + "\"").matcher(status())
                .results().map(m -> Integer.parseInt(m.group(1))).toList();
    }

    /// Waits until a mapper is in some state, as long as its master lives.
    ///
    /// @return which
    int await(String state, Peer master) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (System.nanoTime() - deadline < 0 && master.process().isAlive()) {
            var found = in(state);
            if (!found.isEmpty()) return found.getFirst();
            LockSupport.parkNanos(2_000_000);
        }
        return fail("no mapper " + state + ": " + status() + master.output());
    }

    /// Waits until a mapper has mapped a part of a portion, and not all of it.
    void awaitMapped(int mapper) {
        var line = Pattern.compile("\"size\":(\\d+),\"mapped\":(\\d+),\"mappers\":\\[" + mapper + "\\]");
        // The virtual machines of all nodes and of the master begin just now, on perhaps few cores.
        Eventually.that("there is a master", () -> !status().isEmpty());
        Eventually.that("it has mappers", () -> !in("maps").isEmpty());
        Eventually.that("mapper " + mapper + " is in the middle of a portion", () -> line.matcher(status()).results()
                .anyMatch(m -> Long.parseLong(m.group(2)) > 0 && Long.parseLong(m.group(2)) < Long.parseLong(m.group(1))));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (var peer : peers) {
            signal(peer, "CONT");
            peer.close();
        }
    }
}
