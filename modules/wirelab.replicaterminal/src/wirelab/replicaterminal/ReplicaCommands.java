package wirelab.replicaterminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import wirelab.folder.FolderPath;
import wirelab.folder.TreeNode;
import wirelab.folder.Version;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;
import wirelab.replica.ReplicaException;
import wirelab.replica.ReplicaSession;
import wirelab.replica.TreeChange;

/// What people type to work on a replicated folder, as they know it from a shell. A path begins at the folder where one is
/// (`cd`), or with `/` at the root; `*`, `?` and `[a-z]` stand for letters; `> FILE` puts the answer into the tree.
public final class ReplicaCommands {
    /// What there is to type.
    public static final String HELP = """
            ls [-lad] [PATH...]          names; -l with modes, healthy replicas, sizes, times
            cd FOLDER, pwd               where one is
            cat PATH..., head [-n N] PATH, tail [-n N] PATH
            grep [-in] PATTERN PATH...   lines in which it is
            echo WORDS > PATH            writes a line; >> PATH puts it behind what is there
            cp [-r] PATH... PATH, mv PATH... PATH
            rm [-r] PATH..., mkdir [-p] PATH..., rmdir PATH...
            ln -s TARGET PATH, chmod MODE PATH...
            put [-r] FILE... [PATH]      from here into the tree
            get [-r] PATH [FILE]         from the tree to here
            stat PATH, du [-s] [PATH]
            find [FOLDER] [-name PATTERN] [-type f|d|l]
            versions PATH                what stood there before
            restore PATH [N]             puts version N back, or the last one
            why PATH                     its history through the log
            status, replicas, log, fsck
            member add|remove|transfer N
            exit""";
    /// For completion.
    static final List<String> NAMES = List.of("cat", "cd", "chmod", "cp", "du", "echo", "exit", "find", "fsck", "get", "grep",
            "head", "help", "ln", "log", "ls", "member", "mkdir", "mv", "put", "pwd", "replicas", "restore", "rm", "rmdir",
            "stat", "status", "tail", "versions", "why");
    private static final int MOST_LINES = 100_000;

    private final ReplicaSession session;
    private final PrintStream out;
    private final boolean harmless;
    private final CommandPaths paths;

    /// @param harmless whether contents are shown to people, so that nothing in them may command the terminal
    public ReplicaCommands(ReplicaSession session, PrintStream out, boolean harmless) {
        this.session = session;
        this.out = out;
        this.harmless = harmless;
        paths = new CommandPaths(session);
    }

    /// Does what a line says.
    ///
    /// @return whether there may be more
    /// @throws UsageException when it makes no sense
    /// @throws IOException when it cannot be done, in words
    public boolean run(String line) throws IOException {
        if (line.isBlank() || line.strip().startsWith("#")) return true;
        return run(CommandWords.of(line.strip()));
    }

    /// Does what words say, which a shell has cut already.
    public boolean run(List<String> words) throws IOException {
        return run(CommandWords.ofAll(words));
    }

    private boolean run(CommandWords typed) throws IOException {
        if (typed.words().isEmpty()) throw new UsageException("what? help shows what there is");
        String command = typed.words().getFirst().text();
        if (List.of("exit", "quit", "bye").contains(command)) return false;
        if (typed.into() == null) command(command, typed.words(), out, harmless);
        else redirect(command, typed);
        return true;
    }

    /// The answer goes into a file here first: what cannot be had to its end changes nothing.
    private void redirect(String command, CommandWords typed) throws IOException {
        String path = paths.resolve(typed.into().text());
        Path answer = Files.createTempFile("answer", ".txt");
        try {
            try (var file = new PrintStream(new BufferedOutputStream(Files.newOutputStream(answer)), false, UTF_8)) {
                var before = paths.node(path);
                if (typed.appends() && before instanceof TreeNode.FileNode) session.get(path, file);
                command(command, typed.words(), file, false);
                if (file.checkError()) throw new IOException(answer + " cannot be written");
            }
            int mode = paths.node(path) instanceof TreeNode.FileNode it ? it.mode() : 0644;
            session.put(path, mode, answer, _ -> {});
        } finally {
            Files.delete(answer);
        }
    }

