package wirelab.impair;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The few functions of the C library that a TUN device needs and the JDK does not offer, called through `java.lang.foreign`.
///
/// Linux numbers, the same on x86-64 and AArch64. Each call hands over a piece of memory into which `errno` is saved, since the
/// virtual machine may call the C library itself before Java code could look at it.
@SuppressWarnings("restricted")
final class Libc {
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final short POLLIN = 1;
    static final int EAGAIN = 11;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option SAVE_ERRNO = Linker.Option.captureCallState("errno");
    /// `int open(const char *pathname, int flags, ...)` and `int ioctl(int fd, unsigned long op, ...)` are variadic, and on some
    /// machines variadic arguments travel by other registers.
    private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(2);
    private static final MethodHandle OPEN = find("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), VARIADIC);
    private static final MethodHandle IOCTL = find("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), VARIADIC);
    private static final MethodHandle READ = find("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE = find("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PPOLL = find("ppoll",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle SETPRIORITY = find("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle STRERROR = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(text(), JAVA_INT));
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

    private Libc() {}

    private static MethodHandle find(String name, FunctionDescriptor types, Linker.Option... more) {
        var options = more.length == 0 ? new Linker.Option[] {SAVE_ERRNO} : new Linker.Option[] {SAVE_ERRNO, more[0]};
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), types, options);
    }

    private static AddressLayout text() {
        return ADDRESS.withTargetLayout(java.lang.foreign.MemoryLayout.sequenceLayout(256, ValueLayout.JAVA_BYTE));
    }

    /// Memory for `errno`: one piece for each thread that calls.
    static MemorySegment state(Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    static int open(MemorySegment state, String path, int flags) throws IOException {
        try (var arena = Arena.ofConfined()) {
            int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags);
            if (fd < 0) throw failed(state, "cannot open " + path);
            return fd;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static void ioctl(MemorySegment state, int fd, long request, MemorySegment argument, String what) throws IOException {
        try {
            if ((int) IOCTL.invokeExact(state, fd, request, argument) < 0) throw failed(state, what);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// Reads one packet.
    ///
    /// @return its bytes, or -1 with the reason in `errno`
    static long read(MemorySegment state, int fd, MemorySegment into, long most) {
        try {
            return (long) READ.invokeExact(state, fd, into, most);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Writes one packet.
    ///
    /// @return its bytes, or -1 with the reason in `errno`
    static long write(MemorySegment state, int fd, MemorySegment from, long size) {
        try {
            return (long) WRITE.invokeExact(state, fd, from, size);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Waits for one descriptor or until a time has passed; with an array of one `pollfd` and a `timespec`.
    static void ppoll(MemorySegment state, MemorySegment descriptor, MemorySegment timeout) {
        try {
            int _ = (int) PPOLL.invokeExact(state, descriptor, 1L, timeout, MemorySegment.NULL);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Gives the calling thread precedence over others (`nice -20`), if the system lets it.
    static void hurry() {
        try (var arena = Arena.ofConfined()) {
            // PRIO_PROCESS and 0 mean the calling thread on Linux.
            int _ = (int) SETPRIORITY.invokeExact(state(arena), 0, 0, -20);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void close(MemorySegment state, int fd) {
        try {
            int _ = (int) CLOSE.invokeExact(state, fd);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static IOException failed(MemorySegment state, String what) throws Throwable {
        var reason = (MemorySegment) STRERROR.invokeExact(errno(state));
        return new IOException(what + ": " + reason.getString(0));
    }

    private static IOException rethrow(Throwable e) {
        if (e instanceof IOException failed) return failed;
        if (e instanceof RuntimeException || e instanceof Error) throw new AssertionError(e);
        return new IOException(e);
    }
}
