package wirelab.login;

import java.io.IOException;

/// A login did not succeed.
public final class LoginException extends IOException {
    private static final long serialVersionUID = 1L;

    /// What the server said, `null` when it was the client who refused the server.
    private final String error;

    private LoginException(String message, String error) {
        super(message);
        this.error = error;
    }

    static LoginException refused(ServerFinal.Failure failure) {
        return new LoginException("the server refused the login: " + failure.error() + switch (failure.error()) {
            case "invalid-proof" -> " (unknown user or wrong password)";
            case "no-resources" -> " (it is busy, or there were too many failures; try again later)";
            default -> "";
        }, failure.error());
    }

    static LoginException falseServer() {
        return new LoginException("the server said yes but does not know the user's key: it is a false server", null);
    }

    /// Why the server refused.
    ///
    /// @return its word, such as `invalid-proof`, or `null` when it was the client who refused the server
    public String error() {
        return error;
    }
}
