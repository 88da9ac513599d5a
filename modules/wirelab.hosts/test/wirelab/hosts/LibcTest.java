package wirelab.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// With functions that every Linux has and that change nothing.
class LibcTest {
    @BeforeEach
    void requireLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the numbers of errors are those of Linux");
    }

    @Test
    void aCallGivesTheResultOfTheFunction() throws Exception {
        var getpid = Libc.function("getpid", FunctionDescriptor.of(JAVA_INT));
        assertEquals(ProcessHandle.current().pid(), Libc.call("getpid", errno -> (int) getpid.invokeExact(errno)));
    }

    @Test
    void aCallThatFailsSaysWhichAndWhy() {
        var close = Libc.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        var thrown = assertThrows(IOException.class, () -> Libc.call("close", errno -> (int) close.invokeExact(errno, -1)));
        assertEquals("close: Bad file descriptor", thrown.getMessage());
    }

    @Test
    void whoeverCallsTheHandleItselfFindsTheErrorInItsOwnMemory() throws Throwable {
        var access = Libc.function("access", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        try (var arena = Arena.ofConfined()) {
            var errno = Libc.errno(arena);
            int result = (int) access.invokeExact(errno, arena.allocateFrom("/proc/no such file"), 0);
            assertEquals(-1, result);
            assertEquals("No such file or directory", Libc.reason(Libc.errno(errno)));
        }
    }

    @Test
    void aHandleThatIsCalledWithOtherTypesIsAMistakeOfTheProgram() {
        var close = Libc.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        var thrown = assertThrows(AssertionError.class,
                () -> Libc.call("close", errno -> (int) close.invokeExact(errno, 1L)));
        assertTrue(thrown.getMessage().startsWith("close "), thrown.getMessage());
    }
}
