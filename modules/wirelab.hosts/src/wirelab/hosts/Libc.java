package wirelab.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The ground under every function of the C library that the JDK does not offer: how one is found and called through
/// `java.lang.foreign`, and how it says why it failed.
///
/// ```
/// static final MethodHandle SETNS = Libc.function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
///
/// Libc.call("setns", errno -> (int) SETNS.invokeExact(errno, file, CLONE_NEWNET));
/// ```
///
/// Each function takes one argument more than in C, the first: memory into which `errno` is saved, since the virtual machine
/// may call the C library itself before Java code could look. Whoever calls for every packet keeps such memory, one piece
/// for each thread ([#errno(Arena)]), calls the handle itself and asks [#errno(MemorySegment)] when it failed.
///
/// The first use of this class needs the right to call native code ([NativeAccess]), for this module alone and whoever binds
/// the function. What can do without must not touch it.
@SuppressWarnings("restricted")
public final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option SAVE_ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final MethodHandle STRERROR = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(256, JAVA_BYTE)), JAVA_INT));

    /// One call of a function that has been bound.
    @FunctionalInterface
    public interface Call {
        /// @param errno the first argument of the function
        /// @return its result, below zero when it failed
        /// @throws Throwable as the compiler believes of a method handle; a function of C throws nothing
        long invoke(MemorySegment errno) throws Throwable;
    }

    private Libc() {}

    /// Binds a function.
    ///
    /// @param types of its result and arguments, without the memory for `errno`
    /// @return to be kept in a `static final` field, or each call is slow
    public static MethodHandle function(String name, FunctionDescriptor types) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), types, SAVE_ERRNO);
    }

    /// Binds a function that C declares with `...`: on some machines those arguments travel by other registers.
    ///
    /// @param fixed how many arguments stand before the dots
    public static MethodHandle variadic(String name, int fixed, FunctionDescriptor types) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), types, SAVE_ERRNO,
                Linker.Option.firstVariadicArg(fixed));
    }

    /// Calls a function.
    ///
    /// @param what is named when it fails: the function, and what it was to do if that says more
    /// @return its result, which is not below zero
    /// @throws IOException when it failed: `what` and the system's own word for the reason
    public static long call(String what, Call call) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var errno = errno(arena);
            long result = call.invoke(errno);
            if (result < 0) throw new IOException(what + ": " + reason(errno(errno)));
            return result;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(what + " was not called as it was bound", e);
        }
    }

    /// {@return memory for `errno`}
    public static MemorySegment errno(Arena arena) {
        return arena.allocate(STATE);
    }

    /// {@return why the call failed that was given this memory; of no meaning if it did not}
    public static int errno(MemorySegment errno) {
        return (int) ERRNO.get(errno, 0L);
    }

    /// {@return an error number in words, such as `Permission denied`}
    public static String reason(int errno) {
        try {
            return ((MemorySegment) STRERROR.invokeExact(errno)).getString(0);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
