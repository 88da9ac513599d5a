/// Mapper: counts the terms of what a MapReduce master gives it, and brings the table to the reducer.

import wirelab.mapreduce.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("Mapper", "maps portions of a text that a MapReduce master gives it, and brings the tables to the reducers")
            .arguments("HOST PORT...", "where to listen; port 0 takes a free one; several ports are several mappers")
            .text("config", "FILE", null, "config.ini with [job] key; otherwise config.ini of this folder, if it is there")
            .size("memory", null, "memory for tables of each, together a quarter of the heap otherwise; more goes to disk")
            .number("threads", WorkerOptions.DEFAULTS.threads(), 1, 256, "threads that map")
            .text("folder", "FOLDER", null, "where to write what outgrows the memory")
            .flag("allow-jobs", "take jobs that are shipped as Java source; they may do all that you may")
            .example("127.0.0.1 8101")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    var mappers = new ArrayList<MapperNode>();
    try {
        for (var chosen : NodeSwitches.mappers(options)) mappers.add(MapperNode.start(options.host(), chosen));
        Program.serve(mappers.stream().map(MapperNode::address).toArray(InetSocketAddress[]::new));
        if (options.flag("verbose")) mappers.forEach(System.err::println);
    } finally {
        mappers.forEach(MapperNode::close);
    }
}
