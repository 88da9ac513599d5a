package wirelab.keys;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// An agent that keeps private keys and signs with them, by its Unix socket (draft-ietf-sshm-ssh-agent):
///
/// ```
/// uint32 length | byte type | fields
/// 11 -> 12 uint32 count, count times (string key | string comment)
/// 13 string key | string data | uint32 flags (2: rsa-sha2-256, 4: rsa-sha2-512) -> 14 string signature
/// ```
public final class SshAgent implements AutoCloseable {
    private static final int REQUEST_IDENTITIES = 11, IDENTITIES_ANSWER = 12, SIGN_REQUEST = 13, SIGN_RESPONSE = 14;
    private static final int MOST = 256 * 1024;
    private static final int MOST_KEYS = 100;

    private final SocketChannel socket;

    private SshAgent(SocketChannel socket) {
        this.socket = socket;
    }

    /// Connects to an agent.
    ///
    /// @param path where its socket is, as `SSH_AUTH_SOCK` says
    public static SshAgent connect(Path path) throws IOException {
        var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new SshAgent(socket);
    }

    /// {@return its keys of the kinds that are known here; each signs as long as this is open}
    public List<SshSigner> keys() throws IOException {
        var in = ask(new FieldWriter().u8(REQUEST_IDENTITIES).done(), IDENTITIES_ANSWER);
        long count = in.u32("nkeys");
        var keys = new ArrayList<SshSigner>();
        for (long i = 0; i < count && i < MOST_KEYS; i++) {
            byte[] blob = in.string("key", MOST);
            in.string("comment", MOST);
            try {
                keys.add(new Held(SshPublicKey.decode(blob)));
            } catch (ProtocolViolation _) {
                // A kind that is not known here, such as a certificate.
            }
        }
        return keys;
    }

    private final class Held implements SshSigner {
        private final SshPublicKey key;

        Held(SshPublicKey key) {
            this.key = key;
        }

        @Override
        public SshPublicKey publicKey() {
            return key;
        }

        @Override
        public byte[] sign(String algorithm, byte[] data) throws IOException {
            int flags = algorithm.equals("rsa-sha2-256") ? 2 : algorithm.equals("rsa-sha2-512") ? 4 : 0;
            var in = ask(new FieldWriter(512).u8(SIGN_REQUEST).string(key.blob().array()).string(data).u32(flags).done(),
                    SIGN_RESPONSE);
            return in.string("signature", MOST);
        }
    }

    private synchronized FieldReader ask(byte[] message, int answer) throws IOException {
        socket.write(ByteBuffer.wrap(new FieldWriter(message.length + 4).string(message).done()));
        var length = read(4);
        long size = new FieldReader(length).u32("length");
        if (size < 1 || size > MOST) throw new ProtocolViolation("length", 0, size + " is no length of a message");
        var in = new FieldReader(read((int) size));
        if (in.u8("type") != answer) throw new IOException("the agent does not do it");
        return in;
    }

    private byte[] read(int count) throws IOException {
        var bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) if (socket.read(bytes) < 0) throw new EOFException("the agent has hung up");
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
