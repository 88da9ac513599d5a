package wirelab.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The functions of the C library that open, use and close a file descriptor. Linux numbers, the same on x86-64 and AArch64.
final class Descriptors {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final short POLLIN = 1;
    static final short POLLOUT = 4;
    static final int EINTR = 4;
    static final int EAGAIN = 11;

    // int open(const char *pathname, int flags, ...) and int ioctl(int fd, unsigned long op, ...)
    private static final MethodHandle OPEN = Libc.variadic("open", 2, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle IOCTL = Libc.variadic("ioctl", 2,
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle READ = Libc.function("read",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE = Libc.function("write",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PPOLL = Libc.function("ppoll",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle CLOSE = Libc.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Descriptors() {}

    static int open(String path, int flags) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom(path);
            return (int) Libc.call("cannot open " + path, errno -> (int) OPEN.invokeExact(errno, name, flags));
        }
    }

    static void ioctl(String what, int fd, long request, MemorySegment argument) throws IOException {
        Libc.call(what, errno -> (int) IOCTL.invokeExact(errno, fd, request, argument));
    }

    static void close(int fd) {
        try (var arena = Arena.ofConfined()) {
            // Whatever Linux answers, the descriptor is given up.
            int _ = (int) CLOSE.invokeExact(Libc.errno(arena), fd);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    // What follows is called for every packet, and so without a lambda and new memory each time.

    /// @return the bytes that were read, or -1 with the reason in `errno`
    static long read(MemorySegment errno, int fd, MemorySegment into, long most) {
        try {
            return (long) READ.invokeExact(errno, fd, into, most);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// @return the bytes that were written, or -1 with the reason in `errno`
    static long write(MemorySegment errno, int fd, MemorySegment from, long size) {
        try {
            return (long) WRITE.invokeExact(errno, fd, from, size);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Waits for one descriptor or until a time has passed; with an array of one `pollfd` and a `timespec`.
    static void ppoll(MemorySegment errno, MemorySegment descriptor, MemorySegment timeout) {
        try {
            int _ = (int) PPOLL.invokeExact(errno, descriptor, 1L, timeout, MemorySegment.NULL);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
