package wirelab.kit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/// Addresses as people write them: `127.0.0.1:7007`, `[::1]:7007`, `localhost:7007`.
public final class Address {
    private Address() {}

    /// {@return whether two addresses are of one family and begin with the same bits, as those of one subnet do}
    ///
    /// @param bits how many of them count
    public static boolean haveSamePrefix(InetAddress one, InetAddress two, int bits) {
        byte[] first = one.getAddress();
        byte[] second = two.getAddress();
        if (first.length != second.length) return false;
        for (int bit = 0; bit < bits; bit++) {
            if (((first[bit / 8] ^ second[bit / 8]) & 0x80 >> bit % 8) != 0) return false;
        }
        return true;
    }

    /// Writes an address and port.
    ///
    /// @param address the address; a name that was not resolved stays a name
    /// @return `HOST:PORT`, IPv6 in brackets
    public static String text(InetSocketAddress address) {
        return (address.isUnresolved() ? address.getHostString() : text(address.getAddress())) + ":" + address.getPort();
    }

    /// Writes an address, IPv6 in brackets and in the short form of RFC 5952.
    public static String text(InetAddress address) {
        return address instanceof Inet6Address ? "[" + shorten(address.getHostAddress()) + "]" : address.getHostAddress();
    }

    /// Reads `HOST:PORT`, `HOST`, `[IPv6]:PORT` or `:PORT`, and looks the name up.
    ///
    /// @param host the host when the text names none
    /// @param port the port when the text names none, or -1 if it must
    /// @return the address; unresolved if the name is unknown
    /// @throws UsageException when it cannot be read so
    public static InetSocketAddress parse(String text, String host, int port) {
        String name = text;
        int colon = text.lastIndexOf(':');
        boolean ipv6WithoutBrackets = text.indexOf(':') != colon && !text.startsWith("[");
        if (colon >= 0 && !ipv6WithoutBrackets && colon > text.lastIndexOf(']')) {
            name = text.substring(0, colon);
            port = port(text.substring(colon + 1), text);
        }
        if (port < 0) throw new UsageException("'" + text + "' names no port; write HOST:PORT");
        if (name.startsWith("[") && name.endsWith("]")) name = name.substring(1, name.length() - 1);
        return new InetSocketAddress(name.isEmpty() ? host : name, port);
    }

    private static int port(String digits, String text) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 0 && port <= 65_535) return port;
        } catch (NumberFormatException _) {
            // Said below, together with the numbers that are out of range.
        }
        throw new UsageException("'" + text + "' has no port between 0 and 65535");
    }

    /// Replaces the longest run of zero groups by `::` (RFC 5952, section 4.2).
    private static String shorten(String full) {
        String[] zone = full.split("%", 2);
        String[] groups = zone[0].split(":");
        int best = -1;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end].equals("0")) end++;
            if (end - i > length) {
                best = i;
                length = end - i;
            }
        }
        String text = best < 0 ? zone[0] : String.join(":", Arrays.copyOfRange(groups, 0, best)) + "::"
                + String.join(":", Arrays.copyOfRange(groups, best + length, groups.length));
        return zone.length == 2 ? text + "%" + zone[1] : text;
    }
}
