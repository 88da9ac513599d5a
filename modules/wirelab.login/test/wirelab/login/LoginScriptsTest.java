package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;

/// AddUser, LoginServer and LoginClient as their users start them.
@Tag("scripts")
class LoginScriptsTest {
    @TempDir
    private Path folder;

    private String users() {
        return folder.resolve("users.ini").toString();
    }

    private static String run(int status, String input, String script, String... args) throws Exception {
        try (var peer = Peer.script(script, args).send(input).endInput()) {
            assertEquals(status, peer.awaitExit(), peer.output());
            return peer.output();
        }
    }

    @Test
    void aUserIsAddedLogsInAndIsRemoved() throws Exception {
        assertEquals("added alice in " + users() + "\n",
                run(0, "pencil\n", "AddUser", "--users", users(), "--iterations", "4096", "alice"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(users()))));
        assertFalse(Files.readString(Path.of(users())).contains("pencil"));
        assertEquals("alice\n", run(0, "", "AddUser", "--users", users(), "--list"));

        try (var server = Peer.script("LoginServer", "--users", users(), "--port", "0", "--verbose")) {
            String port = Integer.toString(server.awaitListening().getPort());
            String answer = run(0, "pencil\nfirst line\nsecond line\n", "LoginClient", "--port", port, "--user", "alice");
            assertTrue(answer.matches("alice is logged in, and the server has proved itself   \\(.*\\)\n"
                    + "first line   \\(.*\\)\nsecond line   \\(.*\\)\n"), answer);
            var password = Files.writeString(folder.resolve("password"), "wrong\n");
            answer = run(1, "", "LoginClient", "--port", port, "--user", "alice", "--password-file", password.toString());
            assertEquals("LoginClient: the server refused the login: invalid-proof (unknown user or wrong password)\n",
                    answer);

            assertEquals("removed alice from " + users() + "\n",
                    run(0, "", "AddUser", "--users", users(), "--remove", "alice"));
            assertTrue(run(1, "pencil\n", "LoginClient", "--port", port, "--user", "alice").contains("invalid-proof"));
            assertEquals(0, server.terminate());
            String counted = "login accepted 1, login failed: unknown user 1, login failed: wrong password 1";
            assertTrue(server.output().contains(counted), server.output());
        }
    }

    @Test
    void theUserFileIsCalledUsersInBothAndPasswordsComeFromFileOrEnvironment() throws Exception {
        var password = Files.writeString(folder.resolve("password"), "pencil\n").toString();
        // As it was called before.
        run(0, "", "AddUser", "--file", users(), "--iterations", "4096", "--password-file", password, "bob");
        assertEquals("bob\n", run(0, "", "AddUser", "--users", users(), "--list"));
        says("AddUser: --password-env: there is no environment variable NO_SUCH_VARIABLE_1 .*",
                run(2, "", "AddUser", "--users", users(), "--password-env", "NO_SUCH_VARIABLE_1", "bob"));
        try (var server = Peer.script("LoginServer", "--users", users(), "--port", "0")) {
            String port = Integer.toString(server.awaitListening().getPort());
            try (var client = Peer.start(Peer.command(List.of("env", "WORD=pencil"), "LoginClient", "--port", port, "--user",
                    "bob", "--password-env", "WORD", "--data", "hello", "--verbose"))) {
                assertEquals(0, client.awaitExit(), client.output());
                assertTrue(client.output().contains("\nhello   ("), client.output());
                assertFalse(client.output().contains("pencil"), client.output());
            }
        }
    }

    @Test
    void mistakesAreOneLineAndSayWhatToDo() throws Exception {
        says("LoginServer: .*no such file; java scripts/AddUser.java .*", run(2, "", "LoginServer", "--users", users()));
        says("AddUser: one name is needed.*", run(2, "", "AddUser", "--users", users()));
        says("AddUser: standard input is empty.*", run(2, "", "AddUser", "--users", users(), "alice"));
        says("AddUser: password: nothing is left.*", run(2, "\n", "AddUser", "--users", users(), "alice"));
        says("AddUser: --iterations: 10 is not.*", run(2, "x\n", "AddUser", "--iterations", "10", "alice"));
        says("AddUser: .*no such file", run(1, "", "AddUser", "--users", users(), "--remove", "alice"));
        says("AddUser: .*missing: no such file", run(1, "x\n", "AddUser", "--users", folder + "/missing/users.ini",
                "alice"));
        says("LoginClient: --user is missing.*", run(2, "x\n", "LoginClient"));
    }

    /// One line of a form.
    private static void says(String form, String output) {
        assertTrue(output.matches(form + "\n"), output);
    }

    /// At a terminal of its own, which Python's `pty` provides.
    @Test
    @Tag("interop")
    void aPasswordThatIsTypedIsNotShown() throws Exception {
        var command = new ArrayList<>(List.of(Peer.require("python3", "python3"),
                "modules/wirelab.login/test/python/terminal.py", "pencil",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-p", "out/modules", "-m",
                "wirelab.scripts/wirelab.scripts.AddUser", "--users", users(), "--iterations", "4096", "alice"));
        try (var terminal = Peer.start(command.toArray(String[]::new))) {
            assertEquals(0, terminal.awaitExit(), terminal.output());
            assertEquals("new password of alice: \nonce more: \nadded alice in " + users() + "\n",
                    terminal.output().replace("\r", ""));
        }
        assertTrue(UserFile.open(Path.of(users())).account("alice").exists());
    }
}
