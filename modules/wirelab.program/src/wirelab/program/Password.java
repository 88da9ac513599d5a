package wirelab.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import wirelab.kit.Failure;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

/// Passwords from a user: typed at a terminal without being shown, else the first line of standard input or of a file. How a
/// program is told where from: [PasswordSwitches].
public final class Password {
    /// Longest password in bytes of UTF-8.
    public static final int MAX_BYTES = 1024;

    private Password() {}

    /// Asks for a password. Where standard input is no terminal, its first line is taken without asking; the lines behind it
    /// are still to be read.
    ///
    /// @param prompt what to ask with, such as `password of alice: `
    /// @throws UsageException when there is none, or it is too long
    /// @throws IOException when standard input cannot be read
    public static String ask(String prompt) throws IOException {
        if (!canAsk()) return firstLine(System.in, "standard input");
        var typed = System.console().readPassword("%s", prompt);
        if (typed == null) throw new UsageException("no password was typed");
        return new String(typed);
    }

    /// {@return whether somebody sits at a terminal who can be asked}
    public static boolean canAsk() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /// Asks for a new password, at a terminal twice.
    ///
    /// @param prompt what to ask with, such as `new password of alice: `
    /// @throws UsageException when there is none, it is too long, or two different ones were typed
    /// @throws IOException when standard input cannot be read
    public static String askTwice(String prompt) throws IOException {
        String first = ask(prompt);
        if (!canAsk()) return first;
        if (!ask("once more: ").equals(first)) throw new UsageException("two different passwords were typed");
        return first;
    }

    /// Takes the first line of a file.
    ///
    /// @throws UsageException when there is none, or it is too long
    /// @throws IOException when the file cannot be read
    public static String read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return firstLine(in, file.toString());
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file + ": " + Failure.reason(e), e);
        }
    }

    private static String firstLine(InputStream in, String source) throws IOException {
        var line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) throw new UsageException(source + " is empty, where a password was expected");
        // Byte by byte, so that nothing behind the line is taken.
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() == MAX_BYTES) throw new UsageException("the password is longer than " + MAX_BYTES + " bytes");
            line.write(b);
        }
        byte[] bytes = line.toByteArray();
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        try {
            return new FieldReader(bytes).text("password", length);
        } catch (ProtocolViolation e) {
            throw new UsageException(source + ": " + e.getMessage());
        }
    }
}
