package wirelab.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// What a session runs in place of the user's shell: a program in Java, such as a chat. Nothing of the system is started for
/// it, and its terminal is the client's own, key by key: what is typed is not echoed, and `\n` alone begins no line.
@FunctionalInterface
public interface SshProgram {
    /// What it is run for, and with.
    interface Call {
        /// {@return who is logged in}
        String user();

        /// {@return what was asked for in place of a shell; `null` for a shell}
        String command();

        /// {@return the terminal as it is now; `null` where there is none: then lines come and go as they are}
        RemoteCommand.Terminal terminal();

        /// Has something done, on a thread of its own, when the terminal has another size.
        void onResize(Runnable resized);

        /// {@return what the user sends; it ends when he has ended it, and when he is gone}
        InputStream input();

        /// {@return what he sees}
        OutputStream output();
    }

    /// Speaks with the user to the end, on a virtual thread of its own.
    ///
    /// @return the exit status
    /// @throws IOException when the connection breaks; the session then ends without a status
    int run(Call call) throws IOException;
}
