package wirelab.ssh;

import java.util.List;
import wirelab.keys.SshPublicKey;

/// Who may log in at a server.
public interface Authority {
    /// {@return the methods that make sense: `publickey`, `password`, `keyboard-interactive`}
    List<String> methods();

    /// Whether this is the user's password. Takes as long for a user that does not exist; may wait.
    boolean password(String user, String password);

    /// Whether the owner of a key may log in as a user; that he is its owner is proved before or after.
    boolean key(String user, SshPublicKey key);
}
