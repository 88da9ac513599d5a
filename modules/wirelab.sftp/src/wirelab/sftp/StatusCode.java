package wirelab.sftp;

/// How a request went (the draft, section 7): the codes of version 3, in the order of their numbers.
public enum StatusCode {
    OK("done"), EOF("end of file"), NO_SUCH_FILE("no such file"), PERMISSION_DENIED("permission denied"), FAILURE("failure"),
    BAD_MESSAGE("bad message"), NO_CONNECTION("no connection"), CONNECTION_LOST("connection lost"),
    OP_UNSUPPORTED("operation not supported");

    private final String words;

    StatusCode(String words) {
        this.words = words;
    }

    long number() {
        return ordinal();
    }

    String words() {
        return words;
    }

    /// {@return the words of a code that came over the wire}
    static String words(long code) {
        return code >= 0 && code < values().length ? values()[(int) code].words : "status " + code;
    }
}
