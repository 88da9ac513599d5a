package wirelab.sftp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import wirelab.hosts.Libc;

/// The three calls that the JDK does not have: openat2(2), which the C library of Debian 12 does not have either, close(2)
/// and statvfs(3). Linux numbers, the same on x86-64 and AArch64.
final class OpenAt {
    /// AT_FDCWD: a path that begins nowhere.
    static final int HERE = -100;
    /// RESOLVE_BENEATH: no step leads above the descriptor.
    static final long BENEATH = 0x08;
    /// RESOLVE_NO_MAGICLINKS: no jump through `/proc/PID/fd`, `root` or `cwd`.
    static final long NO_MAGIC_LINKS = 0x02;

    private static final long SYS_OPENAT2 = 437;
    private static final long O_PATH_CLOEXEC = 0x20_0000 | 0x8_0000;
    private static final long HOW_BYTES = 24;
    private static final int ENOENT = 2;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int EXDEV = 18;
    /// Whoever moves folders without end makes a path with `..` fail again and again; so often is it tried.
    private static final int TRIES = 100;

    private OpenAt() {}

    /// The functions by themselves, so that whoever may not call them never binds them.
    private static final class Native {
        // long syscall(long number, ...): int openat2(int folder, const char *path, struct open_how *how, size_t size)
        static final MethodHandle OPENAT2 = Libc.variadic("syscall", 1,
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
        static final MethodHandle CLOSE = Libc.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        static final MethodHandle STATVFS = Libc.function("statvfs", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

        private Native() {}
    }

    static boolean isAllowed() {
        return System.getProperty("os.name").equals("Linux") && ADDRESS.byteSize() == Long.BYTES
                && Libc.class.getModule().isNativeAccessEnabled();
    }

    static boolean works() {
        try {
            close(open(HERE, new byte[] {'/'}, NO_MAGIC_LINKS));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Takes hold of what a path leads to, without opening it for reading or writing (O_PATH).
    ///
    /// @param folder a descriptor, or [#HERE]
    /// @param resolve what is refused on the way
    /// @return a descriptor
    static int open(int folder, byte[] path, long resolve) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var errno = Libc.errno(arena);
            var name = arena.allocate(path.length + 1L);
            MemorySegment.copy(path, 0, name, JAVA_BYTE, 0, path.length);
            // struct open_how { u64 flags; u64 mode; u64 resolve; }
            var how = arena.allocate(HOW_BYTES, 8);
            how.set(JAVA_LONG, 0, O_PATH_CLOEXEC);
            how.set(JAVA_LONG, 16, resolve);
            int reason = 0;
            for (int i = 0; i < TRIES; i++) {
                long result = (long) Native.OPENAT2.invokeExact(errno, SYS_OPENAT2, folder, name, how, HOW_BYTES);
                if (result >= 0) return (int) result;
                reason = Libc.errno(errno);
                if (reason != EAGAIN) break;
            }
            throw failure(PathText.text(path), reason);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("openat2 was not called as it was bound", e);
        }
    }

    private static IOException failure(String path, int reason) {
        return switch (reason) {
            case ENOENT -> new NoSuchFileException(path);
            case EACCES, EXDEV -> new AccessDeniedException(path);
            default -> new FileSystemException(path, null, Libc.reason(reason));
        };
    }

    static void close(int descriptor) {
        try (var arena = Arena.ofConfined()) {
            // Whatever Linux answers, the descriptor is given up.
            int _ = (int) Native.CLOSE.invokeExact(Libc.errno(arena), descriptor);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static MemorySegment statvfs(Arena arena, String path) throws IOException {
        var name = arena.allocateFrom(path);
        // 112 bytes are used; more is spare.
        var found = arena.allocate(256, 8);
        Libc.call("statvfs", errno -> (int) Native.STATVFS.invokeExact(errno, name, found));
        return found;
    }
}
