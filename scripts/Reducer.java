/// Reducer: takes the tables of MapReduce's mappers, one per portion, and makes the one result of them.

import wirelab.mapreduce.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("Reducer", "takes the tables of mappers, one per portion, and makes the one result of them")
            .text("config", "FILE", null, "config.ini with [reducer] host and port; config.ini of this folder otherwise")
            .text("name", "SECTION", "reducer", "which section of it is this node, where there are several reducers")
            .size("memory", null, "memory, a quarter of the heap otherwise; tables go straight to disk")
            .text("folder", "FOLDER", null, "where to keep accepted tables and their journal")
            .flag("allow-jobs", "take jobs that are shipped as Java source; they may do all that you may")
            .example("")
            .example("--config cluster.ini --name reducer2")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    try (var reducer = ReducerNode.start(options.host(), NodeSwitches.reducer(options))) {
        Program.serve(reducer.address());
        if (options.flag("verbose")) System.err.println(reducer.counters());
    }
}
