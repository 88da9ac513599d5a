package wirelab.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.SafeFile;

/// TLS over a connection, at either end of it, with the JDK's [SSLEngine] in between: bytes of the wire on one side of it,
/// bytes of the conversation on the other.
///
/// A peer that ends the TCP connection without saying so in TLS (close_notify) gives an [SSLException] to whoever reads: it
/// may have been cut off by somebody else (RFC 9112, section 9.8).
public final class Tls implements Transport {
    /// Longest file with certificates or a key.
    static final int MAX_BYTES = 10 << 20;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Connection connection;
    private final SSLEngine engine;
    private final ReentrantLock writing = new ReentrantLock();
    /// Records as they came, between position and limit.
    private ByteBuffer received;
    /// What they held, between position and limit.
    private ByteBuffer opened = NOTHING;
    private ByteBuffer sealed;

    private Tls(Connection connection, SSLEngine engine) throws IOException {
        this.connection = connection;
        this.engine = engine;
        received = ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
        sealed = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        var parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        if (engine.getUseClientMode()) parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        engine.beginHandshake();
        var empty = ByteBuffer.allocate(applicationSize());
        while (handshaking()) {
            if (engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) answer();
            else if (unseal(empty) < 0) throw new SSLException("the peer ended inside the handshake");
        }
    }

    private boolean handshaking() {
        var status = engine.getHandshakeStatus();
        return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
    }

