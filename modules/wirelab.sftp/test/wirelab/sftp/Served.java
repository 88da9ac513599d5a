package wirelab.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import wirelab.kit.Bytes;

/// A session in a folder of the test, without a stream: what is asked, and what comes back.
final class Served implements AutoCloseable {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);

    /// Both kinds of jail, where the kernel lets us have both.
    enum Kind {
        PINNED, CHECKED;

        Jail open(Path root) throws IOException {
            return this == PINNED ? PinnedJail.pinned(root.toRealPath()) : new CheckedJail(root.toRealPath());
        }
    }

    final SftpService service;
    private long id;

    Served(Kind kind, SftpOptions options) throws IOException {
        service = new SftpService(options, kind.open(options.root()), CLOCK);
    }

    static Served in(Kind kind, Path root) throws IOException {
        return new Served(kind, SftpOptions.DEFAULTS.withRoot(root));
    }

    SftpReply ask(LongFunction<SftpRequest> request) {
        return service.answer(request.apply(++id));
    }

    /// Asks for what has a status as its answer.
    StatusCode status(LongFunction<SftpRequest> request) {
        return StatusCode.values()[(int) assertInstanceOf(SftpReply.Status.class, ask(request)).code()];
    }

    void ok(LongFunction<SftpRequest> request) {
        var status = assertInstanceOf(SftpReply.Status.class, ask(request));
        assertEquals(StatusCode.OK.number(), status.code(), status.toString());
    }

    Bytes open(String path, int flags) {
        var reply = ask(id -> new SftpRequest.Open(id, path, flags, FileAttributes.NONE));
        return assertInstanceOf(SftpReply.Handle.class, reply, () -> reply.toString()).handle();
    }

    void write(Bytes handle, long offset, String text) {
        ok(id -> new SftpRequest.Write(id, handle, offset, EveryMessage.text(text)));
    }

    /// Reads at most 1,000 bytes from a place on.
    String read(Bytes handle, long offset) {
        var reply = ask(id -> new SftpRequest.Read(id, handle, offset, 1000));
        return text(assertInstanceOf(SftpReply.Data.class, reply, () -> reply.toString()).data());
    }

    void close(Bytes handle) {
        ok(id -> new SftpRequest.Close(id, handle));
    }

    FileAttributes attributes(LongFunction<SftpRequest> request) {
        var reply = ask(request);
        return assertInstanceOf(SftpReply.Attributes.class, reply, () -> reply.toString()).attributes();
    }

    String name(LongFunction<SftpRequest> request) {
        var reply = ask(request);
        return assertInstanceOf(SftpReply.Names.class, reply, () -> reply.toString()).entries().getFirst().name();
    }

    List<DirectoryEntry> list(String path) {
        var opened = ask(id -> new SftpRequest.Opendir(id, path));
        var handle = assertInstanceOf(SftpReply.Handle.class, opened, () -> opened.toString()).handle();
        var all = new ArrayList<DirectoryEntry>();
        while (ask(id -> new SftpRequest.Readdir(id, handle)) instanceof SftpReply.Names(_, var entries)) {
            all.addAll(entries);
        }
        close(handle);
        return all;
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    @Override
    public void close() {
        service.close();
    }
}
