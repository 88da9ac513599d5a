package wirelab.netview;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import wirelab.kit.Address;
import wirelab.kit.UsageException;

/// A network: an address of which the first bits count, such as `10.0.0.0/8`.
///
/// @param length how many bits count
public record Prefix(InetAddress address, int length) {
    public Prefix {
        if (length < 0 || length > address.getAddress().length * 8) throw new IllegalArgumentException("length " + length);
    }

    /// Reads a prefix as `ss` takes it: `10/8` is `10.0.0.0/8`, and an address alone is that address.
    ///
    /// @throws UsageException when it is none
    public static Prefix parse(String text) {
        String[] parts = text.split("/", 2);
        String address = parts[0].startsWith("[") && parts[0].endsWith("]")
                ? parts[0].substring(1, parts[0].length() - 1) : parts[0];
        if (!address.contains(":")) {
            if (address.matches("\\d{1,3}(\\.\\d{1,3}){0,3}")) {
                address += ".0".repeat(3 - (int) address.chars().filter(c -> c == '.').count());
            }
        }
        try {
            var found = InetAddress.ofLiteral(address);
            int most = found.getAddress().length * 8;
            int length = parts.length == 1 ? most : Integer.parseInt(parts[1]);
            if (length >= 0 && length <= most) return new Prefix(found, length);
        } catch (IllegalArgumentException _) {
            // Said below, together with lengths that are out of range.
        }
        throw new UsageException("'" + text + "' is no address or network such as 10/8 or [2001:db8::]/32");
    }

    /// {@return whether an address is in this network}
    public boolean contains(InetAddress other) {
        return Address.haveSamePrefix(address, other, length);
    }

    /// {@return the network itself: the bits that do not count are 0}
    public Prefix network() {
        byte[] bytes = address.getAddress();
        for (int bit = length; bit < bytes.length * 8; bit++) bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        try {
            return new Prefix(InetAddress.getByAddress(bytes), length);
        } catch (UnknownHostException e) {
            throw new AssertionError("as many bytes as before are an address", e);
        }
    }

    /// {@return whether it holds all addresses of its family}
    public boolean isDefault() {
        return length == 0;
    }

    /// {@return an address without its zone, in the shortest form (RFC 5952)}
    static String text(InetAddress address) {
        String text = Address.text(address);
        return text.startsWith("[") ? text.substring(1, text.length() - 1).replaceFirst("%.*", "") : text;
    }

    /// An address from as many bytes as it has.
    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(Arrays.toString(bytes), e);
        }
    }

    /// As `ip` writes it.
    @Override
    public String toString() {
        if (isDefault() && address.isAnyLocalAddress()) return "default";
        return text(address) + (length == address.getAddress().length * 8 ? "" : "/" + length);
    }
}
