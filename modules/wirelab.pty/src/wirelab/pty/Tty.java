package wirelab.pty;

/// The terminal that a program is to have.
///
/// @param kind as the variable TERM names it; one that is no such name becomes `dumb`
/// @param modes what is to be different from a new terminal
public record Tty(String kind, WindowSize size, TerminalModes modes) {
    public Tty {
        // It ends in the environment of programs that look for a file of that name.
        if (!kind.matches("[A-Za-z0-9_+][A-Za-z0-9._+-]{0,63}")) kind = "dumb";
    }
}
