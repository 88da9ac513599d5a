/// SFTP client: fetches and sends files, with many requests under way, through any program that reaches a server.

import wirelab.kit.*;
import wirelab.program.*;
import wirelab.sftp.*;

void main(String... args) {
    Program.of("SftpClient", "fetches and sends files by SFTP version 3, through a program that reaches the server")
            .text("through", "COMMAND", null, "what speaks SFTP at its standard input and output")
            .flag("messages", "show each message as it is sent and comes")
            .arguments("[LINE...]", "commands, such as 'get -r docs'; without any they are read from standard input")
            .example("--through 'ssh -s alice@example.org sftp' 'ls -l'")
            .example("--through 'java scripts/SftpServer.java --root /srv' 'get notes.txt'")
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    var command = ShellWords.split(options.required("through"));
    if (command.isEmpty()) throw new UsageException("--through: there is no command in it");
    var watcher = options.flag("messages") ? MessageWatcher.lines(System.err::println) : MessageWatcher.NONE;
    try (var remote = RemoteFiles.through(command, watcher)) {
        var shell = new SftpShell(remote, System.out, new Shown());
        if (!options.arguments().isEmpty()) {
            for (String line : options.arguments()) if (!shell.run(line)) return;
        } else if (Password.canAsk()) {
            talk(shell);
        } else {
            var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null && shell.run(line); ) line = lines.readLine();
        }
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
