package wirelab.keys;

import java.io.IOException;

/// Whoever can sign with a private key: a key of a file, or an agent that does not give its keys away.
public interface SshSigner {
    SshPublicKey publicKey();

    /// Signs.
    ///
    /// @param algorithm one of those of the key's kind, such as `ssh-ed25519` or `rsa-sha2-512`
    /// @return `string algorithm | string signature`
    /// @throws IOException when the agent does not answer, or does not sign
    byte[] sign(String algorithm, byte[] data) throws IOException;
}
