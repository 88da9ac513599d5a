package wirelab.hosts;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/// `struct sockaddr_in` and `struct sockaddr_in6`, as the kernel reads and writes them.
///
/// ```
/// sockaddr_in   family u16 (this machine's order)  port u16  address 4
/// sockaddr_in6  family u16 (this machine's order)  port u16  flow 4  address 16  scope u32 (this machine's order)
/// ```
final class SocketAddress {
    /// Room for either.
    static final int SIZE = 32;
    private static final ValueLayout.OfShort HOST_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt HOST_INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort NET_SHORT = HOST_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddress() {}

    /// @return the bytes that were written
    static int write(MemorySegment into, InetSocketAddress address) {
        into.fill((byte) 0);
        byte[] bytes = address.getAddress().getAddress();
        boolean ipv4 = address.getAddress() instanceof Inet4Address;
        into.set(HOST_SHORT, 0, (short) (ipv4 ? SocketCalls.AF_INET : SocketCalls.AF_INET6));
        into.set(NET_SHORT, 2, (short) address.getPort());
        MemorySegment.copy(bytes, 0, into, JAVA_BYTE, ipv4 ? 4 : 8, bytes.length);
        if (address.getAddress() instanceof Inet6Address ipv6) into.set(HOST_INT, 24, ipv6.getScopeId());
        return ipv4 ? 16 : 28;
    }

    /// {@return the address, an IPv4 one also where it is written as an IPv6 one; `null` for another family}
    static InetSocketAddress read(MemorySegment from) {
        int family = from.get(HOST_SHORT, 0);
        if (family != SocketCalls.AF_INET && family != SocketCalls.AF_INET6) return null;
        var bytes = new byte[family == SocketCalls.AF_INET ? 4 : 16];
        MemorySegment.copy(from, JAVA_BYTE, family == SocketCalls.AF_INET ? 4 : 8, bytes, 0, bytes.length);
        try {
            int scope = bytes.length == 16 ? from.get(HOST_INT, 24) : 0;
            var address = scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
            return new InetSocketAddress(address, from.get(NET_SHORT, 2) & 0xffff);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes", e);
        }
    }
}
