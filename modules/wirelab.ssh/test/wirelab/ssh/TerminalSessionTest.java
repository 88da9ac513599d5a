package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// A person at a terminal, played by tmux: stock ssh, our server, and the programs that take a terminal most seriously.
@Tag("interop")
class TerminalSessionTest {
    @TempDir
    private Path folder;
    private Stage stage;
    private List<String> tmux;

    @BeforeEach
    void start() throws Exception {
        tmux = List.of("env", "-u", "TMUX", "LC_ALL=C.UTF-8", Peer.require("tmux", "tmux"), "-S",
                folder.resolve("tmux").toString(), "-f", "/dev/null");
        stage = new Stage(folder, options -> options);
        var ssh = new StringBuilder();
        for (String word : stage.line(List.of("-tt", "-o", "SendEnv=LC_ALL"), "PS1='ready> ' exec bash --norc -i"))
                ssh.append('\'').append(word.replace("'", "'\\''")).append("' ");
        tmux("new-session", "-d", "-x", "100", "-y", "30", ssh + "; echo status $?; exec cat");
        see("ready>");
    }

    @AfterEach
    void stop() throws Exception {
        tmux("kill-server");
        stage.close();
    }

    private String tmux(String... words) throws Exception {
        var line = new ArrayList<>(tmux);
        line.addAll(List.of(words));
        return Stage.run(new byte[0], line).out();
    }

    private String screen() throws Exception {
        return tmux("capture-pane", "-p");
    }

    /// Waits until a line of the screen is this one, whatever stands around it.
    private void see(String text) {
        var last = new String[] {""};
        Eventually.that("the screen shows '" + text + "'", () -> {
            last[0] = screen();
            return last[0].lines().anyMatch(line -> line.strip().equals(text));
        }, () -> ", but:\n" + last[0]);
    }

    private void type(String line) throws Exception {
        tmux("send-keys", "-l", line);
        tmux("send-keys", "Enter");
    }

    @Test
    void theSizeFollowsTheWindow() throws Exception {
        type("stty size");
        see("30 100");
        tmux("resize-window", "-x", "61", "-y", "17");
        // The size travels by itself; the shell may ask before it is there.
        type("until test \"$(stty size)\" = '17 61'; do sleep 0.05; done; echo it is $(stty size)");
        see("it is 17 61");
    }

    @Test
    void controlCAndControlZAreForTheJobInFront() throws Exception {
        type("sleep 1000");
        Eventually.that("it runs", () -> screen().contains("sleep 1000"));
        tmux("send-keys", "C-z");
        Eventually.that("it is stopped", () -> screen().contains("Stopped"));
        type("fg");
        Eventually.that("it goes on", () -> screen().lines().filter(line -> line.strip().equals("sleep 1000")).count() == 1);
        tmux("send-keys", "C-c");
        type("echo status $?");
        see("status 130");
    }

    @Test
    void viEditsAFile() throws Exception {
        Peer.require("vi", "vim-tiny");
        var file = folder.resolve("edited");
        type("vi -u NONE " + file);
        Eventually.that("vi is there", () -> screen().lines().filter(line -> line.startsWith("~")).count() > 20);
        tmux("send-keys", "-l", "igrün und ✓");
        tmux("send-keys", "Escape");
        Eventually.that("it is on the screen", () -> screen().startsWith("grün und ✓"));
        type(":wq");
        Eventually.that("it is written", () -> Files.exists(file) && Files.readString(file).equals("grün und ✓\n"));
        type("echo back");
        see("back");
    }

    @Test
    void whatIsTypedIsUtf8AndAStatusComesBack() throws Exception {
        // One press rubs out the whole character, which the terminal must know to be two bytes.
        type("cat >" + folder.resolve("typed"));
        // What is typed before that would still be the shell's, whose line editor has its own way to rub out.
        Eventually.that("it runs", () -> Files.exists(folder.resolve("typed")));
        tmux("send-keys", "-l", "aüé");
        tmux("send-keys", "BSpace");
        tmux("send-keys", "Enter");
        tmux("send-keys", "C-d");
        Eventually.that("it is there", () -> Files.exists(folder.resolve("typed"))
                && Files.readString(folder.resolve("typed")).equals("aü\n"));
        type("exit 42");
        see("status 42");
    }

    @Test
    void aProgramInTheBackgroundDoesNotKeepTheSession() throws Exception {
        type("set +m; trap '' HUP; sleep 1000 & echo number $!");
        Eventually.that("its number is said", () -> screen().matches("(?s).*number [0-9]+\\s.*"));
        String number = screen().replaceAll("(?s).*\\nnumber ([0-9]+)\\s.*", "$1");
        type("exit 3");
        see("status 3");
        var sleeper = ProcessHandle.of(Long.parseLong(number)).orElseThrow();
        assertTrue(sleeper.isAlive());
        sleeper.destroyForcibly();
    }

    @Test
    void aTerminalWithoutASizeIsOne() throws Exception {
        // Its standard input is no terminal, so it has no size to tell.
        var said = Stage.run(new byte[0], stage.line(List.of("-tt"), "stty size; exit 5"));
        assertEquals(5, said.status(), said.err());
        assertEquals("0 0\r\n", said.out());
        var top = Stage.run(new byte[0], stage.line(List.of("-tt"), "TERM=xterm top -b -n 1 | head -1"));
        assertTrue(top.out().startsWith("top - "), top.out() + top.err());
    }

    @Test
    void modesOfTheTerminalAreTaken() throws Exception {
        type("exit");
        see("status 0");
        tmux("respawn-pane", "-k", "stty intr ^X -ixon; " + String.join(" ", quoted(stage.line(List.of("-tt"),
                "stty -a | tr ';' '\\n'; exec cat"))));
        see("intr = ^X");
        Eventually.that("flow control is off", () -> screen().contains("-ixon"));
        // And so the key works over there.
        tmux("send-keys", "C-x");
        Eventually.that("the session is over", () -> !tmux("list-panes", "-F", "#{pane_dead}").startsWith("0"));
    }

    private static List<String> quoted(List<String> words) {
        return words.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList();
    }
}
