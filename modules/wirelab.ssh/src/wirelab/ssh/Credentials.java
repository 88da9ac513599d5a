package wirelab.ssh;

import java.io.IOException;
import java.util.List;
import wirelab.keys.SshSigner;

/// What a client has to prove who its user is; a person may be asked.
public interface Credentials {
    /// {@return keys, in the order in which they are to be tried; each costs one of the few tries that a server allows}
    List<SshSigner> keys();

    /// Answers a question of the server, for a password most of all.
    ///
    /// @param prompt as the server says it, already made visible
    /// @param echo whether what is typed may be seen
    /// @return `null` to give up
    String answer(String prompt, boolean echo) throws IOException;

    /// Shows what the server says before the login.
    ///
    /// @param text several lines, already made visible
    void banner(String text);

    /// Keys alone, and nobody to ask.
    static Credentials ofKeys(SshSigner... keys) {
        return new Credentials() {
            @Override
            public List<SshSigner> keys() {
                return List.of(keys);
            }

            @Override
            public String answer(String prompt, boolean echo) {
                return null;
            }

            @Override
            public void banner(String text) {
                // Nobody reads it.
            }
        };
    }

    /// A password, which is tried once.
    static Credentials ofPassword(String password) {
        return new Credentials() {
            private boolean given;

            @Override
            public List<SshSigner> keys() {
                return List.of();
            }

            @Override
            public String answer(String prompt, boolean echo) {
                if (given || echo) return null;
                given = true;
                return password;
            }

            @Override
            public void banner(String text) {
                // Nobody reads it.
            }
        };
    }
}
