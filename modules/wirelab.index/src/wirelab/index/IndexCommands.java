package wirelab.index;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import wirelab.kit.Address;
import wirelab.kit.Failure;
import wirelab.kit.Hmac;
import wirelab.kit.Host;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;
import wirelab.mdns.MdnsBrowser;
import wirelab.mdns.MdnsOptions;
import wirelab.measure.Json;
import wirelab.program.Progress;

/// What people ask a node, at its own terminal or from elsewhere: `list`, `find WORDS`, `nodes`, `copies N`,
/// `get NAME FILE`, `mirror N FOLDER`, `watch`.
///
/// @param node which is asked
/// @param key `null` for none
/// @param json whether answers are for programs
/// @param out where they go
public record IndexCommands(Host host, InetSocketAddress node, Hmac key, boolean json, PrintStream out) {
    /// The commands and what they do, for a help.
    public static final String HELP = """
            list            every document, with the nodes where it is
            find WORDS      documents with these words, "phrases" and beginn*, best first
            nodes           the nodes that live
            nodes --all     nodes that say by multicast DNS that they are there
            copies N        documents that fewer than N nodes have
            get NAME FILE   a document, by its name or the beginning of its hash
            mirror N DIR    documents that fewer than N nodes have and this one has not
            watch           what comes and goes, until you end it""";
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|\\S+");
    /// The type under which nodes are to be found by multicast DNS.
    public static final String SERVICE = "_wirelab-index._tcp";
    private static final Duration LISTENING = Duration.ofMillis(2_500);
    private static final int MOST_FOUND = 20;

    /// {@return the words of a line that was typed: "several in quotes" are one, but behind `find`, which has its own quotes}
    public static List<String> words(String line) {
        String typed = line.strip();
        if (typed.matches("find\\s.*")) return List.of("find", typed.substring("find".length()).strip());
        return WORD.matcher(typed).results().map(word -> word.group(1) == null ? word.group() : word.group(1)).toList();
    }

    private IndexLink connect() throws IOException {
        return IndexLink.connect(host, node, key);
    }

