package wirelab.sftp;

/// Is told how far a transfer has come.
public interface TransferListener {
    /// Does not listen.
    TransferListener NONE = new TransferListener() {};

    /// A file begins.
    ///
    /// @param name harmless on a terminal
    /// @param size in bytes, 0 when it is not known
    /// @param before bytes that were there already
    default void begins(String name, long size, long before) {}

    /// @param bytes more have come
    default void moves(long bytes) {}

    /// The file is whole.
    default void ends() {}

    /// Something was left out.
    ///
    /// @param line what, and why; harmless on a terminal
    default void skipped(String line) {}
}