    /// Does what TLS itself wants done, in the handshake and after it: to compute, or to say something.
    private void answer() throws IOException {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) engine.getDelegatedTask().run();
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) seal(NOTHING);
    }

    private int applicationSize() {
        return engine.getSession().getApplicationBufferSize();
    }

    /// Speaks TLS as a client, and checks that the server's certificate is for this host.
    ///
    /// @param connection an open connection, on which nothing of TLS has been said
    /// @param context whom to trust; [SSLContext#getDefault()] trusts those whom the JDK does
    /// @throws IOException when the handshake fails; the connection is then of no further use
    public static Tls client(Connection connection, SSLContext context, String host, int port) throws IOException {
        var engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        var tls = new Tls(connection, engine);
        if (!isAddress(host)) tls.refuseCommonName();
        return tls;
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || Syntax.isDigit(c));
    }

    /// RFC 9110, section 4.3.4: where a certificate has no DNS name, the JDK would take its CN for one, as no client may.
    private void refuseCommonName() throws IOException {
        var certificate = (X509Certificate) engine.getSession().getPeerCertificates()[0];
        try {
            var names = certificate.getSubjectAlternativeNames();
            int dnsName = 2;
            if (names == null || names.stream().noneMatch(name -> name.getFirst().equals(dnsName))) {
                throw new SSLException("the certificate names no host (a CN alone does not count)");
            }
        } catch (CertificateParsingException e) {
            throw new SSLException("the certificate's names cannot be read", e);
        }
    }

    /// Speaks TLS as a server.
    ///
    /// @param connection an open connection, on which nothing of TLS has been said
    /// @param context the server's key and certificate; see [#context(Path, char[])]
    /// @throws IOException when the handshake fails; the connection is then of no further use
    public static Tls server(Connection connection, SSLContext context) throws IOException {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return new Tls(connection, engine);
    }

    /// Reads a server's key and certificate.
    ///
    /// @param file a PKCS#12 file, as `keytool -genkeypair` and `openssl pkcs12 -export` write it, or PEM with both
    /// @return the context for [#server(Connection, SSLContext)]
    /// @throws IOException when the file cannot be read or the password is wrong
    public static SSLContext context(Path file, char[] password) throws IOException {
        return context(file, file, password);
    }

    /// Reads a server's certificate and its key from two files of PEM, which may be one; or both from a PKCS#12 file.
    ///
    /// @param certificates the server's certificate, and behind it those that vouch for it
    /// @param key the key, which is not looked at with PKCS#12
    /// @param password what protects the key, empty for nothing
    /// @throws IOException when a file cannot be read, or the password is wrong, or the two do not belong together
    public static SSLContext context(Path certificates, Path key, char[] password) throws IOException {
        byte[] bytes = SafeFile.bytes(certificates, MAX_BYTES);
        try {
            KeyStore store;
            if (Pem.is(bytes)) {
                store = Pem.store(certificates, key, password);
            } else {
                store = pkcs12(certificates, bytes, password);
            }
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(certificates + ": " + Failure.reason(e), e);
        }
    }

    private static KeyStore pkcs12(Path file, byte[] bytes, char[] password) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try {
            store.load(new ByteArrayInputStream(bytes), password);
            return store;
        } catch (IOException e) {
            if (!(e.getCause() instanceof UnrecoverableKeyException)) {
                throw new IOException(file + ": neither PEM nor PKCS#12", e);
            }
            throw new IOException(file + (password.length == 0 ? ": is protected, and there is no password"
                    : ": the password is wrong"), e.getCause());
        }
    }

    /// {@return what was agreed upon: protocol, cipher suite and certificates}
    public SSLSession session() {
        return engine.getSession();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) return 0;
        while (!opened.hasRemaining()) {
            // Large reads are opened where they are wanted, without a copy.
            boolean direct = into.remaining() >= applicationSize();
            if (!direct && opened.capacity() == 0) opened = ByteBuffer.allocate(applicationSize());
            var target = direct ? into : opened.clear();
            int before = target.position();
            int n;
            try {
                n = unseal(target);
            } finally {
                if (!direct) opened.flip();
            }
            if (n < 0) return -1;
            if (direct && target.position() > before) return target.position() - before;
        }
        int n = Math.min(opened.remaining(), into.remaining());
        into.put(opened.slice(opened.position(), n));
        opened.position(opened.position() + n);
        if (!opened.hasRemaining()) opened = NOTHING;
        return n;
    }

    /// Opens one record if it is there, else receives more of it.
    ///
    /// @return -1 at the orderly end, else 0
    private int unseal(ByteBuffer target) throws IOException {
        switch (engine.unwrap(received, target).getStatus()) {
            case CLOSED -> {
                return -1;
            }
            case BUFFER_UNDERFLOW -> receive();
            case BUFFER_OVERFLOW -> throw new SSLException("a record larger than agreed");
            case OK -> answer();
        }
        return 0;
    }

    private void receive() throws IOException {
        int size = engine.getSession().getPacketBufferSize();
        if (received.capacity() < size) received = ByteBuffer.allocate(size).put(received).flip();
        received.compact();
        try {
            if (connection.read(received) < 0) throw new SSLException("the connection ended without a close_notify of TLS");
        } finally {
            received.flip();
        }
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        writing.lock();
        try {
            for (var buffer : buffers) while (buffer.hasRemaining()) seal(buffers);
        } finally {
            writing.unlock();
        }
    }

    private void seal(ByteBuffer... buffers) throws IOException {
        writing.lock();
        try {
            int size = engine.getSession().getPacketBufferSize();
            if (sealed.capacity() < size) sealed = ByteBuffer.allocate(size);
            var result = engine.wrap(buffers, sealed.clear());
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                throw new SSLException("a record larger than agreed");
            }
            if (sealed.flip().hasRemaining()) connection.write(sealed);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) throw new SSLException("TLS has ended");
        } finally {
            writing.unlock();
        }
    }

    /// Sends close_notify, then ends the TCP connection's output.
    @Override
    public void endOutput() throws IOException {
        writing.lock();
        try {
            engine.closeOutbound();
            while (!engine.isOutboundDone()) {
                if (engine.wrap(NOTHING, sealed.clear()).bytesProduced() == 0) break;
                connection.write(sealed.flip());
            }
        } finally {
            writing.unlock();
        }
        connection.endOutput();
    }

    @Override
    public void stage(Duration limit) {
        connection.stage(limit);
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public boolean secure() {
        return true;
    }

    /// Closes the TCP connection; [#endOutput()] before it is the polite way.
    @Override
    public void close() {
        connection.close();
    }
}