    /// Does what a line says.
    ///
    /// @throws UsageException when it makes no sense
    /// @throws IOException when the node does not answer, or something cannot be had
    public void run(List<String> words) throws IOException {
        String command = words.isEmpty() ? "" : words.getFirst();
        switch (command) {
            case "list" -> list(take(words, 0));
            case "find" -> find(String.join(" ", words.subList(1, words.size())));
            case "nodes" -> {
                if (words.size() == 2 && words.getLast().equals("--all")) announced();
                else nodes(take(words, 0));
            }
            case "copies" -> copies(number(take(words, 1).getFirst()));
            case "get" -> {
                var rest = take(words, 2);
                get(rest.getFirst(), Path.of(rest.get(1)));
            }
            case "mirror" -> {
                var rest = take(words, 2);
                mirror(number(rest.getFirst()), Path.of(rest.get(1)));
            }
            case "watch" -> watch(() -> false);
            default -> throw new UsageException("'" + command + "' is no command"
                    + Text.nearest(command, List.of("list", "find", "nodes", "copies", "get", "mirror", "watch"))
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; try list, find, nodes, copies, get, mirror, watch"));
        }
    }

    private static List<String> take(List<String> words, int count) {
        if (words.size() == count + 1) return words.subList(1, words.size());
        String right = HELP.lines().filter(line -> line.startsWith(words.getFirst() + " ")).findFirst().orElseThrow();
        throw new UsageException("what can be typed is: " + right.split(" {2,}")[0]);
    }

    private static int number(String text) {
        if (text.matches("[1-9][0-9]{0,3}")) return Integer.parseInt(text);
        throw new UsageException("'" + text + "' is no number of copies");
    }

    private void list(List<String> none) throws IOException {
        try (var link = connect()) {
            show(link.holdings());
        }
    }

    private void copies(int wanted) throws IOException {
        try (var link = connect()) {
            show(link.holdings().stream().filter(holding -> holding.holders().size() < wanted).toList());
        }
    }

    private void show(List<IndexReply.Holding> holdings) {
        if (json) {
            out.print(Json.text(holdings.stream().map(IndexCommands::object).toList()));
            return;
        }
        for (var holding : holdings) {
            var document = holding.document();
            String names = String.join(", ", document.names().stream().map(Visible::name).toList());
            String title = document.title().isEmpty() ? "" : " (" + Visible.of(document.title()) + ")";
            out.println(document.shortDigits() + "  " + names + title + "  "
                    + Text.bytes(document.size()) + "  " + holders(holding));
        }
        out.println(Text.count(holdings.size(), "document"));
    }

    private static String holders(IndexReply.Holding holding) {
        return String.join(" ", holding.holders().stream().map(Visible::of).toList());
    }

    private static Map<String, Object> object(IndexReply.Holding holding) {
        var document = holding.document();
        return Json.object("hash", document.digits(), "size", document.size(), "type", document.type(), "title",
                document.title(), "names", document.names(), "nodes", holding.holders());
    }

    private void nodes(List<String> none) throws IOException {
        try (var link = connect()) {
            var nodes = link.nodes();
            if (json) {
                out.print(Json.text(nodes.stream().map(node -> Json.object("id", node.id().digits(), "node", node.address(),
                        "documents", node.documents())).toList()));
                return;
            }
            for (var node : nodes) {
                out.println(node.id() + "  " + Visible.of(node.address()) + "  " + Text.count(node.documents(), "document"));
            }
            out.println(Text.count(nodes.size(), "node"));
        }
    }

    /// What everybody on the link is told, which needs no node to ask.
    private void announced() throws IOException {
        var found = MdnsBrowser.list(host, MdnsOptions.DEFAULTS, SERVICE, LISTENING);
        if (json) {
            out.print(Json.text(found.stream().map(each -> Json.object("name", each.service().name(), "nodes",
                    texts(each.sockets()), "text", each.service().text().pairs())).toList()));
            return;
        }
        for (var each : found) {
            out.println(Visible.name(each.service().name()) + "  " + String.join(" ", texts(each.sockets())) + "  "
                    + Visible.of(each.service().text().toString()));
        }
        out.println(Text.count(found.size(), "node"));
    }

    static Map<String, Object> found(IndexReply.Discovery each) {
        var object = object(each.holding());
        object.put("score", Json.rounded(each.hit().score(), 4));
        object.put("line", each.hit().line());
        return object;
    }

    private void find(String question) throws IOException {
        if (question.getBytes(StandardCharsets.UTF_8).length > IndexRequest.MOST_QUESTION) {
            throw new UsageException("a question has at most " + IndexRequest.MOST_QUESTION + " bytes");
        }
        try (var link = connect()) {
            var answer = link.ask(new IndexRequest.Search(question, MOST_FOUND), IndexReply.Found.class);
            if (json) {
                out.print(Json.text(answer.found().stream().map(IndexCommands::found).toList()));
                return;
            }
            for (var each : answer.found()) {
                out.println(Visible.name(each.holding().document().names().getFirst()) + "  "
                        + holders(each.holding()));
                out.println("    " + Visible.of(each.hit().line()));
            }
            out.println(Text.count(answer.found().size(), "document") + (answer.silent() == 0 ? "" : "; "
                    + Text.count(answer.silent(), "node") + " did not answer"));
        }
    }

    private void get(String wanted, Path file) throws IOException {
        IndexReply.Holding holding;
        try (var link = connect()) {
            holding = Catalogue.choose(link.holdings(), wanted);
        }
        var result = get(holding, file);
        if (json) {
            out.print(Json.text(Json.object("hash", holding.document().digits(), "file", file.toString(), "fetched",
                    result.fetched(), "from", texts(result.holders()), "liars", texts(result.liars()))));
        } else {
            out.println(Visible.of(file.toString()) + ": " + Text.bytes(holding.document().size()) + ", right, from "
                    + String.join(", ", texts(result.holders())));
        }
    }

    private static List<String> texts(List<InetSocketAddress> addresses) {
        return addresses.stream().map(Address::text).toList();
    }

    private Retrieval.Result get(IndexReply.Holding holding, Path file) throws IOException {
        var holders = new ArrayList<InetSocketAddress>();
        for (String text : holding.holders()) holders.add(Address.parse(text, "127.0.0.1", -1));
        var document = holding.document();
        if (Files.isDirectory(file)) throw new UsageException(file + " is a folder; name a file");
        try (var progress = Progress.bytes(Visible.name(file.getFileName().toString()), document.size())) {
            var shown = new AtomicLong();
            var result = Retrieval.get(host, key, document, holders, file, done -> {
                synchronized (progress) {
                    progress.advance(Math.max(0, done - shown.get()));
                    shown.accumulateAndGet(done, Math::max);
                }
            });
            for (var liar : result.liars()) {
                progress.say(Address.text(liar) + " gave something else than it says it has");
            }
            return result;
        }
    }

    private void mirror(int wanted, Path folder) throws IOException {
        List<IndexReply.Holding> holdings;
        String self;
        try (var link = connect()) {
            self = link.nodes().getFirst().address();
            holdings = link.holdings();
        }
        Files.createDirectories(folder);
        int copied = 0;
        int failed = 0;
        for (var holding : holdings) {
            if (holding.holders().size() >= wanted || holding.holders().contains(self)) continue;
            var file = folder.resolve(holding.document().copyName());
            if (Files.exists(file)) continue;
            String name = Visible.name(file.getFileName().toString());
            try {
                get(holding, file);
                copied++;
                if (!json) out.println("copied " + name);
            } catch (IOException e) {
                // Its holders may be gone; those of the others need not be.
                failed++;
                if (!json) out.println("not copied: " + name + ": " + Visible.of(Failure.line(e)));
            }
        }
        if (json) out.print(Json.text(Json.object("copied", copied)));
        else out.println(Text.count(copied, "document") + " copied into " + folder);
        if (failed > 0) throw new IOException(Text.count(failed, "document") + " could not be copied");
    }

    /// Shows what comes and goes.
    ///
    /// @param ended asked after each event, or ten seconds
    public void watch(BooleanSupplier ended) throws IOException {
        try (var link = connect()) {
            long last = Long.MAX_VALUE;
            while (!ended.getAsBoolean()) {
                var events = link.ask(new IndexRequest.Events(last), IndexReply.Events.class);
                last = events.last();
                if (ended.getAsBoolean()) return;
                for (String text : events.texts()) out.println(Visible.of(text));
                out.flush();
            }
        }
    }
}
