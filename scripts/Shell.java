/// Plays a script of jshell/ step by step, and hands over to the prompt of jshell with everything alive.

import wirelab.kit.*;
import wirelab.program.*;
import wirelab.shell.*;

void main(String... args) {
    Program.of("Shell", "plays a script of jshell/ step by step, and hands over to the prompt")
            .flag("run", "do not wait for Enter")
            .flag("all", "play all scripts, one after the other, without a prompt")
            .arguments("NAME", "the script; without one, all are listed")
            .example("echo")
            .example("echo --run")
            .example("--all --run")
            .run(args, options -> {
                var names = options.arguments();
                if (options.flag("all")) {
                    if (!names.isEmpty()) throw new UsageException("--all takes no name");
                    for (String line : ShellScript.list()) play(line.split(" ")[0], true, false);
                } else if (names.isEmpty()) {
                    System.out.println("java scripts/Shell.java NAME\n");
                    ShellScript.list().forEach(line -> System.out.println("  " + line));
                } else {
                    if (names.size() > 1) throw new UsageException("one name at a time");
                    var console = System.console();
                    play(names.getFirst(), options.flag("run"), console != null && console.isTerminal());
                }
            });
}

/// Plays one; where there is a terminal, its prompt is there afterwards.
void play(String name, boolean run, boolean terminal) throws IOException {
    var in = run ? null : new BufferedReader(new InputStreamReader(System.in));
    try (var tutor = new Tutor(in, System.out)) {
        if (run) System.out.println("=== " + name);
        boolean whole = tutor.play(name);
        if (tutor.failed() > 0) throw new IOException(name + ": " + tutor.failed() + " of its snippets failed");
        if (whole && terminal) Prompt.open(tutor);
    }
}
