package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.kit.Address;
import wirelab.kit.Peer;
import wirelab.kit.UsageException;
import wirelab.login.Logins.Talk;

/// Our messages against GNU SASL and Python, neither of which knows anything of ours.
@Tag("interop")
class LoginInteropTest {
    private static final String PYTHON_FOLDER = "modules/wirelab.login/test/python/";

    @TempDir
    private Path folder;

    /// GNU SASL speaks with the test over its standard input and output: one message per line, in base64.
    private static final class Gsasl implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;

        Gsasl(String... options) throws Exception {
            out = (process = gsasl(options)).inputReader(StandardCharsets.UTF_8);
        }

        /// The next message; lines that are none, such as the name of the mechanism, are passed over.
        String hear() throws Exception {
            for (String line; (line = out.readLine()) != null; ) {
                if (line.matches("([A-Za-z0-9+/]{4}){4,}[A-Za-z0-9+/]*={0,2}")) {
                    return new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
                }
            }
            return null;
        }

        void say(String message) throws Exception {
            var in = process.getOutputStream();
            in.write((ScramHash.base64(Logins.utf8(message)) + "\n").getBytes());
            in.flush();
        }

        /// Presses return once more, as gsasl wants it, and gives back the last thing it says, with its exit status.
        String end() throws Exception {
            try (var in = process.getOutputStream()) {
                in.write('\n');
            } catch (IOException _) {
                // It has ended already.
            }
            var said = new StringBuilder();
            for (String line; (line = out.readLine()) != null; ) said.append(line).append('\n');
            return said.append("status ").append(process.waitFor()).toString();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /// Starts gsasl by way of a shell, so that its arguments are UTF-8 in any locale; ours may know ASCII alone.
    private static Process gsasl(String... options) throws Exception {
        var command = new StringBuilder("exec " + Peer.require("gsasl", "gsasl") + " --no-cb --mechanism SCRAM-SHA-256");
        for (String option : options) {
            command.append(" \"$(printf '");
            for (byte b : Logins.utf8(option)) command.append("\\%03o".formatted(b & 0xff));
            command.append("')\"");
        }
        var builder = new ProcessBuilder("/bin/sh", "-c", command.toString()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    /// The test carries messages between `gsasl --client` and our server.
    @ParameterizedTest
    @CsvSource({"user, pencil", "'a,b=c', pencil", "Jürgen, Käsekuchen ♦", "user, café"})
    void gsaslLogsInToOurServer(String user, String password) throws Exception {
        Logins.users(folder);
        var file = folder.resolve("users.ini");
        new UserFileWriter(file, new Random(1)).put(user, Verifier.of(password, 4096, new Random(2)));
        try (var server = LoginServer.start(UserFile.open(file), Logins.FREE); var talk = new Talk(server);
                var gsasl = new Gsasl("--client", "-a", user, "-p", password)) {
            assertEquals("HELLO " + ScramMessage.MECHANISM, talk.read());
            String challenge = talk.ask("AUTH SCRAM-SHA-256 " + gsasl.hear());
            gsasl.say(challenge.substring("CHALLENGE ".length()));
            String outcome = talk.ask("RESPONSE " + gsasl.hear());
            assertTrue(outcome.startsWith("OK v="), outcome);
            gsasl.say(outcome.substring("OK ".length()));
            String end = gsasl.end();
            assertTrue(end.contains("(server trusted)") && end.endsWith("status 0"), end);
            assertEquals("hello", talk.ask("hello"));
        }
    }

    @Test
    void ourServerRefusesGsaslWithAWrongPasswordAndGsaslRefusesAFalseSignature() throws Exception {
        try (var server = LoginServer.start(Logins.users(folder), Logins.FREE)) {
            try (var talk = new Talk(server); var gsasl = new Gsasl("--client", "-a", "user", "-p", "wrong")) {
                talk.read();
                gsasl.say(talk.ask("AUTH SCRAM-SHA-256 " + gsasl.hear()).substring("CHALLENGE ".length()));
                String outcome = talk.ask("RESPONSE " + gsasl.hear());
                assertEquals("NO e=invalid-proof", outcome);
                gsasl.say(outcome.substring("NO ".length()));
                assertTrue(gsasl.end().endsWith("status 1"));
            }
            try (var talk = new Talk(server); var gsasl = new Gsasl("--client", "-a", "user", "-p", "pencil")) {
                talk.read();
                gsasl.say(talk.ask("AUTH SCRAM-SHA-256 " + gsasl.hear()).substring("CHALLENGE ".length()));
                assertTrue(talk.ask("RESPONSE " + gsasl.hear()).startsWith("OK "));
                gsasl.say("v=" + Logins.NO_PROOF);
                assertTrue(gsasl.end().endsWith("status 1"));
            }
        }
    }

    /// The test carries messages between our client and `gsasl --server`, which is given the password to
    /// check with.
    @ParameterizedTest
    @CsvSource({"user, pencil", "'a,b=c', Käsekuchen ♦"})
    void weLogInToGsasl(String user, String password) throws Exception {
        try (var gsasl = new Gsasl("--server", "-p", password)) {
            var client = ScramClient.begin(user, password, "rOprNGfwEbeRWgbNEkqO");
            gsasl.say(client.message().text());
            var answered = client.answer(ServerFirst.decode(gsasl.hear()));
            gsasl.say(answered.message().text());
            answered.finish(ServerFinal.decode(gsasl.hear()));
            String end = gsasl.end();
            assertTrue(end.contains("(client trusted)") && end.endsWith("status 0"), end);
        }
    }

    @Test
    void gsaslRefusesUsWithAWrongPassword() throws Exception {
        try (var gsasl = new Gsasl("--server", "-p", "pencil")) {
            var client = ScramClient.begin("user", "wrong", "rOprNGfwEbeRWgbNEkqO");
            gsasl.say(client.message().text());
            gsasl.say(client.answer(ServerFirst.decode(gsasl.hear())).message().text());
            assertEquals(null, gsasl.hear());
            assertTrue(gsasl.end().endsWith("status 1"));
        }
    }

    /// `gsasl --mkpasswd` prints `{SCRAM-SHA-256}count,salt,stored-key,server-key`.
    @ParameterizedTest
    @CsvSource({"pencil, 4096", "correct horse battery staple, 15000", "Käsekuchen ♦, 4096", "Ⅸ ª ﬁ, 5000"})
    void ourVerifiersAreThoseOfGsasl(String password, int iterations) throws Exception {
        var verifier = Verifier.of(password, iterations, new Random(5));
        String count = Integer.toString(iterations);
        String salt = verifier.salt();
        String ours = String.join(",", "{SCRAM-SHA-256}" + count, salt, verifier.storedKey(), verifier.serverKey());
        try (var gsasl = new Gsasl("--mkpasswd", "--password", password, "--salt", salt, "--iteration-count", count)) {
            assertEquals(ours + "\nstatus 0", gsasl.end());
        }
    }

    private static Peer python(LoginServer server, String user, String password, String text) throws Exception {
        String host = Address.text(server.address().getAddress());
        String port = Integer.toString(server.address().getPort());
        String python = Peer.require("python3", "python3");
        return Peer.start(python, "-X", "utf8", PYTHON_FOLDER + "login.py", host, port, user, text).send(password + "\n");
    }

    @Test
    void aClientInPythonLogsIn() throws Exception {
        var file = folder.resolve("users.ini");
        Logins.users(folder);
        new UserFileWriter(file, new Random(1)).put("a,b=c", Logins.PENCIL);
        try (var server = LoginServer.start(UserFile.open(file), Logins.FREE)) {
            for (String user : List.of("user", "a,b=c")) {
                try (var python = python(server, user, "pencil", "hello\nfrom Python")) {
                    assertEquals(0, python.awaitExit(), python.output());
                    assertTrue(python.output().endsWith("hello\nfrom Python\n"), python.output());
                }
            }
            for (String user : List.of("user", "nobody")) {
                try (var python = python(server, user, "wrong", "hello")) {
                    assertEquals(1, python.awaitExit(), python.output());
                    assertTrue(python.output().endsWith("NO e=invalid-proof\n"), python.output());
                }
            }
        }
    }

    @Test
    void aPersonWithNcatCanFollow() throws Exception {
        try (var server = LoginServer.start(Logins.users(folder), Logins.FREE);
                var ncat = Peer.start(Peer.require("ncat", "ncat"), Address.text(server.address().getAddress()),
                        Integer.toString(server.address().getPort()))) {
            ncat.awaitOutput("HELLO SCRAM-SHA-256\n");
            var client = ScramClient.begin("user", "pencil", "typed");
            ncat.send("AUTH SCRAM-SHA-256 n,,n=user,r=typed\n").awaitOutput("i=4096\n");
            String challenge = ncat.output().lines().filter(line -> line.startsWith("CHALLENGE ")).findFirst().orElseThrow();
            var answered = client.answer(ServerFirst.decode(challenge.substring("CHALLENGE ".length())));
            ncat.send("RESPONSE " + answered.message().text() + "\nhello\n").awaitOutput("hello\n");
            ncat.endInput();
            assertEquals(0, ncat.awaitExit());
        }
    }

    /// Five ideographs whose normal form was wrong in Unicode 3.2 and was corrected later (Unicode Corrigendum 4).
    private static final Set<String> CORRECTED = Set.of("2f868", "2f874", "2f91f", "2f95f", "2f9bf");

    /// Each character of Unicode 3.2 by itself (of the largest block every hundredth) and twenty thousand short texts,
    /// prepared by us and out of Python's tables.
    @Test
    void ourSaslPrepIsThatOfPythonsTables() throws Exception {
        var random = new Random(4013);
        var texts = new ArrayList<String>();
        IntStream.range(0, 0x20000).forEach(c -> texts.add(Character.toString(c)));
        IntStream.range(0x20000, 0x2f800).filter(c -> c % 100 == 0).forEach(c -> texts.add(Character.toString(c)));
        IntStream.range(0x2f800, 0x2fb00).forEach(c -> texts.add(Character.toString(c)));
        IntStream.range(0xe0000, 0xe0100).forEach(c -> texts.add(Character.toString(c)));
        IntStream.range(0xe0100, 0x110000).filter(c -> c % 100 == 99 || (c & 0xfffe) == 0xfffe)
                .forEach(c -> texts.add(Character.toString(c)));
        int[] pool = IntStream.concat(IntStream.range(0, 0x780), IntStream.range(0x1e00, 0x2200)).toArray();
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = 1 + random.nextInt(4); n > 0; n--) text.appendCodePoint(pool[random.nextInt(pool.length)]);
            texts.add(text.toString());
        }
        var input = new StringBuilder();
        texts.forEach(text -> input.append(hex(text)).append('\n'));
        var file = Files.writeString(folder.resolve("points"), input);
        var process = new ProcessBuilder(Peer.require("python3", "python3"), PYTHON_FOLDER + "saslprep.py")
                .redirectInput(file.toFile()).redirectOutput(folder.resolve("prepared").toFile()).start();
        assertEquals(0, process.waitFor());
        var answers = Files.readAllLines(folder.resolve("prepared"));
        assertEquals(texts.size(), answers.size());
        var different = new ArrayList<String>();
        int compared = 0;
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).equals("unassigned")) continue;
            compared++;
            String ours = prepared(texts.get(i));
            if (ours.equals(answers.get(i)) || CORRECTED.contains(hex(texts.get(i)))) continue;
            different.add(hex(texts.get(i)) + ": " + ours + ", not " + answers.get(i));
        }
        assertTrue(compared > 70_000, "compared " + compared);
        assertEquals(List.of(), different);
    }

    private static String hex(String text) {
        return String.join(" ", text.codePoints().mapToObj(Integer::toHexString).toList());
    }

    private static String prepared(String text) {
        try {
            return hex(SaslPrep.query(text));
        } catch (UsageException _) {
            return "refused";
        }
    }
}
