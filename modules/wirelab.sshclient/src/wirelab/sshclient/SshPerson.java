package wirelab.sshclient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.keys.KeyFile;
import wirelab.keys.SshAgent;
import wirelab.keys.SshSigner;
import wirelab.program.Password;
import wirelab.ssh.Credentials;

/// Who sits at the client: with keys, a memory, and a terminal at which questions can be asked.
///
/// @param identities files with private keys; without any, the usual ones
/// @param agent `null` for none
/// @param password file with a password; `null` where it is asked for
record SshPerson(List<Path> identities, SshAgent agent, Path password) implements Credentials {
    @Override
    public List<SshSigner> keys() {
        try {
            var keys = new ArrayList<SshSigner>(agent == null ? List.of() : agent.keys());
            var files = new ArrayList<>(identities);
            if (files.isEmpty() && keys.isEmpty()) {
                for (String kind : List.of("ed25519", "ecdsa", "rsa")) {
                    var file = Path.of(System.getProperty("user.home"), ".ssh", "id_" + kind);
                    if (Files.exists(file)) files.add(file);
                }
            }
            for (var file : files) keys.add(KeyFile.read(file, () -> phrase(file)));
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String phrase(Path file) {
        if (!Password.canAsk()) return null;
        var typed = System.console().readPassword("pass phrase of %s: ", file);
        return typed == null ? null : new String(typed);
    }

    @Override
    public String answer(String prompt, boolean echo) throws IOException {
        if (password != null) return Password.read(password);
        if (!Password.canAsk()) return null;
        if (echo) return System.console().readLine("%s", prompt);
        var typed = System.console().readPassword("%s", prompt);
        return typed == null ? null : new String(typed);
    }

    @Override
    public void banner(String text) {
        System.err.println(text);
    }
}
