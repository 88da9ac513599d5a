/// A folder of this machine that is kept equal to a tree which somebody else decides, file by file and in single steps: a file
/// holds its old content or its new one, whoever dies. What people change behind his back is found, and never overwritten.
///
/// ```
/// try (var keeper = FolderKeeper.open(Path.of("docs"), KeeperOptions.DEFAULTS)) {
///     keeper.bring(keeper.held().mkdir("plans", 0755));
///     keeper.look().edits();          // what somebody has edited
/// }
/// ```
///
/// [FolderTree][wirelab.folder.FolderTree] is what a folder is to hold, [FolderKeeper][wirelab.folder.FolderKeeper] sees to
/// it, [ContentStore][wirelab.folder.ContentStore] has contents by their hash, [TreeFetch][wirelab.folder.TreeFetch] finds out
/// what another node has, [EditWatch][wirelab.folder.EditWatch] looks for edits. It is what
/// a replicated folder stands on; there is no socket in it.
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | a path | 4,096 bytes, each part 255 | file systems hold no longer ones | refused in words |
/// | paths of a tree | 1,000,000 | memory | refused in words; a violation from others |
/// | questions about another tree | 256 together, 1,000,000 in all | memory | the next ones; a violation |
/// | staged contents | 64 GiB (`mostStaged`) | the disk | refused in words |
/// | versions of a path | 32, for a week (`mostVersions`, `keepFor`) | the disk | the oldest is forgotten |
/// | history | twice its beginning and 4 MiB | the disk, and time to open it | a new one is begun |
/// | blocks of a signature | 1,048,576 of 512 bytes to 1 MiB | memory | refused; a violation |
/// | a literal of a delta | 64 KiB | memory | the next one; a violation |
/// | quiet time before an edit counts | 50 ms (`quiet`) | a file is being written | it is looked at again |
/// | a look at everything | each minute (`every`), a quarter of the time at most | events get lost | later |
///
/// Left out on purpose: owners, access lists, extended attributes and hard links (each name is a file of its own); folders
/// over several file systems; and the network.
module wirelab.folder {
    requires transitive wirelab.kit;

    exports wirelab.folder;
}
