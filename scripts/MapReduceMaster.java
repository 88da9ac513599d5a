/// MapReduce master: term frequencies of any text over any number of nodes; a node that dies is replaced.

import wirelab.http.WebServer;
import wirelab.kit.*;
import wirelab.mapreduce.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("MapReduceMaster", "counts the terms of a text over the mappers and reducers that config.ini names")
            .arguments("IN_FILE... OUT_FILE", "files, folders, .gz or - for standard input; and where the result goes")
            .text("config", "FILE", "config.ini", "who is there: [mapper1] host port, ..., [reducer] host port, [job] key")
            .text("job", "NAME|FILE.java", "terms", "terms, index, grep, pairs, or a job of your own, which is shipped")
            .text("pattern", "REGEX", "", "what grep looks for")
            .number("portions", 0, 0, 65_536, "how many portions; 0 for half as many as mappers")
            .number("copies", 0, 0, 8, "mappers for each portion; 0 for two where there are enough")
            .number("reducers", 1, 1, 64, "how many of the configured reducers share the keys")
            .choice("by", List.of("term", "count"), "order of the result")
            .number("top", 0, 0, Long.MAX_VALUE, "so many lines only; 0 for all")
            .choice("format", List.of("tsv", "csv", "json"), "form of the result")
            .flag("force", "replace OUT_FILE if it is there")
            .flag("resume", "go on with the job that a master before had begun")
            .flag("skip-bad", "leave out a portion that kills two mappers or fails twice, and report it")
            .duration("patience", "30s", "how long to wait for a reducer that is away")
            .number("status", 0, 0, 65_535, "port of a page that shows the job while it runs; 0 for none")
            .optionalFile("timeline", ".svg", "draw what happened when")
            .flag("counters", "print counters at the end")
            .example("quijote.txt counts.tsv")
            .example("--by count --top 20 --format csv src top20.csv")
            .example("--job grep --pattern 'TODO.*' src todos.tsv")
            .with(new TapSwitches())
            .run(args, this::work);
}

void work(CommandLine options) throws Exception {
    var said = new ConcurrentLinkedQueue<String>();
    var chosen = NodeSwitches.master(options);
    var config = NodeSwitches.config(options.path("config"), said::add);
    try (var master = JobMaster.of(options.host(), config, chosen, said::add, System.in);
            var page = page(options, master)) {
        if (page != null) System.err.println("status page: http://" + Address.text(page.address()) + "/");
        finish(options, follow(master, said));
    }
}

WebServer page(CommandLine options, JobMaster master) throws IOException {
    int port = options.number("status");
    return port == 0 ? null : StatusPage.start(options.host(), new InetSocketAddress("127.0.0.1", port), master);
}

/// Draws how far the job is, until it is over or the user has enough of it.
JobResult follow(JobMaster master, Queue<String> said) throws Exception {
    var result = new CompletableFuture<JobResult>();
    Thread.ofPlatform().name("master").start(() -> {
        try {
            result.complete(master.run());
        } catch (Exception e) {
            result.completeExceptionally(e);
        }
    });
    Progress progress = null;
    long drawn = 0;
    while (!result.isDone()) {
        if (Program.awaitStop(Duration.ofMillis(5))) master.cancel();
        var view = master.view();
        if (progress == null && view.size() > 0) progress = Progress.bytes("mapping", view.size())
                .below(() -> master.view().lines());
        say(said, progress);
        if (progress == null) continue;
        progress.advance(Math.max(0, view.mapped() - drawn));
        drawn = Math.max(drawn, view.mapped());
    }
    if (progress != null) progress.close();
    say(said, null);
    try {
        return result.get();
    } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
    }
}

/// What peers say may be in it.
void say(Queue<String> said, Progress progress) {
    for (String text; (text = said.poll()) != null; ) {
        String line = "MapReduceMaster: " + Visible.of(text);
        if (progress == null) System.err.println(line);
        else progress.say(line);
    }
}

void finish(CommandLine options, JobResult result) throws IOException {
    double seconds = result.took().toNanos() / 1e9;
    System.out.printf(Locale.ROOT, "%s from %s in %.3f s, %.1f MB/s%n", Text.count(result.lines(), "line"),
            Text.bytes(result.bytes()),
            seconds, result.bytes() / 1e6 / seconds);
    if (options.flag("counters")) result.counters().forEach((name, n) -> System.out.println("  " + name + ": " + n));
    if (options.flag("timeline")) {
        String file = options.text("timeline").isEmpty() ? "timeline.svg" : options.text("timeline");
        Files.writeString(Path.of(file), result.timeline().svg());
        System.out.println("time line: " + file);
    }
}
