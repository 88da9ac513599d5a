package wirelab.duet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// What lines and datagrams of this protocol have besides the fields of every chat (see `LineFields`):
/// addresses and numbers.
final class DuetFields {
    /// Longest line in bytes, without its end.
    static final int MAX_LINE = 1_200;
    /// Greatest sequence number.
    static final long MAX_NUMBER = 0xffff_ffffL;

    private DuetFields() {}

    static long number(String field, FieldReader fields, long least, long most) throws ProtocolViolation {
        int at = fields.offset();
        String digits = fields.until(field, ' ');
        boolean number = !digits.isEmpty() && digits.length() <= 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        if (number) {
            long n = Long.parseLong(digits);
            if (n >= least && n <= most) return n;
        }
        throw new ProtocolViolation(field, at, "not a number from " + least + " to " + most);
    }

    /// An address as two words: the numbers of the host (never a name, which somebody would have to look up) and the port.
    static InetSocketAddress address(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        String host = fields.until("host", ' ');
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            throw new ProtocolViolation("host", at, "not an IP address in numbers");
        }
        // One address has one spelling: other forms of it are somebody else's.
        if (!host.equals(address.getHostAddress())) throw new ProtocolViolation("host", at, "not the usual spelling");
        return new InetSocketAddress(address, (int) number("port", fields, 1, 65_535));
    }

    static void requireNumber(long number, long least, long most) {
        if (number < least || number > most) throw new IllegalArgumentException(number + " is not from " + least + " to "
                + most);
    }
}
