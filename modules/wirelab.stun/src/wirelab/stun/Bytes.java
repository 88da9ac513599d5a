package wirelab.stun;

import java.util.Arrays;
import java.util.HexFormat;

/// Bytes as a value: they never change, and two are equal when their contents are.
public final class Bytes {
    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /// Keeps a copy.
    ///
    /// @param content the bytes
    /// @return the value
    public static Bytes of(byte... content) {
        return new Bytes(content.clone());
    }

    /// How many there are.
    ///
    /// @return the number of bytes
    public int length() {
        return content.length;
    }

    /// Gives them back.
    ///
    /// @return a copy
    public byte[] array() {
        return content.clone();
    }

    /// Compares contents.
    ///
    /// @param other what to compare with
    /// @return whether it holds the same bytes
    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    /// Fits [#equals(Object)].
    ///
    /// @return a hash of the contents
    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /// Shows the bytes.
    ///
    /// @return hexadecimal digits
    @Override
    public String toString() {
        return HexFormat.of().formatHex(content);
    }
}
