/// The mapper of MapReduce's jobs as a command of Hadoop Streaming: text in, lines of key, TAB and number out.

import wirelab.mapreduce.*;
import wirelab.program.*;

void main(String... args) {
    Program.of("WordMapper", "maps standard input as Hadoop Streaming wants it: a line out is key, TAB, value")
            .choice("job", JobSpec.READY, "terms, index, grep or pairs")
            .text("pattern", "REGEX", "", "what grep looks for")
            .size("memory", "64M", "memory for the table; what outgrows it goes to disk")
            .example("< FILE | LC_ALL=C sort | java scripts/WordReducer.java")
            .run(args, options -> {
                // Hadoop says by this variable which file it is.
                String document = System.getenv().getOrDefault("mapreduce_map_input_file", "-");
                Streaming.map(new JobSpec(options.required("job"), options.required("pattern"), ""), document, System.in,
                        System.out, System.err, options.size("memory"));
            });
}
