package wirelab.sftp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import wirelab.kit.ByteStream;
import wirelab.kit.ProtocolViolation;
import wirelab.sftp.ExtendedAnswer.ServerLimits;

/// A client's end of a stream: requests go out with numbers, replies come back with them. As many requests may be under way
/// as the caller keeps count of. A reply to nothing that was asked is a broken promise, and ends it.
///
/// For one thread.
final class SftpLink implements AutoCloseable {
    /// What every server takes (the draft, section 3), where it does not say more.
    private static final int COMMON_DATA = 32 * 1024;

    private final ByteStream stream;
    private final SftpPackets packets;
    private final MessageWatcher watcher;
    private final SftpHello hello;
    private final int mostRead;
    private final int mostWrite;
    private long lastId = -1;

    /// @throws ProtocolViolation when the server does not speak version 3
    SftpLink(ByteStream stream, IntFunction<ByteBuffer> memory, MessageWatcher watcher) throws IOException {
        this.stream = stream;
        this.watcher = watcher;
        packets = new SftpPackets(stream, memory);
        var mine = new SftpHello(true, SftpHello.VERSION, List.of());
        watcher.sent(mine);
        packets.add(mine::write, 64);
        hello = SftpHello.decode(received());
        watcher.received(hello);
        if (hello.client() || hello.version() != SftpHello.VERSION) {
            throw new ProtocolViolation("version", 1, "the server speaks version " + hello.version() + ", not 3");
        }
        var limits = has(ExtendedRequest.Limits.NAME) ? limits() : new ServerLimits(0, 0, 0, 0);
        mostRead = most(limits.read());
        mostWrite = most(limits.write());
    }

    private ServerLimits limits() throws IOException {
        return ask(ExtendedRequest.Limits::new) instanceof SftpReply.ExtendedReply reply
                ? ServerLimits.decode(reply.fields()) : new ServerLimits(0, 0, 0, 0);
    }

    /// A server may say nothing, or numbers beyond all sense.
    private static int most(long said) {
        return said <= 0 ? COMMON_DATA : (int) Math.min(said, SftpLimits.DATA);
    }

    SftpHello hello() {
        return hello;
    }

    boolean has(String extension) {
        return hello.extensions().stream().anyMatch(each -> each.name().equals(extension));
    }

    /// {@return bytes that one READ may ask for}
    int mostRead() {
        return mostRead;
    }

    /// {@return bytes that one WRITE may carry}
    int mostWrite() {
        return mostWrite;
    }

    /// Sends a request, at the latest when a reply is waited for.
    ///
    /// @return its number
    long send(LongFunction<SftpRequest> request) throws IOException {
        lastId = lastId + 1 & 0xffff_ffffL;
        var message = request.apply(lastId);
        watcher.sent((Record) message);
        packets.add(message::write, SftpLimits.PACKET);
        return lastId;
    }

    /// Waits for the next reply, whichever request it belongs to.
    SftpReply receive() throws IOException {
        var reply = SftpReply.decode(received());
        watcher.received((Record) reply);
        return reply;
    }

    private ByteBuffer received() throws IOException {
        var packet = packets.next();
        if (packet == null) throw new EOFException("the server has hung up");
        return packet;
    }

    /// Sends a request and waits for its reply, when no other is under way.
    SftpReply ask(LongFunction<SftpRequest> request) throws IOException {
        long id = send(request);
        var reply = receive();
        if (reply.id() != id) throw stray(reply);
        return reply;
    }

    static ProtocolViolation stray(SftpReply reply) {
        return new ProtocolViolation("id", 1, reply.id() + " was not asked for");
    }

    @Override
    public void close() {
        stream.close();
    }
}
