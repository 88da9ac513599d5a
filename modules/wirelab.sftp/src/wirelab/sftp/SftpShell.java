package wirelab.sftp;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;

/// The commands of an SFTP client, line by line, as everybody knows them from `sftp`.
public final class SftpShell {
    /// What there is to type.
    public static final String HELP = """
            ls [-l] [PATH]                 names, or lines with all that is known
            cd PATH, pwd                   the folder there
            lcd PATH, lpwd                 the folder here
            get [-r] [-a] [-p] PATH [TO]   fetch; * and ? stand for letters
            put [-r] [-a] [-p] FILE [TO]   send
                                           -r folders, -a go on where it stopped,
                                           -p times and permissions too
            mkdir PATH, rmdir PATH, rm PATH
            rename PATH TO, ln [-s] PATH TO, readlink PATH
            chmod MODE PATH, df [PATH], version, exit
            """;

    private final RemoteFiles remote;
    private final PrintStream out;
    private final TransferListener listener;
    private String there;
    private Path here = Path.of("").toAbsolutePath();

    /// @param out what is printed; names in it are harmless
    /// @throws IOException when the server does not say where one is
    public SftpShell(RemoteFiles remote, PrintStream out, TransferListener listener) throws IOException {
        this.remote = remote;
        this.out = out;
        this.listener = listener;
        there = remote.realPath(".");
    }

    /// Does what one line says.
    ///
    /// @return whether there may be more
    /// @throws UsageException when the line makes no sense
    /// @throws SftpFailure when the server refuses
    /// @throws IOException when anything else goes wrong; after a [wirelab.kit.ProtocolViolation] the connection is over
    public boolean run(String line) throws IOException {
        var words = ShellWords.split(line.strip());
        if (words.isEmpty() || words.getFirst().startsWith("#")) return true;
        String command = words.getFirst();
        if (Set.of("exit", "bye", "quit").contains(command)) return false;
        int first = 1;
        while (first < words.size() && words.get(first).matches("-[a-z]+")) first++;
        var letters = String.join("", words.subList(1, first)).replace("-", "");
        run(command, letters, words.subList(first, words.size()));
        return true;
    }

    private void run(String command, String letters, List<String> words) throws IOException {
        switch (command) {
            case "ls" -> list(allowed(command, letters, "l"), words(command, words, 0, 1));
            case "get" -> get(allowed(command, letters, "rap"), words(command, words, 1, 2));
            case "put" -> put(allowed(command, letters, "rap"), words(command, words, 1, 2));
            case "ln" -> link(allowed(command, letters, "s"), words(command, words, 2, 2));
            default -> {
                allowed(command, letters, "");
                plain(command, words);
            }
        }
    }

    private void plain(String command, List<String> words) throws IOException {
        switch (command) {
            case "help", "?" -> out.print(HELP);
            case "pwd" -> out.println(Visible.of(there));
            case "lpwd" -> out.println(here);
            case "cd" -> changeFolder(path(words(command, words, 1, 1).getFirst()));
            case "lcd" -> changeHere(here.resolve(words(command, words, 1, 1).getFirst()));
            case "mkdir" -> remote.makeFolder(path(words(command, words, 1, 1).getFirst()));
            case "rmdir" -> remote.removeFolder(path(words(command, words, 1, 1).getFirst()));
            case "rm" -> {
                for (String each : matching(path(words(command, words, 1, 1).getFirst()))) remote.remove(each);
            }
            case "rename" -> remote.rename(path(words(command, words, 2, 2).get(0)), path(words.get(1)));
            case "readlink" -> out.println(Visible.of(remote.readLink(path(words(command, words, 1, 1).getFirst()))));
            case "chmod" -> changeMode(words(command, words, 2, 2));
            case "df" -> stats(path(words(command, words, 0, 1).isEmpty() ? "." : words.getFirst()));
            case "version" -> {
                out.println(remote);
                remote.extensions().forEach(each -> out.println(Visible.of(each.name() + " " + each.data().text())));
            }
            default -> throw new UsageException("unknown command " + command + "; help shows what there is");
        }
    }

    private static String allowed(String command, String letters, String known) {
        for (char letter : letters.toCharArray()) {
            if (known.indexOf(letter) < 0) throw new UsageException(command + " has no -" + letter);
        }
        return letters;
    }

    private static List<String> words(String command, List<String> words, int least, int most) {
        if (words.size() < least || words.size() > most) throw new UsageException(command + ": see help");
        return words;
    }

