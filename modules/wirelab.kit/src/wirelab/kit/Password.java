package wirelab.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Passwords from a user: typed at a terminal without being shown, else the first line of standard input or of a file. Never
/// from the command line, which every user of the machine can read.
public final class Password {
    /// Longest password in bytes of UTF-8.
    public static final int MAX_BYTES = 1024;

    private Password() {}

    /// Asks for a password. Where standard input is no terminal, its first line is taken without asking; the lines behind it
    /// are still to be read.
    ///
    /// @param prompt what to ask with, such as `password of alice: `
    /// @return the password
    /// @throws UsageException when there is none, or it is too long
    /// @throws IOException when standard input cannot be read
    public static String ask(String prompt) throws IOException {
        var console = System.console();
        if (console == null || !console.isTerminal()) return firstLine(System.in, "standard input");
        var typed = console.readPassword("%s", prompt);
        if (typed == null) throw new UsageException("no password was typed");
        return new String(typed);
    }

    /// Asks for a new password, at a terminal twice.
    ///
    /// @param prompt what to ask with, such as `new password of alice: `
    /// @return the password
    /// @throws UsageException when there is none, it is too long, or two different ones were typed
    /// @throws IOException when standard input cannot be read
    public static String askTwice(String prompt) throws IOException {
        String first = ask(prompt);
        var console = System.console();
        if (console == null || !console.isTerminal()) return first;
        if (!ask("once more: ").equals(first)) throw new UsageException("two different passwords were typed");
        return first;
    }

    /// Takes the first line of a file.
    ///
    /// @param file where it is
    /// @return the password
    /// @throws UsageException when there is none, or it is too long
    /// @throws IOException when the file cannot be read
    public static String read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return firstLine(in, file.toString());
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
            return Fields.utf8("password", 0, Arrays.copyOf(bytes, length));
        } catch (ProtocolException e) {
            throw new UsageException(source + ": " + e.getMessage());
        }
    }
}
