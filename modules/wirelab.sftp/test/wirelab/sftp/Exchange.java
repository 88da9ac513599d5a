package wirelab.sftp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Supplier;
import wirelab.kit.ByteStream;
import wirelab.kit.FieldWriter;

/// The client's end of a stream whose server answers at once, in the thread of the client: what it says is up to the test.
final class Exchange implements ByteStream {
    private final Function<SftpRequest, List<SftpReply>> server;
    private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
    private final Queue<ByteBuffer> answers = new ArrayDeque<>();
    private Supplier<List<SftpReply>> late = List::of;
    private boolean greeted;
    private int mostWaiting;

    /// @param server gives the replies that a request brings about: one, none or several
    Exchange(Function<SftpRequest, List<SftpReply>> server) {
        this.server = server;
    }

    /// A server that never errs: a session of ours.
    static Exchange with(SftpService service) {
        return new Exchange(request -> List.of(service.answer(request)));
    }

    /// What comes when the client waits and nothing has come.
    Exchange late(Supplier<List<SftpReply>> replies) {
        late = replies;
        return this;
    }

    RemoteFiles client() throws IOException {
        return RemoteFiles.connect(this, MessageWatcher.NONE);
    }

    /// {@return how many replies have waited at most until the client looked at one}
    int mostWaiting() {
        return mostWaiting;
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        for (var buffer : buffers) while (buffer.hasRemaining()) asked.write(buffer.get());
        var all = ByteBuffer.wrap(asked.toByteArray());
        while (all.remaining() >= 4 && all.remaining() >= 4 + all.getInt(all.position())) {
            int length = all.getInt();
            answer(all.slice(all.position(), length));
            all.position(all.position() + length);
        }
        asked.reset();
        while (all.hasRemaining()) asked.write(all.get());
        mostWaiting = Math.max(mostWaiting, answers.size());
    }

    private void answer(ByteBuffer packet) throws IOException {
        if (!greeted) {
            greeted = true;
            reply(EveryMessage.hellos().getLast().encode());
            return;
        }
        for (var reply : server.apply(SftpRequest.decode(packet))) reply(reply.encode());
    }

    private void reply(byte[] payload) {
        answers.add(ByteBuffer.wrap(new FieldWriter().sized(4, payload).done()));
    }

    @Override
    public int read(ByteBuffer into) {
        if (answers.isEmpty()) late.get().forEach(each -> reply(each.encode()));
        var next = answers.peek();
        if (next == null) return -1;
        int n = Math.min(into.remaining(), next.remaining());
        into.put(next.slice(next.position(), n));
        next.position(next.position() + n);
        if (!next.hasRemaining()) answers.remove();
        return n;
    }

    @Override
    public void endOutput() {}

    @Override
    public void stage(Duration limit) {}

    @Override
    public void close() {}
}