    /// {@return a path of the server's, absolute}
    private String path(String text) {
        if (text.startsWith("/")) return text;
        return there.equals("/") ? "/" + text : there + "/" + text;
    }

    private void changeFolder(String path) throws IOException {
        String real = remote.realPath(path);
        if (!remote.stat(real).isFolder()) throw new IOException(Visible.of(path) + ": it is no folder");
        there = real;
    }

    private void changeHere(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) throw new IOException(folder + ": it is no folder");
        here = folder.normalize();
    }

    private void changeMode(List<String> words) throws IOException {
        String mode = words.getFirst();
        if (!mode.matches("[0-7]{3,4}")) throw new UsageException("a mode has three or four digits up to 7: " + mode);
        remote.change(path(words.get(1)), FileAttributes.ofMode(Integer.parseInt(mode, 8)));
    }

    private void list(String letters, List<String> words) throws IOException {
        String path = path(words.isEmpty() ? "." : words.getFirst());
        boolean whole = !ShellWords.isPattern(path);
        var entries = whole && remote.stat(path).isFolder() ? remote.list(path) : entries(path);
        entries.stream().sorted(Comparator.comparing(DirectoryEntry::name))
                .forEach(each -> out.println(letters.isEmpty() ? Visible.name(each.name()) : Visible.of(each.longName())));
    }

    /// The entries of a folder that a pattern or a name means.
    private List<DirectoryEntry> entries(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        var pattern = ShellWords.pattern(path.substring(slash + 1));
        var found = remote.list(slash == 0 ? "/" : path.substring(0, slash)).stream()
                .filter(each -> pattern.matcher(each.name()).matches()).toList();
        if (found.isEmpty()) throw new IOException(Visible.of(path) + ": no such file");
        return found;
    }

    /// The paths that one with `*` or `?` in its last step means.
    private List<String> matching(String path) throws IOException {
        if (!ShellWords.isPattern(path.substring(path.lastIndexOf('/') + 1))) return List.of(path);
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        var paths = new ArrayList<String>();
        for (var each : entries(path)) if (each.isSafe() && !each.name().startsWith(".")) paths.add(folder + each.name());
        return paths;
    }

    private Transfers transfers(String letters) {
        var manner = new Transfers.Manner(letters.contains("r"), letters.contains("a"), letters.contains("p"));
        return new Transfers(remote, manner, listener);
    }

    private void get(String letters, List<String> words) throws IOException {
        var paths = matching(path(words.getFirst()));
        var into = here.resolve(words.size() > 1 ? words.get(1) : ".").normalize();
        boolean inFolder = words.size() == 1 || Files.isDirectory(into);
        if (paths.size() > 1 && !inFolder) throw new UsageException(into + ": it is no folder, for several files");
        for (String path : paths) {
            transfers(letters).get(path, inFolder ? named(into, path.substring(path.lastIndexOf('/') + 1)) : into);
        }
    }

    /// What is fetched keeps its name; `get -r .` has none, and goes into the folder itself.
    private static Path named(Path folder, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) return folder;
        return PathText.resolve(folder, name);
    }

    private void put(String letters, List<String> words) throws IOException {
        var file = here.resolve(words.getFirst()).normalize();
        String to = path(words.size() > 1 ? words.get(1) : ".");
        boolean inFolder = words.size() == 1 || isFolder(to);
        transfers(letters).put(file, inFolder ? to + "/" + PathText.name(file) : to);
    }

    private boolean isFolder(String path) throws IOException {
        try {
            return remote.stat(path).isFolder();
        } catch (SftpFailure e) {
            if (e.is(StatusCode.NO_SUCH_FILE)) return false;
            throw e;
        }
    }

    private void link(String letters, List<String> words) throws IOException {
        if (letters.isEmpty()) remote.hardLink(path(words.get(0)), path(words.get(1)));
        else remote.symbolicLink(words.get(0), path(words.get(1)));
    }

    private void stats(String path) throws IOException {
        var stats = remote.stats(path);
        long unit = stats.fragmentSize();
        out.println(Text.bytes(stats.blocks() * unit) + " in all, " + Text.bytes((stats.blocks() - stats.free()) * unit)
                + " used, " + Text.bytes(stats.available() * unit) + " free; " + stats.freeNodes() + " of "
                + Text.count(stats.nodes(), "file") + " can still be made");
    }
}
