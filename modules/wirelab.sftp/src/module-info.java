/// SFTP version 3: files of another machine, over any stream of bytes: the subsystem `sftp` of SSH, a pipe, a socket. A
/// server in a jail that the kernel guards, and a client with many requests under way.
///
/// The protocol is draft-ietf-secsh-filexfer-02, which never became an RFC and which everybody speaks; the requests by name
/// are those of OpenSSH: `posix-rename`, `statvfs`, `fstatvfs`, `hardlink`, `fsync`, `lsetstat`, `limits`, `expand-path`,
/// `users-groups-by-id` (all `@openssh.com`) and `copy-data`.
///
/// ```
/// SftpSession.serve(SftpOptions.DEFAULTS.withRoot(Path.of("/srv")), in, out);
///
/// try (var remote = RemoteFiles.through(List.of("ssh", "-s", "host", "sftp"), MessageWatcher.NONE)) {
///     new Transfers(remote, Transfers.Manner.PLAIN, TransferListener.NONE).get("notes.txt", Path.of("notes.txt"));
/// }
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | packet | 256 KiB | memory, before anything is allocated | the session ends |
/// | data of one READ or WRITE | 255 KiB | a packet less a kilobyte | fewer bytes are read |
/// | path | 4,096 bytes | PATH_MAX of Linux | BAD_MESSAGE |
/// | handle | 256 bytes | the draft, section 6.2 | BAD_MESSAGE |
/// | files and folders open at once | 256 | two descriptors each | FAILURE |
/// | names in one reply | 100 | as many as OpenSSH sends | the next READDIR goes on |
/// | extension pairs of a message | 64 | memory | BAD_MESSAGE, or the session ends |
/// | users or groups asked for at once | 1,024 | memory | BAD_MESSAGE |
/// | answers that wait for a client | one buffer, 1 MiB at most | a client that does not read | its requests are not read |
/// | tries of a path that is being moved | 100 | somebody may move folders for ever | FAILURE |
/// | requests of a client under way | 64 | memory of the server | it waits for a reply |
/// | names in a folder, for a client | 128 MiB | a server can make up any number | given up |
/// | folders in folders, for a client | 100 | as above | given up |
///
/// The jail needs native access for `wirelab.hosts` and Linux 5.6 (openat2). Without them a path is checked and then used,
/// which somebody who moves folders in between can get through; [SftpService][wirelab.sftp.SftpService] says which of the
/// two it has.
///
/// Left out on purpose: versions 4 to 6 (OpenSSH has none of them), `.` and `..` in listings, access to what is neither file
/// nor folder, links with an absolute target in a jail (their maker meant another root), set-user-id when a file is made.
module wirelab.sftp {
    requires transitive wirelab.kit;
    requires wirelab.hosts;

    exports wirelab.sftp;
}
