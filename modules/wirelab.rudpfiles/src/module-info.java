/// Files over reliable UDP: a server for a folder, and a client that lists, fetches and stores files and whole folders,
/// several at once, goes on where it was broken off, and checks each by its SHA-256.
///
/// ```
/// try (var server = FileService.start(Host.HERE, FileService.Options.DEFAULTS, folder, identity);
///         var remote = RemoteFolder.connect(Host.HERE, server.address(), RudpOptions.DEFAULTS, RudpTrace.NONE)) {
///     remote.list("").forEach(System.out::println);
///     remote.get("notes.txt", Path.of("copy.txt"), bytes -> {});
/// }
/// ```
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | path | 1,024 bytes; a name 255 | a request fits a packet | refused |
/// | entries of a folder | 100,000 | memory of the client | the list ends with an error |
/// | files of one command | 1,000,000, 64 folders deep | the same | an error |
/// | files under way at once | 4; `--at-once` up to 64 | the same | the others wait |
/// | writers of one file, at either end | 1 | two would mix | the second is told so |
/// | file of known servers | 1 MiB | | a usage error |
///
/// Links are neither followed nor listed: no path leads out of the folder. Between the look at a folder and its use somebody
/// who is on the server's machine, and may write there, could put a link in its place; nobody who is elsewhere can.
///
/// Left out on purpose: users and rights, deleting and renaming, changes within a file (what is there is compared from the
/// beginning on, and only what follows is sent).
module wirelab.rudpfiles {
    requires transitive wirelab.kit;
    requires transitive wirelab.rudp;

    exports wirelab.rudpfiles;
}
