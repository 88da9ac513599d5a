package wirelab.pty;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import wirelab.hosts.Libc;

/// What of the C library starts programs and waits for them: posix_spawn(3), pipe2(2), waitpid(2), kill(2). The JDK's own
/// processes do not tell which signal has killed them. A program of its number alone is waited for, never any: the JDK
/// waits for those that it has started itself.
final class Spawn {
    private static final int CLOEXEC = 0x80000;
    private static final int O_RDWR = 2;
    private static final int EINTR = 4;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int PIPE_SIZE = 256 * 1024;
    // POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID
    private static final short FLAGS = 0x04 | 0x08 | 0x80;
    /// More than any C library takes for a `posix_spawnattr_t` or a `posix_spawn_file_actions_t` (336 and 80 bytes).
    private static final long OBJECT = 1_024;
    /// Bytes of a `sigset_t`.
    private static final long SIGNALS = 128;

    private static final FunctionDescriptor OF_ONE = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    private static final FunctionDescriptor OF_TWO = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SPAWN = Libc.function("posix_spawn",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle ATTRIBUTES = Libc.function("posix_spawnattr_init", OF_ONE);
    private static final MethodHandle SET_FLAGS = Libc.function("posix_spawnattr_setflags",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
    private static final MethodHandle SET_DEFAULT = Libc.function("posix_spawnattr_setsigdefault", OF_TWO);
    private static final MethodHandle SET_MASK = Libc.function("posix_spawnattr_setsigmask", OF_TWO);
    private static final MethodHandle FORGET_ATTRIBUTES = Libc.function("posix_spawnattr_destroy", OF_ONE);
    private static final MethodHandle ACTIONS = Libc.function("posix_spawn_file_actions_init", OF_ONE);
    private static final MethodHandle ADD_OPEN = Libc.function("posix_spawn_file_actions_addopen",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_DUP = Libc.function("posix_spawn_file_actions_adddup2",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_FOLDER = Libc.function("posix_spawn_file_actions_addchdir_np", OF_TWO);
    private static final MethodHandle ADD_CLOSE = Libc.function("posix_spawn_file_actions_addclosefrom_np",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FORGET_ACTIONS = Libc.function("posix_spawn_file_actions_destroy", OF_ONE);
    private static final MethodHandle PIPE = Libc.function("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FCNTL = Libc.variadic("fcntl", 2,
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = Libc.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle WAIT = Libc.function("waitpid",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle KILL = Libc.function("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private Spawn() {}

    /// {@return whether this C library has all of them: they are bound when it is asked}
    static boolean isPossible() {
        return true;
    }

    /// A pipe; both ends are for this process alone until one is given to a child.
    record Pipe(int readEnd, int writeEnd) {
        static Pipe open() throws IOException {
            try (var arena = Arena.ofConfined()) {
                var ends = arena.allocate(JAVA_INT, 2);
                Libc.call("pipe2", errno -> (int) PIPE.invokeExact(errno, ends, CLOEXEC));
                // The more it holds, the less often a program and this process wait for each other. That the system gives no
                // more than its own 64 KiB, to a user who has many, is no mistake.
                int _ = (int) FCNTL.invokeExact(Libc.errno(arena), ends.getAtIndex(JAVA_INT, 0), F_SETPIPE_SZ, PIPE_SIZE);
                return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
            } catch (IOException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }

        void close() {
            Spawn.close(readEnd);
            Spawn.close(writeEnd);
        }
    }

    static void close(int descriptor) {
        try (var arena = Arena.ofConfined()) {
            int _ = (int) CLOSE.invokeExact(Libc.errno(arena), descriptor);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// {@return a descriptor as the JDK has them: to close it ends all waiting for it}
    static FileChannel channel(int descriptor, StandardOpenOption direction) throws IOException {
        return FileChannel.open(Path.of("/proc/self/fd/" + descriptor), direction);
    }

    /// What a program is to have as its standard input, output and error.
    sealed interface Standard {
        /// Three descriptors of this process.
        record Descriptors(int in, int out, int err) implements Standard {}

        /// The file of a terminal, which becomes its controlling one, as it leads a session and opens it first.
        record Terminal(String file) implements Standard {}
    }

    /// Starts a program in a session of its own, with no other file of this process open and no signal ignored.
    ///
    /// @return its number
    static int start(List<String> program, Map<String, String> environment, Path folder, Standard standard)
            throws IOException {
        try (var arena = Arena.ofConfined()) {
            var errno = Libc.errno(arena);
            var attributes = arena.allocate(OBJECT, 16);
            var actions = arena.allocate(OBJECT, 16);
            check("posix_spawnattr_init", (int) ATTRIBUTES.invokeExact(errno, attributes));
            check("posix_spawn_file_actions_init", (int) ACTIONS.invokeExact(errno, actions));
            try {
                check("setflags", (int) SET_FLAGS.invokeExact(errno, attributes, FLAGS));
                // A server that was started with nohup, or in the background of a script, ignores what ^C sends; whatever
                // it starts would as well.
                check("setsigdefault", (int) SET_DEFAULT.invokeExact(errno, attributes,
                        arena.allocate(SIGNALS, 8).fill((byte) 0xff)));
                check("setsigmask", (int) SET_MASK.invokeExact(errno, attributes, arena.allocate(SIGNALS, 8)));
                add(arena, errno, actions, standard);
                check("addclosefrom", (int) ADD_CLOSE.invokeExact(errno, actions, 3));
                check("addchdir", (int) ADD_FOLDER.invokeExact(errno, actions, arena.allocateFrom(folder.toString())));
                var pid = arena.allocate(JAVA_INT);
                var variables = environment.entrySet().stream().map(v -> v.getKey() + "=" + v.getValue()).toList();
                int reason = (int) SPAWN.invokeExact(errno, pid, arena.allocateFrom(program.getFirst()), actions, attributes,
                        strings(arena, program), strings(arena, variables));
                if (reason != 0) throw new IOException("cannot start " + program.getFirst() + ": " + Libc.reason(reason));
                return pid.get(JAVA_INT, 0);
            } finally {
                int _ = (int) FORGET_ACTIONS.invokeExact(errno, actions);
                int _ = (int) FORGET_ATTRIBUTES.invokeExact(errno, attributes);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void add(Arena arena, MemorySegment errno, MemorySegment actions, Standard standard) throws Throwable {
        switch (standard) {
            case Standard.Descriptors(int in, int out, int err) -> {
                // None of them is 0, 1 or 2 here, where this process has its own.
                check("adddup2", (int) ADD_DUP.invokeExact(errno, actions, in, 0));
                check("adddup2", (int) ADD_DUP.invokeExact(errno, actions, out, 1));
                check("adddup2", (int) ADD_DUP.invokeExact(errno, actions, err, 2));
            }
            case Standard.Terminal(String file) -> {
                check("addopen", (int) ADD_OPEN.invokeExact(errno, actions, 0, arena.allocateFrom(file), O_RDWR, 0));
                check("adddup2", (int) ADD_DUP.invokeExact(errno, actions, 0, 1));
                check("adddup2", (int) ADD_DUP.invokeExact(errno, actions, 0, 2));
            }
        }
    }

    private static void check(String what, int reason) throws IOException {
        if (reason != 0) throw new IOException(what + ": " + Libc.reason(reason));
    }

    /// {@return an array of C strings, ended by a null pointer}
    private static MemorySegment strings(Arena arena, List<String> strings) {
        var array = arena.allocate(MemoryLayout.sequenceLayout(strings.size() + 1L, ADDRESS));
        for (int i = 0; i < strings.size(); i++) array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
        return array;
    }

    /// Waits until a program has ended, on a thread of the system.
    static Child.End await(int pid) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var errno = Libc.errno(arena);
            var status = arena.allocate(JAVA_INT);
            while ((int) WAIT.invokeExact(errno, pid, status, 0) < 0) {
                if (Libc.errno(errno) != EINTR) throw new IOException("waitpid: " + Libc.reason(Libc.errno(errno)));
            }
            return end(status.get(JAVA_INT, 0));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// The low byte is the number of the signal and whether memory was left; without a signal the next one is the status.
    private static Child.End end(int status) {
        int number = status & 0x7f;
        if (number == 0) return new Child.End(status >> 8 & 0xff, null, false);
        return new Child.End(128 + number, SignalName.of(number), (status & 0x80) != 0);
    }

    /// Sends a signal to all of a group; that there is none any more is no mistake.
    static void kill(int group, int signal) {
        try (var arena = Arena.ofConfined()) {
            int _ = (int) KILL.invokeExact(Libc.errno(arena), -group, signal);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