    private void command(String command, List<CommandWords.Word> words, PrintStream to, boolean shown) throws IOException {
        var listing = new CommandListing(session, paths, to);
        switch (command) {
            case "ls" -> listing.ls(CommandFlags.of(words, "lad"));
            case "stat" -> listing.stat(CommandFlags.of(words, ""));
            case "find" -> listing.find(CommandFlags.of(words, "", "name", "type"));
            case "du" -> listing.du(CommandFlags.of(words, "sh"));
            case "cat", "head", "tail", "grep" -> text(command, words, to, shown);
            case "put" -> new CommandTransfer(session, paths, to).put(CommandFlags.of(words, "r"));
            case "get" -> new CommandTransfer(session, paths, to).get(CommandFlags.of(words, "r"));
            case "echo" -> to.println(String.join(" ", words.stream().skip(1).map(Object::toString).toList()));
            case "cp", "mv" -> toward(command, CommandFlags.of(words, command.equals("cp") ? "ra" : "f"));
            case "rm" -> remove(CommandFlags.of(words, "rf"));
            case "mkdir" -> makeFolders(CommandFlags.of(words, "p"));
            case "rmdir", "ln", "chmod" -> change(command, CommandFlags.of(words, "sf"));
            case "pwd" -> to.println("/" + Visible.name(paths.here()));
            case "cd" -> paths.go(paths.resolve(words.size() > 1 ? words.get(1).text() : "/"));
            case "help", "?" -> to.println(HELP);
            default -> aboutGroup(command, words, to);
        }
    }

    private void text(String command, List<CommandWords.Word> words, PrintStream to, boolean shown) throws IOException {
        boolean greps = command.equals("grep");
        boolean cuts = command.equals("head") || command.equals("tail");
        var flags = CommandFlags.of(words, greps ? "in" : "", cuts ? new String[] {"n"} : new String[0]);
        var rest = flags.words(command + (greps ? " [-in] PATTERN PATH..." : " PATH..."), greps ? 2 : 1, Integer.MAX_VALUE);
        int count = flags.number("n", 10);
        if (count > MOST_LINES) throw new UsageException("-n is at most " + MOST_LINES);
        var pattern = greps ? pattern(rest.getFirst().text(), flags.has('i')) : null;
        var asked = paths.all(greps ? rest.subList(1, rest.size()) : rest);
        // Not closed: it only makes harmless what goes through.
        OutputStream sink = shown ? new CommandText(line -> to.println(harmless(line))) : to;
        for (String path : asked) {
            if (paths.need(path) instanceof TreeNode.FolderNode) {
                throw new ReplicaException(FolderPath.shown(path) + " is a folder");
            }
            CommandText.Content content = into -> session.get(path, into);
            switch (command) {
                case "cat" -> content.writeTo(sink);
                case "head" -> CommandText.head(content, count, sink);
                case "tail" -> CommandText.tail(content, count, sink);
                default -> CommandText.grep(content, pattern, asked.size() > 1 ? path + ":" : "", flags.has('n'), sink);
            }
        }
        if (shown) sink.close();
        to.flush();
    }

    private static String harmless(byte[] line) {
        return Visible.of(new String(line, UTF_8).stripTrailing());
    }

