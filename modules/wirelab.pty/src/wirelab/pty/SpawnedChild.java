package wirelab.pty;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A program that the C library has started. A thread of the system waits for its end.
final class SpawnedChild implements Child {
    private static final int STACK = 128 * 1024;

    private final int pid;
    /// `null` for pipes.
    private final Pty pty;
    private final InputStream output;
    private final InputStream error;
    private final OutputStream input;
    private final CompletableFuture<End> end = new CompletableFuture<>();

    private SpawnedChild(int pid, Pty pty, InputStream output, InputStream error, OutputStream input) {
        this.pid = pid;
        this.pty = pty;
        this.output = output;
        this.error = error;
        this.input = input;
        Thread.ofPlatform().daemon().name("waits for " + pid).stackSize(STACK).start(this::watch);
    }

    static Child piped(List<String> program, Map<String, String> environment, Path folder) throws IOException {
        var open = new ArrayList<Spawn.Pipe>();
        var channels = new ArrayList<FileChannel>();
        try {
            for (int i = 0; i < 3; i++) open.add(Spawn.Pipe.open());
            channels.add(Spawn.channel(open.get(0).writeEnd(), StandardOpenOption.WRITE));
            for (int i = 1; i < 3; i++) channels.add(Spawn.channel(open.get(i).readEnd(), StandardOpenOption.READ));
            int pid = Spawn.start(program, environment, folder, new Spawn.Standard.Descriptors(open.get(0).readEnd(),
                    open.get(1).writeEnd(), open.get(2).writeEnd()));
            return new SpawnedChild(pid, null, Channels.newInputStream(channels.get(1)),
                    Channels.newInputStream(channels.get(2)), Channels.newOutputStream(channels.get(0)));
        } catch (IOException | RuntimeException e) {
            for (var channel : channels) channel.close();
            throw e;
        } finally {
            // The channels have descriptors of their own, and the child its copies.
            open.forEach(Spawn.Pipe::close);
        }
    }

    static Child onTerminal(List<String> program, Map<String, String> environment, Path folder, Tty tty)
            throws IOException {
        var pty = Pty.open();
        try {
            pty.resize(tty.size());
            var all = new TreeMap<>(environment);
            all.put("TERM", tty.kind());
            all.put("SSH_TTY", pty.name());
            int pid = Spawn.start(ProcessChild.withModes(program, tty), all, folder,
                    new Spawn.Standard.Terminal(pty.name()));
            return new SpawnedChild(pid, pty, pty.output(), null, pty.input());
        } catch (IOException | RuntimeException e) {
            pty.close();
            throw e;
        }
    }

    private void watch() {
        End how;
        try {
            how = Spawn.await(pid);
        } catch (IOException _) {
            // Somebody else has waited for it: how it ended is lost.
            how = new End(255, null, false);
        }
        synchronized (this) {
            end.complete(how);
        }
        if (pty != null) pty.ended();
    }

    @Override
    public InputStream output() {
        return output;
    }

    @Override
    public InputStream error() {
        return error;
    }

    @Override
    public OutputStream input() {
        return input;
    }

    @Override
    public End await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Under the lock, since the number may be another program's once this one was waited for.
    @Override
    public synchronized void signal(String name) {
        var number = SignalName.number(name);
        if (number != null && !end.isDone()) Spawn.kill(pid, number);
    }

    @Override
    public void resize(WindowSize size) throws IOException {
        if (pty != null) pty.resize(size);
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public void close() {
        if (pty != null) {
            pty.close();
            return;
        }
        for (var stream : List.of(output, error, input)) {
            try {
                stream.close();
            } catch (IOException _) {
                // Whatever the system says, the descriptor is given up.
            }
        }
    }

    @Override
    public String toString() {
        return "program " + pid + (end.isDone() ? ", " + end.join() : ", running") + (pty == null ? "" : " on " + pty);
    }
}
