package wirelab.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/// What the kernel knows about its clock, adjtimex(2).
public final class KernelClock {
    private static final MethodHandle ADJTIMEX = Libc.function("adjtimex", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    /// The structure has 208 bytes; of its fields none is set, so nothing is changed.
    private static final int TIMEX = 256;
    private static final int NOT_SYNCHRONISED = 5;

    private KernelClock() {}

    /// {@return whether some program keeps the clock in step with others}
    ///
    /// @throws IOException when the kernel does not tell
    public static boolean synchronised() throws IOException {
        try (var arena = Arena.ofConfined()) {
            var timex = arena.allocate(TIMEX, 8);
            return Libc.call("adjtimex", errno -> (int) ADJTIMEX.invokeExact(errno, timex)) != NOT_SYNCHRONISED;
        }
    }
}
