package wirelab.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What the kernel of Linux tells about processes and ports, see proc(5).
public final class Proc {
    /// Clock ticks are hundredths of a second wherever Java runs.
    private static final long NANOS_PER_TICK = 10_000_000;

    private Proc() {}

    /// {@return processor time that a process has used so far, in nanoseconds; 0 when it is gone}
    public static long cpu(long pid) throws IOException {
        return cpu(read(pid, "stat"));
    }

    /// {@return processor time of all that a process has started, directly or not, and waited for, in nanoseconds}
    public static long cpuOfEnded(long pid) throws IOException {
        return cpuOfEnded(read(pid, "stat"));
    }

    static long cpu(String stat) {
        return ticks(stat, 11);
    }

    static long cpuOfEnded(String stat) {
        return ticks(stat, 13);
    }

    /// Two fields that follow each other: in programs, and in the kernel for them.
    private static long ticks(String stat, int field) {
        if (stat.isEmpty()) return 0;
        // The name of the program stands in brackets and may hold spaces and brackets itself.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1])) * NANOS_PER_TICK;
    }

    /// {@return memory of a process in bytes, what it shares in parts (proportional set size); 0 when it is gone}
    public static long memory(long pid) throws IOException {
        return memory(read(pid, "smaps_rollup"));
    }

    static long memory(String smaps) {
        return 1024 * smaps.lines().filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
    }

    /// A process may have ended since it was listed.
    private static String read(long pid, String file) throws IOException {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file));
        } catch (NoSuchFileException _) {
            return "";
        }
    }

    /// Whether anybody listens on a TCP port, seen from outside: some programs end when a client hangs up before they have
    /// looked at it.
    public static boolean listens(int port) throws IOException {
        String socket = String.format(":%04X 00000000:0000 0A ", port);
        String socket6 = String.format(":%04X 00000000000000000000000000000000:0000 0A ", port);
        return Files.readString(Path.of("/proc/net/tcp")).contains(socket)
                || Files.readString(Path.of("/proc/net/tcp6")).contains(socket6);
    }
}
