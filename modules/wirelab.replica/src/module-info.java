/// A folder and all its content, kept equal on several machines: what was acknowledged is not lost, whoever dies. A group of
/// nodes agrees on one order of all changes (`wirelab.raft`), and a majority has each of them on its disk, with its content,
/// before the client is told. After the course's exercise of a replicated folder, whose PDU it speaks. There is no RFC: the
/// README has the wire format.
///
/// ```
/// var config = ReplicaConfig.read(Path.of("config.ini"), false);
/// try (var node = ReplicaService.start(Host.HERE, config, 0, Path.of("docs"), ReplicaOptions.DEFAULTS);
///         var session = ReplicaSession.open(Host.HERE, config, ReplicaSession.Options.DEFAULTS)) {
///     session.put("motto", 0644, "hello".getBytes());     // a majority has it when this returns
/// }
/// ```
///
/// [ReplicaService][wirelab.replica.ReplicaService] is a node of a group, [ReplicaSession][wirelab.replica.ReplicaSession] a
/// client, [ReplicaPage][wirelab.replica.ReplicaPage] shows what a node knows. The course's pair of master and slave is
/// `wirelab.replicasimple`.
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | a path | 4,096 bytes | no peer makes us allocate more | the connection is closed; refused in words |
/// | data of a PDU | 1 MiB; 256 bytes from strangers | the same | the connection is closed |
/// | a stranger's time | 3 s | he may open many connections | closed |
/// | a content in the log itself | 4 KiB | heartbeats are not to queue behind data | it is staged by hash, on another connection |
/// | a piece of a content | 256 KiB from us | memory | the next piece |
/// | hashes in a message | 1,024 | memory | the connection is closed |
/// | questions about a tree in a message | 256; answers of 256 KiB, and one more | memory | the next message; the connection is closed |
/// | a content as a difference | 1 to 256 MiB; 1,024 known bases | a client waits; memory | it is sent as a whole |
/// | a snapshot | 257 MiB | memory | not taken |
/// | paths that differ, as they are shown | 20 | somebody reads them | their number |
/// | messages to a node that wait | 8 MiB | memory | lost, as Raft allows |
/// | contents to be given to a node | 4,096 | memory | it asks for them later |
/// | contents to other nodes | as fast as they go; 64 KiB a second or more (`limit`) | the line is for others as well | they wait; heartbeats do not |
/// | silence of a node | 1.2 s | TCP alone would wait for minutes | the connection is opened anew |
/// | nodes of a group | 64; 3 or 5 of them vote | a message holds them | one line, exit status 2 |
/// | clients of a node | 1,000 (`clients`) | memory | refused |
/// | time for an answer | 10 s (`answer`) | a majority may be gone | the client is told that nothing is known |
/// | time until a majority has a content | 5 s, and 1 s for each MiB | the same | refused in words |
/// | a client's patience | 10 s (`patience`) | somebody waits for it | an error that says whether it may have been done |
/// | a content that nobody needs | 10 min | its command may be on the way | it is deleted |
/// | a listing in one answer | 256 KiB | memory | the rest is asked for |
///
/// Left out on purpose: owners and access lists, a lease for reads (it trusts clocks), a group over several data centres, and
/// clients that are told apart (whoever has the key may do all).
module wirelab.replica {
    requires transitive wirelab.folder;
    requires transitive wirelab.http;
    requires transitive wirelab.kit;
    requires wirelab.measure;
    requires transitive wirelab.raft;

    exports wirelab.replica;
}
