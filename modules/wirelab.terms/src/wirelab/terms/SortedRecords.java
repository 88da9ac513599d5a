package wirelab.terms;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/// Keys with their values, one after the other in the order of their bytes. A key stands in a buffer that the next step may
/// overwrite.
public interface SortedRecords extends Closeable {
    /// Goes on to the next one; before the first, there is none.
    ///
    /// @return whether there is one
    boolean next() throws IOException;

    byte[] buffer();

    int offset();

    int length();

    long value();

    @Override
    default void close() throws IOException {}

    /// {@return a copy of the key}
    default byte[] key() {
        return Arrays.copyOfRange(buffer(), offset(), offset() + length());
    }
}
