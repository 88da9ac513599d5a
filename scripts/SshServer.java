/// SSH server: stock ssh, scp, rsync and git log in and run commands as the user who has started it (RFC 4251 to 4254).

import wirelab.hosts.NativeAccess;
import wirelab.keys.*;
import wirelab.kit.*;
import wirelab.login.*;
import wirelab.program.*;
import wirelab.sftp.*;
import wirelab.ssh.*;
import wirelab.tap.TapSwitches;

void main(String... args) throws Exception {
    // Terminals are asked of the system's C library.
    if (NativeAccess.relaunched()) return;
    Program.of("SshServer", "lets users log in with ssh and run commands (RFC 4251 to 4254)")
            .server(2222)
            .text("users", "FILE", null, "users with passwords, from AddUser; read again when it changes")
            .text("authorized-keys", "FILE", null, "keys that let in; %u is the user's name; read again at each login")
            .text("host-key", "FILE", "ssh_host_ed25519_key", "what proves that it is this server; made at the first start")
            .text("rsa-key", "FILE", null, "an RSA key besides, for clients that know nothing else; made at the first start")
            .text("root", "DIR", null, "what sftp and scp see as /; commands, which would walk out, must then be allowed")
            .text("log", "DIR", null, "keep what each session shows, for scriptreplay and asciinema play")
            .text("banner", "FILE", null, "show this before a login")
            .text("command", "COMMAND", null, "run this instead of what is asked for ($SSH_ORIGINAL_COMMAND)")
            .text("allow", "WORDS", null,
                    "what a user may do, of exec,shell,pty,sftp,forward; all but forward unless --root")
            .duration("grace", "120s", "hang up on who has not logged in after so long")
            .number("max", 1_000, 1, 100_000, "connections at once")
            .number("free", 3, 0, 1_000,
                    "wrong passwords of one address that cost nothing; each further one doubles a delay")
            .flag("as-root", "run although that is as root: whoever logs in is root")
            .example("--users users.ini")
            .example("--authorized-keys ~/.ssh/authorized_keys --log sessions")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    String me = System.getProperty("user.name");
    if (me.equals("root") && !options.flag("as-root")) {
        throw new UsageException("whoever logs in would be root: start it as another user, or with --as-root");
    }
    var preset = SshOptions.DEFAULTS;
    var chosen = preset.withGrace(options.duration("grace")).withForced(options.text("command"))
            .withAllow(allowed(options)).withSubsystems(Map.of("sftp", files(options)));
    chosen = chosen.withTcp(preset.tcp().withBind(options.address()).withMaxConnections(options.number("max")));
    if (options.text("banner") != null) chosen = chosen.withBanner(SafeFile.read(options.path("banner"), 10_000));
    if (options.text("log") != null) chosen = chosen.withLog(folder(options.path("log")));
    Path users = options.path("users");
    if (users != null && !Files.exists(users)) {
        throw new UsageException(users + ": no such file; java scripts/AddUser.java --users " + users + " NAME makes it");
    }
    String keys = options.text("authorized-keys");
    var accounts = new Accounts(users == null ? null : UserFile.open(users), keys == null ? null : new AuthorizedKeys(keys),
            Slowdown.Limits.DEFAULTS.withFree(options.number("free")));
    var hostKey = KeyFile.hostKey(options.path("host-key"));
    var hostKeys = new ArrayList<>(List.of(hostKey));
    if (options.text("rsa-key") != null) hostKeys.add(KeyFile.hostKey(options.path("rsa-key"), KeyKind.RSA));
    try (var server = SshService.start(options.host(), chosen, hostKeys, accounts)) {
        System.out.println("commands run as " + me + "; the host key is " + hostKey.publicKey());
        System.out.println(hostKey.publicKey().randomart());
        Program.serve(server.address());
        if (options.flag("verbose")) System.err.println(server.counters());
    }
}

Set<String> allowed(CommandLine options) {
    String words = options.text("allow");
    if (words == null) return options.text("root") == null ? Set.of("exec", "shell", "pty", "sftp") : Set.of("sftp");
    var known = List.of("exec", "shell", "pty", "sftp", "forward");
    for (String word : words.split(",")) {
        if (!known.contains(word))
                throw new UsageException("--allow: '" + word + "' is none of " + String.join(", ", known));
    }
    return Set.of(words.split(","));
}

Subsystem files(CommandLine options) {
    Path root = options.path("root");
    if (root != null && !Files.isDirectory(root)) throw new UsageException("--root: " + root + " is no folder");
    // Where commands begin as well.
    var home = Path.of(System.getProperty("user.home"));
    var chosen = root != null ? SftpOptions.DEFAULTS.withRoot(root)
            : SftpOptions.DEFAULTS.withStart(Files.isDirectory(home) ? home : Path.of("/"));
    return (in, out, _) -> {
        SftpSession.serve(chosen, in, out);
        return 0;
    };
}

Path folder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString("rwx------")));
    return folder;
}
