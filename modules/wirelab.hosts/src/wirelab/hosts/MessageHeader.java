package wirelab.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/// One direction of a datagram socket: `struct msghdr` and all that it points to, for `recvmsg(2)` or `sendmsg(2)`.
///
/// ```
/// name 0, its length 8, buffers 16, their count 24, control 32, its length 40, flags 48
/// ```
///
/// One thread at a time.
final class MessageHeader {
    private static final int SIZE = 56;
    // Here, so that whoever only asks whether there is such a thing does not touch the C library.
    private static final MethodHandle RECVMSG = Libc.function("recvmsg",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDMSG = Libc.function("sendmsg",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    /// Who sent it, or to whom it goes.
    final MemorySegment name;
    final MemorySegment control;
    final MemorySegment memory;
    private final int fd;
    private final MemorySegment errno;
    private final MemorySegment header;
    private final MemorySegment vector;
    private final MemorySegment poll;
    private final MemorySegment timeout;

    /// @param size bytes of the datagram
    /// @param control bytes of control messages
    /// @param events for which [#await()] waits
    /// @param patience how long it does, below a second
    MessageHeader(Arena arena, int fd, long size, int control, short events, Duration patience) {
        this.fd = fd;
        errno = Libc.errno(arena);
        header = arena.allocate(SIZE, 8);
        name = arena.allocate(SocketAddress.SIZE, 8);
        this.control = arena.allocate(control, 8);
        memory = arena.allocate(size, 8);
        vector = arena.allocate(16, 8);
        poll = arena.allocate(8, 4);
        timeout = arena.allocate(16, 8);
        vector.set(ADDRESS, 0, memory);
        header.set(ADDRESS, 0, name);
        header.set(ADDRESS, 16, vector);
        header.set(JAVA_LONG, 24, 1);
        poll.set(JAVA_INT, 0, fd);
        poll.set(JAVA_SHORT, 4, events);
        timeout.set(JAVA_LONG, 8, patience.toNanos());
    }

    private void prepare(int nameSize, long length, long controlSize) {
        header.set(JAVA_INT, 8, nameSize);
        vector.set(JAVA_LONG, 8, length);
        header.set(ADDRESS, 32, controlSize == 0 ? MemorySegment.NULL : control);
        header.set(JAVA_LONG, 40, controlSize);
    }

    /// Receives a datagram into the memory.
    ///
    /// @return its length, negative when there is none, for the reason in [#errno()]
    long receive(int flags) {
        prepare(SocketAddress.SIZE, memory.byteSize(), control.byteSize());
        try {
            return (long) RECVMSG.invokeExact(errno, fd, header, flags);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Sends what is in the memory, to the name, without waiting.
    ///
    /// @return bytes, negative when it does not go, for the reason in [#errno()]
    long send(int nameSize, long length, long controlSize) {
        prepare(nameSize, length, controlSize);
        try {
            return (long) SENDMSG.invokeExact(errno, fd, header, SocketCalls.MSG_DONTWAIT);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// {@return the length of the name that was received}
    int nameSize() {
        return header.get(JAVA_INT, 8);
    }

    /// {@return bytes of the control messages that were received}
    long controlSize() {
        return header.get(JAVA_LONG, 40);
    }

    int errno() {
        return Libc.errno(errno);
    }

    /// Waits for the events.
    void await() {
        Descriptors.ppoll(errno, poll, timeout);
    }
}
