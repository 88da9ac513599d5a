package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Peer;

/// Kills a process at a moment that its trace tells: it is stopped by SIGSTOP and looked at. If it stands there it gets
/// SIGKILL and never runs again, otherwise it goes on, and the next attempt follows.
final class Catcher implements AutoCloseable {
    /// Where a process is to die.
    enum Moment {
        /// It holds the turn, and nothing of its own is under way.
        HOLDING,
        /// It holds, and its own message is at the next node already.
        AWAITING,
        /// It has received another's message, and not sent it on.
        FORWARDING
    }

    private static final int TAIL = 128 << 10;
    /// Its built-in kill takes microseconds.
    private final Peer shell = Peer.start("bash");
    private final RingRun run;
    private int signals;

    Catcher(RingRun run) throws IOException {
        this.run = run;
    }

    void kill(int id, Moment moment) {
        long pid = run.pid(id);
        RingRun.until("node " + id + " is caught " + moment, () -> {
            assertTrue(ProcessHandle.of(pid).isPresent(), "node " + id + " has ended before it was caught");
            signal(pid, "STOP");
            RingRun.until("all threads are stopped", () -> isStopped(pid));
            boolean caught = isAt(moment, id);
            signal(pid, caught ? "KILL" : "CONT");
            // Let it get on.
            if (!caught) LockSupport.parkNanos(1_000_000);
            return caught;
        });
    }

    private void signal(long pid, String name) throws IOException {
        String done = "sent " + ++signals;
        shell.send("kill -" + name + " " + pid + "; echo " + done + "\n");
        shell.awaitOutput(done + "\n");
    }

    private static boolean isStopped(long pid) throws IOException {
        try (var tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (var task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') return false;
            }
            return true;
        } catch (NoSuchFileException _) {
            // A thread ended while it was looked at.
            return false;
        }
    }

    private boolean isAt(Moment moment, int id) throws IOException {
        boolean holds = false;
        TraceLine own = null;
        TraceLine foreign = null;
        for (var step : tail(run.trace(id))) {
            boolean data = "DATA".equals(step.fields().get("kind"));
            boolean mine = step.number("src") == id;
            switch (step.act()) {
                case "hold" -> holds = true;
                case "pass", "void", "over" -> holds = false;
                case "settle" -> own = null;
                case "receive" -> foreign = data && !mine ? step : null;
                case "send" -> {
                    foreign = null;
                    if (data && mine) own = step;
                }
                default -> {
                    // Says nothing about where it stands.
                }
            }
        }
        return switch (moment) {
            case HOLDING -> holds && own == null;
            case AWAITING -> holds && own != null && hasArrived(own, run.next(id));
            case FORWARDING -> foreign != null;
        };
    }

    private boolean hasArrived(TraceLine sent, int next) throws IOException {
        return tail(run.trace(next)).stream()
                .anyMatch(step -> step.act().equals("receive") && step.frame().equals(sent.frame()));
    }

    private static List<TraceLine> tail(Path trace) throws IOException {
        byte[] bytes;
        try (var file = new RandomAccessFile(trace.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - TAIL));
            bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
        }
        var steps = new ArrayList<TraceLine>();
        for (String line : new String(bytes).split("\n")) {
            var step = TraceLine.parse("tail", line);
            if (step != null) steps.add(step);
        }
        return steps;
    }

    @Override
    public void close() {
        shell.close();
    }
}
