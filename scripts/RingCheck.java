/// Holds the traces of a ring against the properties of its specification, and names the first step that breaks one.

import wirelab.kit.UsageException;
import wirelab.program.*;
import wirelab.ring.*;

void main(String... args) {
    Program.of("RingCheck", "checks what the nodes of a ring did: one holder, at most once, acknowledged if delivered")
            .arguments("TRACE...", "files that RingNode --trace has written, of all nodes of one run")
            .example("trace0.jsonl trace1.jsonl trace2.jsonl")
            .run(args, options -> {
                var files = options.arguments().stream().map(Path::of).toList();
                if (files.isEmpty()) throw new UsageException("which traces? RingCheck trace0 trace1 ...");
                var result = TraceCheck.check(files);
                if (result.problem() != null) throw new IOException(result.problem());
                System.out.println(result.summary() + ": nothing is broken");
            });
}
