package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.login.Logins.Talk;

/// The answer to an unknown user takes as long as the answer to a wrong password.
///
/// Medians of many trials of both kinds in turn: whatever else the machine does hits both alike, and they come out within a
/// few hundredths of each other. Leaving out the invented account for users who exist makes the first test fail with a
/// factor of 1.6.
class LoginTimingTest {
    private static final double FACTOR = 1.4;

    @TempDir
    private Path folder;

    private interface Trial {
        void run(String user) throws Exception;
    }

    /// Compares the medians of both kinds.
    private static void assertSameTime(String what, int trials, Trial trial) throws Exception {
        var times = new long[2][trials];
        // Names of the same length, all made before: the work of making one must not be taken for the server's.
        String[] unknown = IntStream.range(0, trials).mapToObj("%04d"::formatted).toArray(String[]::new);
        for (int i = -trials / 4; i < trials; i++) {
            for (int turn = 0; turn < 2; turn++) {
                int kind = (i + turn) & 1;
                String user = kind == 0 ? "user" : unknown[Math.floorMod(i, trials)];
                long began = System.nanoTime();
                trial.run(user);
                if (i >= 0) times[kind][i] = System.nanoTime() - began;
            }
        }
        double wrong = median(times[0]);
        double nobody = median(times[1]);
        assertTrue(wrong < nobody * FACTOR && nobody < wrong * FACTOR,
                what + ": " + wrong / 1e3 + " µs for a wrong password, " + nobody / 1e3 + " µs for an unknown user");
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
            server.finish(new ClientFinal("biws", "clientserver", List.of(), proof));
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
