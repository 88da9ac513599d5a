package wirelab.sftp;

/// What both ends agree to: the numbers of OpenSSH's sftp-server, which every client lives with.
final class SftpLimits {
    /// Bytes of a packet behind its length.
    static final int PACKET = 256 * 1024;
    /// Bytes that one READ gives or one WRITE takes: a packet less a kilobyte for what stands around them.
    static final int DATA = PACKET - 1024;
    /// PATH_MAX of Linux.
    static final int PATH = 4096;
    /// The draft, section 6.2.
    static final int HANDLE = 256;
    /// Extension pairs of one message.
    static final int EXTENSIONS = 64;
    /// Users or groups whose names are asked for at once.
    static final int IDS = 1024;

    private SftpLimits() {}
}
