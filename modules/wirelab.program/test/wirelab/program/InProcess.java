package wirelab.program;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Runs a program inside the process of the test, with its output and its exit status caught.
public final class InProcess {
    /// How a program ended.
    ///
    /// @param status its exit status
    /// @param out what it printed on standard output
    /// @param err what it printed on standard error
    public record Result(int status, String out, String err) {}

    /// What to run.
    @FunctionalInterface
    public interface Main {
        /// Runs it.
        ///
        /// @throws Exception whatever it throws fails the test
        void run() throws Exception;
    }

    private InProcess() {}

    /// Runs a program; one at a time, since standard output is there once only.
    ///
    /// @param main what to run
    /// @return how it ended
    public static synchronized Result run(Main main) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var status = new AtomicInteger();
        var oldOut = System.out;
        var oldErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        IntConsumer exit = status::set;
        try {
            ScopedValue.where(Running.EXIT, exit).call(() -> {
                main.run();
                return null;
            });
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            System.setOut(oldOut);
            System.setErr(oldErr);
        }
        return new Result(status.get(), out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
