package wirelab.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.ssh.SessionRequest.ExitSignal;
import wirelab.ssh.SessionRequest.ExitStatus;
import wirelab.ssh.SessionRequest.PtyRequest;
import wirelab.ssh.SessionRequest.WindowChange;

/// A program that runs on the other machine, as the client sees it: three streams and an exit status.
public final class RemoteCommand implements AutoCloseable {
    /// What OpenSSH's client gives as the status of a program that a signal has killed.
    private static final int KILLED = 255;

    /// A terminal of this size, of a kind as the variable TERM names it.
    public record Terminal(String kind, int columns, int rows) {}

    private final SshChannel channel;
    private volatile Integer status;
    private volatile String signal;

    RemoteCommand(SshLink link, String request, SessionRequest what, Terminal terminal) throws IOException {
        channel = link.open("session", new byte[0], new SshChannel.Listener() {
            @Override
            public boolean asked(SshChannel from, String name, byte[] data) {
                return ended(name, data);
            }

            @Override
            public void closed(SshChannel from) {
                // Whoever reads sees the end.
            }
        });
        try {
            if (terminal != null && !channel.ask("pty-req", new PtyRequest(terminal.kind, terminal.columns, terminal.rows,
                    0, 0,
                    Bytes.of((byte) 0)).encode())) {
                throw new SshException(0, "the server gives no terminal");
            }
            if (!channel.ask(request, what.encode())) throw new SshException(0, "the server refuses to run it");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private boolean ended(String name, byte[] data) {
        try {
            switch (SessionRequest.decode(name, data)) {
                case ExitStatus exit -> status = exit.status();
                case ExitSignal exit -> {
                    signal = exit.signal();
                    status = KILLED;
                }
                case null, default -> {
                    return false;
                }
            }
            return true;
        } catch (ProtocolViolation _) {
            // A status that is none is no status.
            return false;
        }
    }

    /// {@return what it writes}
    public InputStream output() {
        return channel.input();
    }

    /// {@return what it writes as standard error}
    public InputStream error() {
        return channel.error();
    }

    /// {@return what it reads; to close it ends its input}
    public OutputStream input() {
        return channel.output();
    }

    /// The terminal here has another size.
    public void resize(int columns, int rows) throws IOException {
        channel.tell(new WindowChange(columns, rows, 0, 0));
    }

    /// Sends a signal.
    ///
    /// @param name without SIG
    public void signal(String name) throws IOException {
        channel.tell(new SessionRequest.Signal(name));
    }

    /// Waits until it has ended.
    ///
    /// @return its exit status
    /// @throws IOException when the connection breaks before, or the server does not say how it ended
    public int awaitExit() throws IOException {
        channel.awaitClosed();
        if (status == null) throw channel.connection.isEnded() ? channel.connection.gone()
                : new EOFException("the server does not say how the program ended");
        return status;
    }

    /// {@return the signal that killed it, without SIG; `null` when none did}
    public String killedBy() {
        return signal;
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public String toString() {
        return "remote command, " + (status == null ? "running" : "status " + status);
    }
}
