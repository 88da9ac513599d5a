package wirelab.fetch;

import java.nio.file.Path;
import java.time.Instant;
import wirelab.http.ClientException;
import wirelab.http.ClientOptions.Memory;
import wirelab.kit.Text;
import wirelab.program.CommandLine;
import wirelab.program.Program;

/// Adds the switches about cookies to a program; what a server sets is kept as long as the program runs.
public final class CookieSwitches implements Program.Extra {
    private final CookieJar jar = new CookieJar();

    /// Begins without cookies.
    public CookieSwitches() {}

    @Override
    public void declare(Program program) {
        program.flag("no-cookies", "take no cookies")
                .text("load-cookies", "FILE", null, "begin with these (Netscape format)")
                .text("save-cookies", "FILE", null, "keep those with a date, in FILE")
                .flag("keep-session-cookies", "with --save-cookies: keep those without one too");
    }

    @Override
    public AutoCloseable begin(CommandLine options) throws ClientException {
        if (options.text("load-cookies") != null) {
            int strange = CookieFile.load(Instant.now(), options.path("load-cookies"), jar);
            if (strange > 0) {
                System.err.println(options.text("load-cookies") + ": " + Text.count(strange, "line") + " without a cookie");
            }
        }
        Path saved = options.path("save-cookies");
        boolean session = options.flag("keep-session-cookies");
        return () -> {
            if (saved != null) CookieFile.save(Instant.now(), saved, jar, session);
        };
    }

    /// {@return what the client is to remember}
    public Memory memory(CommandLine options) {
        return options.flag("no-cookies") ? Memory.NONE : jar;
    }
}
