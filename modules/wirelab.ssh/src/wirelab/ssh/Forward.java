package wirelab.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import wirelab.kit.ByteStream;
import wirelab.kit.Connection;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// One TCP connection that travels through a channel (RFC 4254, section 7): where it goes, and who has begun it.
///
/// ```
/// direct-tcpip       string host | uint32 port | string originator | uint32 its port     the client opens
/// forwarded-tcpip    string address | uint32 port that was asked for | the same           the server opens
/// ```
record Forward(String host, int port, String origin, int originPort) {
    static final String DIRECT = "direct-tcpip", FORWARDED = "forwarded-tcpip";
    static final String ASK = "tcpip-forward", CANCEL = "cancel-tcpip-forward";
    private static final Logger LOG = System.getLogger(Forward.class.getName());
    private static final int MOST_NAME = 255;
    private static final int PIECE = Channels.PACKET;

    byte[] encode() {
        return new FieldWriter().string(host).u32(port).string(origin).u32(originPort).done();
    }

    static Forward decode(byte[] data) throws ProtocolViolation {
        var in = new FieldReader(data);
        var forward = new Forward(in.sizedText("host", 4, MOST_NAME), port(in), in.sizedText("originator", 4, MOST_NAME),
                port(in));
        in.end();
        return forward;
    }

    /// Where somebody shall listen (section 7.1): `string address | uint32 port`, 0 for any.
    record Listening(String address, int port) {
        byte[] encode() {
            return new FieldWriter().string(address).u32(port).done();
        }

        static Listening decode(byte[] data) throws ProtocolViolation {
            var in = new FieldReader(data);
            var listening = new Listening(in.sizedText("address", 4, MOST_NAME), Forward.port(in));
            in.end();
            return listening;
        }
    }

    private static int port(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        long port = in.u32("port");
        if (port > 65_535) throw new ProtocolViolation("port", at, port + " is none");
        return (int) port;
    }

    /// Carries bytes both ways until both have ended, and closes both.
    static void carry(SshChannel channel, Connection socket) {
        var back = Thread.ofVirtual().name("ssh-forward").start(() -> {
            try {
                copy(channel.input(), socket.output());
                socket.endOutput();
            } catch (IOException e) {
                broken(channel, socket, e);
            }
        });
        try (channel; socket) {
            copy(socket.input(), channel.output());
            channel.end();
            back.join();
        } catch (IOException e) {
            broken(channel, socket, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// {@return the bytes of a channel, for a protocol to stand on; its time limits are those of the connection below}
    static ByteStream stream(SshChannel channel) {
        return new ByteStream() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                int n = channel.input().read(into.array(), into.arrayOffset() + into.position(), into.remaining());
                if (n > 0) into.position(into.position() + n);
                return n;
            }

            @Override
            public void write(ByteBuffer... buffers) throws IOException {
                for (var buffer : buffers) {
                    channel.output().write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
                    buffer.position(buffer.limit());
                }
            }

            @Override
            public void endOutput() throws IOException {
                channel.end();
            }

            @Override
            public void stage(Duration limit) {
                // There is no clock here: who waits for ever waits as long as the connection below.
            }

            @Override
            public void close() {
                channel.close();
            }

            @Override
            public String toString() {
                return "through " + channel;
            }
        };
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        var buffer = new byte[PIECE];
        for (int n; (n = from.read(buffer)) >= 0; ) to.write(buffer, 0, n);
    }

    /// One half that breaks takes the other with it: nobody would read what it still says.
    private static void broken(SshChannel channel, Connection socket, IOException e) {
        LOG.log(Level.DEBUG, "{0}: {1}", socket, e.getMessage());
        channel.close();
        socket.reset();
    }
}
