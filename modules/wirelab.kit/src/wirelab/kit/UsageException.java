package wirelab.kit;

/// The user asked for something that makes no sense; the message is one line that says what to write instead.
///
/// A program that ends with it prints the line and exits with status 2.
public class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// Reports the mistake.
    ///
    /// @param message one line for the user
    public UsageException(String message) {
        super(message);
    }
}
