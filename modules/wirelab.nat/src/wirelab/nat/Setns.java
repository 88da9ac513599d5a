package wirelab.nat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/// `setns(2)`, which the JDK does not offer: moves one thread of this process to another host of a lab.
///
/// Started without `--enable-native-access=wirelab.nat` the JVM prints a warning at the first use, and goes on.
final class Setns {
    private static final int O_RDONLY = 0;
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final MethodHandle OPEN = find("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle SETNS = find("setns", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = find("close", ValueLayout.JAVA_INT);

    private Setns() {}

    @SuppressWarnings("restricted")
    private static MethodHandle find(String function, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        var shape = FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), shape,
                Linker.Option.captureCallState("errno"));
    }

    /// Moves the calling thread, which must be a platform thread of its own, into a network namespace.
    ///
    /// @param namespace the file that stands for it
    /// @throws IllegalStateException when the system refuses
    static void enter(Path namespace) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment path = arena.allocateFrom(namespace.toString());
            int file = check("open", state, (int) OPEN.invokeExact(state, path, O_RDONLY));
            int entered = (int) SETNS.invokeExact(state, file, CLONE_NEWNET);
            int errno = (int) ERRNO.get(state, 0L);
            check("close", state, (int) CLOSE.invokeExact(state, file));
            if (entered != 0) throw new IllegalStateException("setns failed with errno " + errno);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            // A method handle may throw anything; these three do not.
            throw new IllegalStateException(e);
        }
    }

    private static int check(String function, MemorySegment state, int result) {
        if (result < 0) throw new IllegalStateException(function + " failed with errno " + (int) ERRNO.get(state, 0L));
        return result;
    }
}
