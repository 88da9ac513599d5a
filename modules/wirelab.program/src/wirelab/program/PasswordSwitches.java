package wirelab.program;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.UsageException;

/// The options by which a program is given a password; the same words in all programs.
///
/// | typed | the password is |
/// | --- | --- |
/// | `--user alice --password-file FILE` | the first line of FILE |
/// | `--user alice --password-env NAME` | the value of the environment variable NAME |
/// | `--user alice` | asked for unseen; where standard input is no terminal, its first line |
/// | `--user alice:sesame` | there for everybody on the machine to read (`ps`): for trials |
///
/// A password without a name has the same three: `--tls-password`, `--tls-password-file`, `--tls-password-env`.
public final class PasswordSwitches implements Program.Extra {
    /// A name and its password.
    public record Login(String user, String password) {
        /// Never shows the password.
        @Override
        public String toString() {
            return user + ":*****";
        }
    }

    private static final String FILE = "-file";
    private static final String ENV = "-env";

    private final String user;
    private final String password;
    private final String help;

    private PasswordSwitches(String user, String password, String help) {
        this.user = user;
        this.password = password;
        this.help = help;
    }

    /// An option `--OPTION NAME[:PASSWORD]`, with `--password-file` and `--password-env`.
    public static PasswordSwitches ofUser(String option, String help) {
        return new PasswordSwitches(option, "password", help);
    }

    /// `--password-file` and `--password-env` alone, for a program that has the name from elsewhere.
    public static PasswordSwitches ofNamed() {
        return new PasswordSwitches(null, "password", null);
    }

    /// An option `--OPTION TEXT` for a password that belongs to a file, with `--OPTION-file` and `--OPTION-env`.
    public static PasswordSwitches ofFile(String option, String help) {
        return new PasswordSwitches(null, option, help);
    }

    @Override
    public void declare(Program program) {
        if (user != null) program.text(user, "NAME[:PASSWORD]", null, help);
        else if (help != null) program.text(password, "TEXT", null, help);
        program.text(password + FILE, "FILE", null, "take the password from the first line of FILE")
                .text(password + ENV, "NAME", null, "take it from an environment variable");
    }

    @Override
    public AutoCloseable begin(CommandLine options) {
        return () -> {};
    }

    /// What the user chose with the options of [#ofUser].
    ///
    /// @return the name and its password, `null` when there is neither
    /// @throws UsageException when there is a password without a name, or two passwords
    /// @throws IOException when the file or standard input cannot be read
    public static Login user(CommandLine options, String option) throws IOException {
        String text = options.text(option);
        var elsewhere = given(options, "password");
        if (text == null) {
            if (!elsewhere.isEmpty()) throw new UsageException("--" + elsewhere.getFirst() + " goes with --" + option);
            return null;
        }
        int colon = text.indexOf(':');
        if (colon == 0 || text.isEmpty()) throw new UsageException("--" + option + ": the name is missing");
        if (colon < 0) return new Login(text, named(options, text));
        if (!elsewhere.isEmpty()) throw twice(option, elsewhere.getFirst());
        return new Login(text.substring(0, colon), text.substring(colon + 1));
    }

    /// The password of somebody: from a file, from the environment, or asked for.
    ///
    /// @throws UsageException when there is none, or there are two
    /// @throws IOException when the file or standard input cannot be read
    public static String named(CommandLine options, String user) throws IOException {
        String password = given(options);
        return password == null ? Password.ask("password of " + user + ": ") : password;
    }

    /// The password from a file or from the environment, `null` when it is to be asked for.
    public static String given(CommandLine options) throws IOException {
        return elsewhere(options, "password");
    }

    /// What the user chose with the options of [#ofFile].
    ///
    /// @return the password, `null` when there is none
    /// @throws UsageException when there are two
    /// @throws IOException when the file cannot be read
    public static String ofFile(CommandLine options, String option) throws IOException {
        String text = options.text(option);
        if (text == null) return elsewhere(options, option);
        var others = given(options, option);
        if (!others.isEmpty()) throw twice(option, others.getFirst());
        return text;
    }

    private static String elsewhere(CommandLine options, String option) throws IOException {
        var given = given(options, option);
        if (given.isEmpty()) return null;
        if (given.size() > 1) throw twice(given.getFirst(), given.getLast());
        if (given.getFirst().endsWith(FILE)) return Password.read(options.path(option + FILE));
        String name = options.text(option + ENV);
        String value = System.getenv(name);
        if (value == null) throw new UsageException("--" + option + ENV + ": there is no environment variable " + name);
        return value;
    }

    private static List<String> given(CommandLine options, String option) {
        var given = new ArrayList<String>();
        for (String where : List.of(FILE, ENV)) if (options.text(option + where) != null) given.add(option + where);
        return given;
    }

    private static UsageException twice(String option, String other) {
        return new UsageException("--" + option + " and --" + other + ": one password is enough");
    }
}
