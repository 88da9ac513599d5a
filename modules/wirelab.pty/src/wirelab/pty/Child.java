package wirelab.pty;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A program that was started by [Children]. Its streams are for threads of the system: waiting for a program holds up the
/// carrier of a virtual one.
public interface Child extends AutoCloseable {
    /// How a program has ended.
    ///
    /// @param status its exit status; 128 + n where signal number n has killed it
    /// @param signal the name of the signal that has killed it, without SIG; `null` when none has, or nobody knows
    /// @param dumped whether it has left its memory in a file
    record End(int status, String signal, boolean dumped) {}

    /// {@return what it writes; all that it has written can be read after its end, too}
    InputStream output();

    /// {@return what it writes as standard error; `null` where both are the same terminal}
    InputStream error();

    /// {@return what it reads}
    OutputStream input();

    /// Waits until it has ended.
    End await() throws InterruptedException;

    /// Sends a signal to it and to what it has started; to nobody when it has ended.
    ///
    /// @param name without SIG, one of those of RFC 4254, section 6.10; others are not sent
    void signal(String name);

    /// Its terminal has another size.
    void resize(WindowSize size) throws IOException;

    /// {@return its number}
    long pid();

    /// Gives back its streams, and hangs up its terminal; the program itself is not ended.
    @Override
    void close();
}
