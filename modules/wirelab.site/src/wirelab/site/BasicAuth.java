package wirelab.site;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import wirelab.http.Headers;
import wirelab.http.RequestHead;
import wirelab.http.StatusException;

/// A name and a password in every request (RFC 7617). They are only encoded, not hidden: under https alone nobody on the way
/// reads them.
///
/// @param user the name, without a colon
public record BasicAuth(String user, String password) {
    public BasicAuth {
        Objects.requireNonNull(password);
        if (user.indexOf(':') >= 0) throw new IllegalArgumentException("a user's name must not contain a colon");
    }

    /// {@return the value of `Authorization` that a client sends: `Basic` and the two in Base64}
    public String credentials() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /// Checks a request, in a time that tells nothing about how much was right.
    void check(RequestHead request) throws StatusException {
        String given = request.headers().first("Authorization");
        if (given != null && given.regionMatches(true, 0, "Basic ", 0, 6)) {
            byte[] sent = given.substring(6).strip().getBytes(StandardCharsets.ISO_8859_1);
            if (MessageDigest.isEqual(sent, credentials().substring(6).getBytes(StandardCharsets.ISO_8859_1))) return;
        }
        throw new StatusException(401, "This part of the server is only for those who are known here.",
                Headers.of("WWW-Authenticate", "Basic realm=\"wirelab\", charset=\"UTF-8\""));
    }

    /// Never shows the password.
    @Override
    public String toString() {
        return "BasicAuth[" + user + "]";
    }
}
