package wirelab.kit;

import java.io.PrintStream;

/// A demo that tells what happens and checks what it claims.
///
/// Its last line is `NAME: N checked, N failed`, which `scripts/Tour.java` and the tests read.
public final class Demo {
    private final String name;
    private final PrintStream out;
    private int steps;
    private int checked;
    private int failed;

    Demo(String name, String about, PrintStream out) {
        this.name = name;
        this.out = out;
        out.println(name + ": " + about);
    }

    /// Begins the next part of the story.
    ///
    /// @param title what is shown in it, in one line
    public synchronized void step(String title) {
        out.println();
        out.println(++steps + ". " + title);
    }

    /// Tells something, indented below its step.
    ///
    /// @param text one line or several
    public synchronized void say(String text) {
        text.lines().forEach(line -> out.println("   " + line));
    }

    /// Claims something and says whether it holds.
    ///
    /// @param claim what should be so, as a sentence
    /// @param holds whether it is
    public synchronized void check(String claim, boolean holds) {
        checked++;
        if (!holds) failed++;
        out.println((holds ? "   [ok] " : "   [FAILED] ") + claim);
    }

    /// Prints the last line.
    ///
    /// @return whether something was checked and nothing failed
    boolean finish() {
        out.println();
        out.println(name + ": " + (checked - failed) + " checked, " + failed + " failed");
        return checked > 0 && failed == 0;
    }
}
