package wirelab.fetch;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.kit.UsageException;

/// What a file's bytes must add up to: `sha-256:9f86d081…`.
///
/// @param algorithm `SHA-256`, `SHA-512`, `SHA-384`, `SHA-1` or `MD5`; the last two only tell accidents, not attacks
/// @param value the digest in lower-case hexadecimal
public record Checksum(String algorithm, String value) {
    /// Reads a checksum.
    ///
    /// @param text algorithm, colon, hexadecimal digits
    /// @throws UsageException when it cannot be read, or has the wrong length for its algorithm
    public static Checksum parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) throw new UsageException("'" + text + "' is not of the form sha-256:HEX");
        String name = text.substring(0, colon).toUpperCase(Locale.ROOT).replaceFirst("^SHA(\\d)", "SHA-$1");
        int bytes = switch (name) {
            case "SHA-512" -> 64;
            case "SHA-384" -> 48;
            case "SHA-256" -> 32;
            case "SHA-1" -> 20;
            case "MD5" -> 16;
            default -> throw new UsageException("'" + text.substring(0, colon)
                    + "' is none of sha-256, sha-384, sha-512, sha-1, md5");
        };
        String value = text.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
        if (!value.matches("[0-9a-f]*") || value.length() != 2 * bytes) {
            throw new UsageException("a checksum of " + name + " has " + 2 * bytes + " hexadecimal digits");
        }
        return new Checksum(name, value);
    }

    MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new UsageException("this Java does not know " + algorithm);
        }
    }

    void check(String what, MessageDigest digest) throws ClientException {
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(value)) throw new ClientException(Kind.OTHER, what + " has the wrong " + algorithm + ": " + found);
    }
}
