/// The course's pair of master and slave: the master has a folder, and tells slaves what changes in it. It survives nothing, and
/// shows what the group of `wirelab.replica` is for, whose PDU it speaks. The README has the wire format.
///
/// ```
/// try (var master = SimpleMaster.start(Host.HERE, address, Path.of("docs"));
///         var slave = SimpleSlave.start(Host.HERE, other, master.address(), Path.of("copy"))) {
///     System.out.println(slave);
/// }
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | a path, data of a PDU | 4,096 bytes, 1 MiB | no peer makes us allocate more | the connection is closed |
/// | peers of a master | 256 | memory | refused |
/// | a slow slave | 10 s | the others wait for it | let go |
/// | a listing, or a content shown by `cat` | 512 KiB | a PDU holds no more | refused in words |
///
/// Left out on purpose: links, modes, keys, and whatever it takes to survive a death.
module wirelab.replicasimple {
    requires transitive wirelab.folder;
    requires transitive wirelab.kit;
    requires transitive wirelab.replica;

    exports wirelab.replicasimple;
}
