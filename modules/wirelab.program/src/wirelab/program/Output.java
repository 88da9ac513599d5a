package wirelab.program;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Standard output that notices when nobody takes what is written: the disk is full, or the program behind the pipe has
/// ended. [PrintStream] swallows that, and a program would go on for hours and end with status 0.
final class Output extends OutputStream {
    private static final int BUFFER = 8192;

    /// What was to be written is lost; the program has nothing more to do.
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost(IOException cause) {
            super(cause);
        }
    }

    private final OutputStream out;
    private final Consumer<IOException> lost;
    private Lost failure;

    private Output(OutputStream out, Consumer<IOException> lost) {
        this.out = out;
        this.lost = lost;
    }

    /// A stream as [System#out] should be: UTF-8 even where the locale is POSIX, as most terminals understand it whatever
    /// the locale says.
    ///
    /// @param lost is told the first time that something could not be written; every write throws [Lost] then
    static PrintStream standard(Charset charset, Consumer<IOException> lost) {
        return print(new FileOutputStream(FileDescriptor.out), charset, lost);
    }

    static PrintStream print(OutputStream out, Charset charset, Consumer<IOException> lost) {
        return new PrintStream(new BufferedOutputStream(new Output(out, lost), BUFFER), true, utf8(charset));
    }

    static Charset utf8(Charset charset) {
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }

    /// Whether the reader has simply had enough, as `head` has.
    static boolean isBrokenPipe(IOException e) {
        return "Broken pipe".equals(e.getMessage());
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        if (failure != null) throw failure;
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            failure = new Lost(e);
            lost.accept(e);
            throw failure;
        }
    }
}
