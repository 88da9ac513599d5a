package wirelab.replicaterminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import wirelab.chat.ChatScreen;
import wirelab.kit.Failure;
import wirelab.kit.UsageException;
import wirelab.replica.ReplicaSession;

/// The terminal of one who works on a replicated folder: lines are typed, with history and completion where that can be, and
/// answered.
public final class CommandScreen {
    private static final int LONGEST_LINE = 4_096;

    private CommandScreen() {}

    /// Takes lines until there are no more.
    ///
    /// @param err gets what went wrong where nobody watches: where `out` is no terminal
    /// @return whether the last one did what it should; for whoever lets a script speak
    public static boolean run(ReplicaSession session, InputStream in, PrintStream out, PrintStream err)
            throws InterruptedException {
        var end = new CountDownLatch(1);
        boolean[] fine = {true};
        try (var screen = ChatScreen.open(in, out, LONGEST_LINE)) {
            var shown = new CommandText(line -> screen.show(new String(line, UTF_8).stripTrailing()));
            var lines = new PrintStream(shown, true, UTF_8);
            var commands = new ReplicaCommands(session, screen.draws() ? lines : out, screen.draws());
            screen.completes(line -> completions(commands, line));
            screen.read(line -> {
                boolean more = true;
                try {
                    more = commands.run(line);
                    fine[0] = true;
                } catch (UsageException | IOException e) {
                    fine[0] = false;
                    if (screen.draws()) screen.show(Failure.line(e));
                    else err.println(Failure.line(e));
                }
                return more;
            }, end::countDown);
            end.await();
        }
        return fine[0];
    }

    private static List<String> completions(ReplicaCommands commands, String line) {
        try {
            return commands.completions(line);
        } catch (UsageException | IOException _) {
            // What is not there cannot be completed; whoever presses Enter is told.
            return List.of();
        }
    }
}
