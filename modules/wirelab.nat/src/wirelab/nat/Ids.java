package wirelab.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import wirelab.kit.ProtocolViolation;

/// The two things that stand in datagrams as text: ids and addresses. Neither is ever looked up in the DNS.
final class Ids {
    /// The longest id, in characters: fits a line of the list, and keeps every announcement short.
    static final int MAX = 32;

    private Ids() {}

    /// Whether a client may be called so: letters and digits of any script, `_`, `-` and `.`. None of these separates
    /// anything in either dialect, which is what makes one datagram readable in one dialect alone.
    static boolean valid(String id) {
        return !id.isEmpty() && id.length() <= MAX
                && id.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.');
    }

    static String check(String id, int offset) throws ProtocolViolation {
        if (valid(id)) return id;
        throw new ProtocolViolation("id", offset, "not 1 to " + MAX + " letters, digits, '_', '-' or '.'");
    }

    /// Reads an address as digits: IPv4 in its one canonical form, IPv6 with or without brackets, never with a zone.
    static InetAddress address(String text, int offset) throws ProtocolViolation {
        boolean brackets = text.startsWith("[") && text.endsWith("]");
        String bare = brackets ? text.substring(1, text.length() - 1) : text;
        try {
            if (bare.length() <= 45 && bare.indexOf('%') < 0) {
                var address = InetAddress.ofLiteral(bare);
                if (bare.indexOf(':') >= 0 || !brackets && address.getHostAddress().equals(bare)) return address;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new ProtocolViolation("address", offset, "not an IP address");
    }

    static InetSocketAddress endpoint(String text, int offset) throws ProtocolViolation {
        int colon = text.lastIndexOf(':');
        if (colon < 0) throw new ProtocolViolation("address", offset, "no port");
        var address = address(text.substring(0, colon), offset);
        String digits = text.substring(colon + 1);
        if (digits.matches("[1-9][0-9]{0,4}") && Integer.parseInt(digits) <= 65_535) {
            return new InetSocketAddress(address, Integer.parseInt(digits));
        }
        throw new ProtocolViolation("port", offset + colon + 1, "not a number from 1 to 65535");
    }
}
