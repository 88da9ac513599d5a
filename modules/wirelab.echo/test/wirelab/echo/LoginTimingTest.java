package wirelab.echo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.echo.Logins.Talk;

/// The answer to an unknown user takes as long as the answer to a wrong password.
///
/// Medians of many trials of both kinds in turn: whatever else the machine does hits both alike. The bounds are generous, since
/// leaving out the work for an unknown user would change the first by a factor of three and more.
class LoginTimingTest {
    private static final double FACTOR = 1.5;

    @TempDir
    private Path folder;

    private interface Trial {
        void run(String user) throws Exception;
    }

    /// Compares the medians of both kinds.
    private static void assertSameTime(String what, int trials, Trial trial) throws Exception {
        var times = new long[2][trials];
        for (int i = -trials / 4; i < trials; i++) {
            for (int kind = 0; kind < 2; kind++) {
                // Names of the same length, and of the unknown ones a new one each time: it must not matter that it is new.
                String user = kind == 0 ? "user" : "%04d".formatted(Math.floorMod(i, 10_000));
                long began = System.nanoTime();
                trial.run(user);
                if (i >= 0) times[kind][i] = System.nanoTime() - began;
            }
        }
        double known = median(times[0]);
        double unknown = median(times[1]);
        assertTrue(known < unknown * FACTOR && unknown < known * FACTOR,
                what + ": " + known / 1e3 + " µs for a wrong password, " + unknown / 1e3 + " µs for an unknown user");
    }

    private static long median(long[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
    }

    @Test
    void theServersWorkIsTheSame() throws Exception {
        var users = Logins.users(folder);
        var proof = ScramHash.base64(new byte[32]);
        assertSameTime("lookup, challenge and check", 4000, user -> {
            var server = ScramServer.begin(new ClientFirst(user, "client"), users.account(user), "server");
            server.finish(new ClientFinal("biws", "clientserver", java.util.List.of(), proof));
        });
    }

    @Test
    @Tag("socket")
    void theTimeOnTheWireIsTheSame() throws Exception {
        try (var server = LoginServer.start(Logins.users(folder), Logins.FREE)) {
            assertSameTime("a login that fails", 400, user -> {
                try (var talk = new Talk(server)) {
                    talk.fail(user);
                    talk.connection.reset();
                }
            });
        }
    }
}
