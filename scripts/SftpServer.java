/// SFTP server on standard input and output: sftp -D "java scripts/SftpServer.java" starts it, and so does any sshd.

import wirelab.hosts.NativeAccess;
import wirelab.kit.UsageException;
import wirelab.program.*;
import wirelab.sftp.*;

void main(String... args) throws Exception {
    // Before a byte is read: the jail that the kernel guards needs the right to call it.
    if (NativeAccess.relaunched()) return;
    Program.of("SftpServer", "speaks SFTP version 3 on standard input and output, as sftp -D starts it")
            .text("root", "DIR", null, "folder that no path leads out of; the client sees it as /")
            .flag("read-only", "nothing is written, deleted or changed")
            .number("handles", SftpOptions.DEFAULTS.handles(), 1, 4096, "files and folders open at once")
            .example("--root /srv/files --read-only")
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    var chosen = SftpOptions.DEFAULTS.withReadOnly(options.flag("read-only")).withHandles(options.number("handles"));
    Path root = options.path("root");
    if (root != null && !Files.isDirectory(root)) throw new UsageException("--root: " + root + " is no folder");
    SftpSession.serveStandard(root == null ? chosen : chosen.withRoot(root));
}
