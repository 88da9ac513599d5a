package wirelab.intermediary;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import wirelab.http.MessageReader;
import wirelab.http.Transport;

/// Bytes carried both ways between two connections, whatever they mean: behind CONNECT (RFC 9110, section 9.3.6) and behind
/// 101 (section 7.8).
///
/// Each direction ends by itself: an end of one side is an end for the other, behind the last byte. When a side breaks off,
/// both do.
public final class Tunnel {
    private static final int BUFFER = 32 * 1024;

    private Tunnel() {}

    /// Carries both directions to their ends.
    ///
    /// @param client what came too early is still in its reader
    /// @param server likewise
    /// @throws IOException when a side broke off or nothing moved for too long; both are closed then
    public static void carry(MessageReader client, MessageReader server) throws IOException {
        var failure = new IOException[1];
        var up = Thread.ofVirtual().name("tunnel-up").start(() -> failure[0] = copy(client, server.transport()));
        var down = copy(server, client.transport());
        try {
            up.join();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        if (down != null) throw down;
        if (failure[0] != null) throw failure[0];
    }

    private static IOException copy(MessageReader from, Transport to) {
        var buffer = ByteBuffer.allocateDirect(BUFFER);
        try {
            while (from.read(buffer.clear()) >= 0) to.write(buffer.flip());
            to.endOutput();
            return null;
        } catch (SocketTimeoutException e) {
            from.transport().close();
            to.close();
            return null;
        } catch (IOException e) {
            from.transport().reset();
            to.reset();
            return e;
        }
    }
}
