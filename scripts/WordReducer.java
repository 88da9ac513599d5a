/// The reducer of MapReduce's jobs as a command of Hadoop Streaming: lines sorted by key in, the result out.

import wirelab.mapreduce.*;
import wirelab.program.*;

void main(String... args) {
    Program.of("WordReducer", "reduces what WordMapper printed and somebody sorted by key, as Hadoop Streaming does")
            .choice("job", JobSpec.READY, "terms, index, grep or pairs")
            .text("pattern", "REGEX", "", "what grep looked for")
            .example("--job pairs < SORTED")
            .run(args, options -> Streaming.reduce(new JobSpec(options.required("job"), options.required("pattern"), ""),
                    System.in, System.out, System.err));
}
