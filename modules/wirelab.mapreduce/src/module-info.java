/// MapReduce (Dean and Ghemawat, OSDI 2004): a master shares out a text among mappers, reducers make the one result of their
/// tables, and whoever dies or is slow meanwhile is replaced. The wire format stands at the head of the README.
///
/// ```
/// try (var cluster = LocalCluster.start(4, 1);
///         var master = JobMaster.of(Host.HERE, cluster::config, JobOptions.of(Path.of("in.txt"), Path.of("out.tsv")))) {
///     JobResult result = master.run();
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | message | 4 MiB + 4 KiB; 4 KiB while greeting | memory | the connection is closed |
/// | term, or key of a job | 2 MiB | a record is one piece in memory | the portion fails, with its place |
/// | line, for jobs other than counting | 4 MiB | the same | the portion fails |
/// | tables of a mapper | a quarter of the heap; `--memory` | memory | sorted runs go to disk |
/// | table of a portion | what the reducer's disk has room for | it must be kept | the job fails |
/// | records of a table | as many as announced | nobody sends for ever | the mapper's connection is closed |
/// | tables coming in at once | 8 | a disk takes no more any faster | the others wait for permission |
/// | mappers, reducers, portions | 1,024, 64, 65,536 | a list in memory | refused |
/// | connections to a node | 1,000 | memory | reset |
/// | source of a shipped job | 1 MiB | somebody wrote it | refused |
/// | greeting | 10 s | nobody stands in the door | closed |
/// | silence of a peer that is waited for | 10 s, with a ping each second | a host that is gone says nothing | closed |
/// | mapper that does not go on | 2 s, or half its peers' rate | the job waits for the slowest | a backup is started |
/// | permission unused | 2 s | others wait | another one is permitted |
/// | failures, deaths of one portion | 2, 16; `--skip-bad`: 2 | it gets no better | the job fails, or goes on |
/// | runs merged at once | what `--memory` has buffers for, 8 to 256 | memory, descriptors | several steps |
/// | no mapper there | 30 s; `--patience` | nobody may come | the job fails; `--resume` goes on with it |
/// | reducer away | 30 s; `--patience` | it may be restarted | the job fails; `--resume` goes on with it |
///
/// Left out on purpose: a distributed file system (the master sends the text), security against a node that has the key, and
/// encryption.
module wirelab.mapreduce {
    requires transitive wirelab.http;
    requires transitive wirelab.program;
    requires transitive wirelab.terms;
    requires java.compiler;

    exports wirelab.mapreduce;
}
