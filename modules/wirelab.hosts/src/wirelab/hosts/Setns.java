package wirelab.hosts;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// `setns(2)`, apart from [Namespace], so that a namespace in which nobody opens a socket needs no native access.
final class Setns {
    private static final int CLONE_NEWNET = 0x4000_0000;
    // int setns(int fd, int nstype)
    private static final MethodHandle SETNS = Libc.function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private Setns() {}

    /// Moves the calling thread, and no other, into a network namespace. There is no way back that is worth it: it must be a
    /// platform thread that ends afterwards.
    ///
    /// @param namespace the file that stands for it
    static void enter(Path namespace) throws IOException {
        int descriptor = Descriptors.open(namespace.toString(), Descriptors.O_RDONLY | Descriptors.O_CLOEXEC);
        try {
            Libc.call("cannot enter " + namespace, errno -> (int) SETNS.invokeExact(errno, descriptor, CLONE_NEWNET));
        } finally {
            Descriptors.close(descriptor);
        }
    }
}
