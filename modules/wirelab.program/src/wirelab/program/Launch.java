package wirelab.program;

import java.nio.file.InvalidPathException;
import java.util.List;
import wirelab.kit.Failure;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;

/// From what the user typed to an exit status: reads the options, runs a program among its extras, and has one line for
/// whatever went wrong.
final class Launch {
    /// A demo that has said itself what failed.
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private Launch() {}

    static int status(Program program, String[] args, Program.Body body) {
        CommandLine options = null;
        try {
            options = CommandLine.parse(program, args);
            if (options.flag("help")) {
                System.out.print(Help.of(program));
                return 0;
            }
            runWithExtras(program, program.extras, options, body);
            return 0;
        } catch (UsageException | InvalidPathException e) {
            System.err.println(program.name + ": " + Visible.lines(Failure.line(e)) + " (--help shows the options)");
            if (options != null && options.flag("verbose")) e.printStackTrace();
            return 2;
        } catch (Output.Lost lost) {
            throw lost;
        } catch (Failed _) {
            return 1;
        } catch (Exception e) {
            System.err.println(program.name + ": " + Visible.of(Failure.line(e)));
            if (options != null && options.flag("verbose")) e.printStackTrace();
            return e instanceof Program.ExitStatus known ? known.exitStatus() : 1;
        }
    }

    private static void runWithExtras(Program program, List<Program.Extra> left, CommandLine options, Program.Body body)
            throws Exception {
        if (left.isEmpty()) {
            try {
                body.run(options);
            } finally {
                program.extras.forEach(Program.Extra::settle);
            }
            return;
        }
        var extra = left.getFirst();
        try (var _ = extra.begin(options)) {
            options.host(extra.host(options.host()));
            runWithExtras(program, left.subList(1, left.size()), options, body);
        }
    }
}
