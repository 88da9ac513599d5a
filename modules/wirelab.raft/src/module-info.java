/// Several machines agree on one log, whoever of them dies: Raft, after Ongaro and Ousterhout, *In Search of an Understandable
/// Consensus Algorithm (Extended Version)*, 2014, and Ongaro's thesis of the same year. Elections with pre-vote, commitment,
/// snapshots, reads by index, sessions, changes of members, hand-over; as a machine without socket, clock and disk.
///
/// ```
/// var lab = RaftLab.of(3);            // three nodes in virtual time
/// lab.elect();
/// lab.ask("put motto hello");
/// lab.crash(lab.leader()).run(Duration.ofSeconds(2));
/// lab.ask("get motto");               // hello
/// ```
///
/// [RaftMachine][wirelab.raft.RaftMachine] is a node, [RaftStore][wirelab.raft.RaftStore] what it has on its disk,
/// [RaftLab][wirelab.raft.RaftLab] a group to play with, [Schedule][wirelab.raft.Schedule] what the group is checked by.
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | a command | 512 KiB | a record of the journal has room for it | a mistake of the program |
/// | commands that wait for a majority | 4,096, about 64 MiB | memory of a leader that is alone | refused in words |
/// | questions that wait | 4,096 | the same | refused in words |
/// | entries of a message | 128 KiB, or one; 4,096 | a heartbeat is not to queue behind them | the next message |
/// | entries under way to a member | 1,024 | memory of the link | the next when some are confirmed |
/// | piece of a snapshot | 64 KiB; 256 KiB from others | the same | the next piece; a violation |
/// | snapshot | 256 MiB | memory | damage, or ignored |
/// | log in memory | 10,000 entries, of which 1,000 stay behind a snapshot | memory | it becomes a snapshot |
/// | sessions | 4,096 | memory | the one unused for longest is forgotten; what it asks then is refused |
/// | members | 64 voters, 64 learners | a message holds them | a mistake of the program; a violation |
/// | a leader without a majority | 400 ms | its clients wait for nothing | it leads no longer |
/// | steps of the search for an order | as one says; 1,000,000 for a schedule | it may take for ever | undecided, which is not right |
///
/// Left out on purpose: changes of several voters at once (joint consensus), leases for reads (they trust clocks), and the
/// network: whoever uses the machine brings a message to a member, or does not.
module wirelab.raft {
    requires transitive wirelab.kit;
    requires transitive wirelab.simulation;

    exports wirelab.raft;
}
