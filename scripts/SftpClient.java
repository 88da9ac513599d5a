/// SFTP client: fetches and sends files over SSH or through any program, with many requests under way.

import wirelab.kit.*;
import wirelab.program.*;
import wirelab.sftp.*;
import wirelab.sshclient.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("SftpClient", "fetches and sends files by SFTP version 3, over SSH or through a program")
            .text("through", "COMMAND", null, "what speaks SFTP at its standard input and output, in place of SSH")
            .flag("messages", "show each message as it is sent and comes")
            .arguments("[USER@HOST] [LINE...]", "where, unless --through; then commands such as 'get -r docs', else typed")
            .example("-p 2222 alice@127.0.0.1 'get -r docs'")
            .example("--through 'ssh -s alice@example.org sftp' 'ls -l'")
            .example("--through 'java scripts/SftpServer.java --root /srv' 'get notes.txt'")
            .with(new SshSwitches())
            .with(new TapSwitches())
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    var watcher = options.flag("messages") ? MessageWatcher.lines(System.err::println) : MessageWatcher.NONE;
    var lines = options.arguments();
    if (options.text("through") != null) {
        var command = ShellWords.split(options.text("through"));
        if (command.isEmpty()) throw new UsageException("--through: there is no command in it");
        try (var remote = RemoteFiles.through(command, watcher)) {
            use(remote, lines);
        }
        return;
    }
    if (lines.isEmpty()) throw new UsageException("USER@HOST is missing, or --through");
    try (var login = SshLogin.open(options, lines.getFirst()); var server = login.link().subsystem("sftp");
            var remote = RemoteFiles.connect(server.output(), server.input(), watcher)) {
        use(remote, lines.subList(1, lines.size()));
    }
}

void use(RemoteFiles remote, List<String> lines) throws IOException {
    var shell = new SftpShell(remote, System.out, new Shown());
    if (!lines.isEmpty()) {
        for (String line : lines) if (!shell.run(line)) return;
    } else if (Password.canAsk()) {
        talk(shell);
    } else {
        var typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = typed.readLine(); line != null && shell.run(line); ) line = typed.readLine();
    }
}

/// With somebody at the terminal, who may try again.
void talk(SftpShell shell) throws IOException {
    while (true) {
        String line = System.console().readLine("sftp> ");
        try {
            if (line == null || !shell.run(line)) return;
        } catch (ProtocolViolation | EOFException e) {
            // The connection is over.
            throw e;
        } catch (IOException | UsageException e) {
            System.err.println(Visible.of(Failure.line(e)));
        }
    }
}

/// A line on the terminal while a file is on its way; what is left out stays to be read.
static final class Shown implements TransferListener {
    Progress progress;

    @Override
    public void begins(String name, long size, long before) {
        ends();
        progress = Progress.bytes(name, size).from(before);
    }

    @Override
    public void moves(long bytes) {
        progress.advance(bytes);
    }

    @Override
    public void ends() {
        if (progress != null) progress.close();
        progress = null;
    }

    @Override
    public void skipped(String line) {
        ends();
        System.err.println("left out " + line);
    }
}
