package wirelab.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import wirelab.kit.ByteStream;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.sftp.SftpReply.Status;

/// The server's end of a stream: packet for packet, in the order in which they come.
///
/// A client may ask as much as it likes before it reads an answer. Nothing is kept for it beyond one buffer of answers: when
/// that is full and the client does not read, no more of its requests are read either.
public final class SftpSession {
    /// Type, number, length of the data.
    private static final int DATA_HEAD = 9;
    /// More than any reply needs that is not data: 100 names of 255 bytes, each twice, with their attributes.
    private static final int REPLY = SftpLimits.PACKET;
    private static final int SMALL_REPLY = 8 * 1024;
    /// Data that does not wait for more to leave with.
    private static final int SOON = 64 * 1024;

    private final SftpService service;
    private final SftpPackets packets;

    private SftpSession(SftpService service, SftpPackets packets) {
        this.service = service;
        this.packets = packets;
    }

    /// Speaks with a client to the end.
    ///
    /// @param in what the client sends
    /// @param out what the client gets
    /// @throws ProtocolViolation when what it sends cannot be told apart into packets, or does not begin as SFTP does
    /// @throws IOException when the stream breaks, or the root of the options is not there
    public static void serve(SftpOptions options, InputStream in, OutputStream out) throws IOException {
        serve(options, new Pipes(in, out), ByteBuffer::allocate);
    }

    /// Speaks with the client at standard input and output, to the end.
    ///
    /// @throws IOException as above
    public static void serveStandard(SftpOptions options) throws IOException {
        serve(options, new Pipes.Standard(), ByteBuffer::allocateDirect);
    }

    static void serve(SftpOptions options, ByteStream stream, IntFunction<ByteBuffer> memory) throws IOException {
        try (var service = SftpService.open(options)) {
            new SftpSession(service, new SftpPackets(stream, memory)).run();
        }
    }

    private void run() throws IOException {
        var first = packets.next();
        if (first == null) return;
        var hello = SftpHello.decode(first);
        if (!hello.client() || hello.version() < SftpHello.VERSION) {
            throw new ProtocolViolation("version", 1, "a client of version 3 or later is needed");
        }
        packets.add(service.hello()::write, SMALL_REPLY);
        for (var packet = packets.next(); packet != null; packet = packets.next()) answer(packet);
        packets.flush();
    }

    private void answer(ByteBuffer packet) throws IOException {
        SftpRequest request;
        try {
            request = SftpRequest.decode(packet);
        } catch (ProtocolViolation e) {
            refuse(packet, e);
            return;
        }
        if (request instanceof SftpRequest.Read read) {
            read(read);
            return;
        }
        var reply = service.answer(request);
        packets.add(reply::write, reply instanceof Status ? SMALL_REPLY : REPLY);
    }

    /// A request that cannot be read is answered if it has a number at least; the next one begins where its length says.
    private void refuse(ByteBuffer packet, ProtocolViolation why) throws IOException {
        var fields = new FieldReader(packet);
        fields.u8("type");
        long id = fields.u32("id");
        var code = why instanceof SftpRequest.UnknownRequest ? StatusCode.OP_UNSUPPORTED : StatusCode.BAD_MESSAGE;
        var status = new Status(id, code, why.getMessage());
        packets.add(status::write, SMALL_REPLY);
    }

    /// From the file to where it leaves, without a stop on the way.
    private void read(SftpRequest.Read read) throws IOException {
        int wanted = (int) Math.min(read.length(), SftpLimits.DATA);
        var out = packets.room(4 + DATA_HEAD + Math.max(wanted, SMALL_REPLY));
        int start = out.position();
        var instead = service.read(read, out.position(start + 4 + DATA_HEAD));
        int length = out.position() - start - 4 - DATA_HEAD;
        out.position(start);
        if (instead != null) {
            new FieldWriter(out).sized(4, instead::write);
            return;
        }
        new FieldWriter(out).length(4, DATA_HEAD + length).u8(103).u32(read.id()).length(4, length);
        out.position(start + 4 + DATA_HEAD + length);
        // The client takes these while the next ones are read from the file.
        if (length >= SOON) packets.flush();
    }
}
