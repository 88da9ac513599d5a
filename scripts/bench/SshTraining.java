/// A login by the client of an image, from whose run the image's cache of classes for SSH is made.

import wirelab.keys.*;
import wirelab.kit.*;
import wirelab.login.*;
import wirelab.program.*;
import wirelab.ssh.*;

void main(String... args) {
    Program.of("SshTraining", "has the client of an image log in at a server in this process, and takes its exit status")
            .arguments("JAVA [OPTION...]", "of the image, with the option that makes the cache")
            .example("-- out/image/bin/java -XX:AOTCacheOutput=ssh.aot")
            .run(args, this::train);
}

void train(CommandLine options) throws Exception {
    if (options.arguments().isEmpty()) throw new UsageException("JAVA is missing");
    var folder = Files.createTempDirectory("ssh-training-");
    var authorized = folder.resolve("authorized");
    try {
        var host = KeyFile.hostKey(folder.resolve("host"));
        Files.writeString(authorized, KeyFile.hostKey(folder.resolve("user")).publicKey().line() + "\n");
        var accounts = new Accounts(null, new AuthorizedKeys(authorized.toString()), Slowdown.Limits.DEFAULTS);
        try (var server = SshService.start(SshOptions.DEFAULTS, List.of(host), accounts)) {
            int port = server.address().getPort();
            String name = KnownHosts.name("127.0.0.1", port);
            Files.writeString(folder.resolve("known"), name + " " + host.publicKey().line() + "\n");
            int status = client(options.arguments(), folder, port);
            if (status != 0) throw new IOException("the client ended with status " + status);
        }
    } finally {
        Folders.delete(folder);
    }
}

int client(List<String> java, Path folder, int port) throws Exception {
    var line = new ArrayList<>(java);
    line.addAll(List.of("-m", "wirelab.scripts/wirelab.scripts.SshClient", "-i", folder + "/user", "-p",
            Integer.toString(port), "--known-hosts", folder + "/known", "trainee@127.0.0.1", "true"));
    return new ProcessBuilder(line).inheritIO().start().waitFor();
}