    private static Pattern pattern(String text, boolean anyCase) {
        try {
            return Pattern.compile(text, anyCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
        } catch (PatternSyntaxException e) {
            throw new UsageException("'" + text + "' is no regular expression");
        }
    }

    private void toward(String command, CommandFlags flags) throws IOException {
        boolean copies = command.equals("cp");
        var words = flags.words(command + " PATH... PATH", 2, Integer.MAX_VALUE);
        var from = paths.all(words.subList(0, words.size() - 1));
        String to = paths.resolve(words.getLast().text());
        if (from.size() > 1) paths.folder(to);
        for (String each : from) {
            boolean isFolder = paths.need(each) instanceof TreeNode.FolderNode;
            if (copies && isFolder && !flags.has('r') && !flags.has('a')) {
                throw new UsageException(FolderPath.shown(each) + " is a folder; cp -r takes it whole");
            }
            String place = FolderPath.check(paths.into(each, to));
            session.change(copies ? new TreeChange.Copy(each, place) : new TreeChange.Move(FolderPath.check(each), place));
        }
    }

    private void remove(CommandFlags flags) throws IOException {
        for (String path : paths.all(flags.words("rm [-r] PATH...", 1, Integer.MAX_VALUE))) {
            if (flags.has('f') && paths.node(path) == null) continue;
            session.change(new TreeChange.Remove(FolderPath.check(path), flags.has('r')));
        }
    }

    private void makeFolders(CommandFlags flags) throws IOException {
        for (var word : flags.words("mkdir [-p] PATH...", 1, Integer.MAX_VALUE)) {
            makeFolder(FolderPath.check(paths.resolve(word.text())), flags.has('p'));
        }
    }

    private void makeFolder(String path, boolean parents) throws IOException {
        if (parents && paths.node(path) instanceof TreeNode.FolderNode) return;
        if (parents) makeFolder(FolderPath.parent(path), true);
        session.change(new TreeChange.Mkdir(path, 0755));
    }

    private void change(String command, CommandFlags flags) throws IOException {
        switch (command) {
            case "rmdir" -> {
                for (String path : paths.all(flags.words("rmdir PATH...", 1, Integer.MAX_VALUE))) {
                    session.change(new TreeChange.Rmdir(FolderPath.check(path)));
                }
            }
            case "ln" -> {
                var words = flags.words("ln -s TARGET PATH", 2, 2);
                String target = words.get(0).text();
                String path = paths.into(target, paths.resolve(words.get(1).text()));
                session.change(new TreeChange.Link(FolderPath.check(path), target));
            }
            default -> {
                var words = flags.words("chmod MODE PATH...", 2, Integer.MAX_VALUE);
                String mode = words.getFirst().text();
                if (!mode.matches("0?[0-7]{3}")) throw new UsageException("a mode is three digits up to 7: '" + mode + "'");
                for (String path : paths.all(words.subList(1, words.size()))) {
                    session.change(new TreeChange.Chmod(FolderPath.check(path), Integer.parseInt(mode, 8)));
                }
            }
        }
    }

    private void aboutGroup(String command, List<CommandWords.Word> words, PrintStream to) throws IOException {
        var rest = CommandFlags.of(words, "");
        switch (command) {
            case "status", "replicas", "log", "fsck" -> {
                rest.words(command + " takes nothing behind it", 0, 0);
                to.println(Visible.lines(session.tell(command)));
            }
            case "why" -> {
                String path = paths.resolve(rest.words("why PATH", 1, 1).getFirst().text());
                to.println(Visible.lines(session.tell("why " + FolderPath.check(path))));
            }
            case "versions" -> {
                int number = 0;
                for (var version : versions(rest.words("versions PATH", 1, 1).getFirst())) to.println(++number + "  " + version);
            }
            case "restore" -> restore(rest.words("restore PATH [N]", 1, 2));
            case "member" -> {
                var what = rest.words("member add|remove|transfer N", 2, 2);
                String node = what.get(1).text().replaceFirst("^nodo", "");
                if (!node.matches("[0-9]{1,9}")) throw new UsageException("'" + what.get(1) + "' is no node");
                session.member(what.getFirst().text(), Integer.parseInt(node));
            }
            default -> throw new UsageException("'" + Visible.of(command) + "' is no command" + Text.nearest(command, NAMES)
                    .map(near -> "; did you mean " + near + "?").orElse("; help shows what there is"));
        }
    }

    private List<Version> versions(CommandWords.Word word) throws IOException {
        String path = FolderPath.check(paths.resolve(word.text()));
        var versions = session.versions(path);
        if (versions.isEmpty()) throw new ReplicaException(FolderPath.shown(path) + ": there is no version from before");
        return versions;
    }

    private void restore(List<CommandWords.Word> words) throws IOException {
        var versions = versions(words.getFirst());
        String number = words.size() == 1 ? Integer.toString(versions.size()) : words.get(1).text();
        boolean isOne = number.matches("[1-9][0-9]{0,5}") && Integer.parseInt(number) <= versions.size();
        if (!isOne) throw new UsageException("there are versions 1 to " + versions.size() + ", and no '" + number + "'");
        session.restore(versions.get(Integer.parseInt(number) - 1));
    }

    /// {@return what the last word of a line that has begun may become}
    List<String> completions(String line) throws IOException {
        int blank = line.lastIndexOf(' ') + 1;
        String begun = line.substring(blank);
        if (line.substring(0, blank).isBlank()) return NAMES.stream().filter(name -> name.startsWith(begun)).toList();
        return paths.completions(begun);
    }

    @Override
    public String toString() {
        return "at /" + Visible.name(paths.here()) + ", " + session;
    }
}
