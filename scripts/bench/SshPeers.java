import module java.base;
import wirelab.keys.*;
import wirelab.measure.*;
import wirelab.program.*;

/// The servers that a bench of SSH has side by side, ours first, with the keys of one folder; and the client that drives them.
///
/// sshd is there as Debian starts it (UsePAM yes, as root alone) and without PAM. MINA comes with Maven, once.
final class SshPeers implements AutoCloseable {
    static final String PAM = "sshd, PAM";
    static final String MINA = "MINA";
    static final Path SOURCES = Path.of("modules/wirelab.ssh/test/peers");

    final Path keys = Files.createTempDirectory("ssh-bench-");
    List<Contender> servers;

    SshPeers() throws IOException {}

    /// Makes the keys, and looks which servers there are.
    void find() throws Exception {
        for (String name : List.of("host", "user")) KeyFile.hostKey(keys.resolve(name));
        Files.writeString(keys.resolve("authorized"), KeyFile.hostKey(keys.resolve("user")).publicKey().line() + "\n");
        var all = new ArrayList<>(List.of(ours(), sshd("sshd", "no")));
        if (root()) all.add(sshd(PAM, "yes"));
        mina().ifPresent(all::add);
        servers = Contender.present(all.toArray(Contender[]::new));
    }

    /// {@return all but those of the names}
    List<Contender> without(String... names) {
        return servers.stream().filter(server -> !List.of(names).contains(server.name())).toList();
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    Contender ours() {
        var args = new ArrayList<>(List.of("--host", "ADDRESS", "--port", "PORT", "--host-key", keys + "/host",
                "--authorized-keys", keys + "/authorized"));
        if (root()) args.add("--as-root");
        return Contender.script("wirelab", "SshServer", args.toArray(String[]::new));
    }

    /// Without -r it would have to be started by its whole path.
    private Contender sshd(String name, String pam) throws IOException {
        if (root()) Files.createDirectories(Path.of("/run/sshd"));
        return Contender.stock(name, "openssh-server", "sshd", "-r", "-D", "-e", "-f", "/dev/null", "-h", keys + "/host",
                "-o", "ListenAddress=ADDRESS:PORT", "-o", "StrictModes=no", "-o", "UsePAM=" + pam, "-o", "PidFile=none", "-o",
                "Subsystem=sftp /usr/lib/openssh/sftp-server", "-o", "MaxStartups=100", "-o",
                "AuthorizedKeysFile=" + keys + "/authorized", "-o",
                // A shell reads what its user has set up, there as with ours: nothing.
                "SetEnv=HOME=" + keys);
    }

    /// MINA as its users have it, with BouncyCastle; nothing where Maven cannot fetch it.
    private Optional<Contender> mina() throws Exception {
        if (!Contender.isInstalled("mvn")) {
            System.out.println(Contender.missing(MINA, "maven"));
            return Optional.empty();
        }
        var path = keys.resolve("classpath");
        var fetching = new ProcessBuilder("mvn", "-q", "-B", "-f", SOURCES.resolve("pom.xml").toString(),
                "dependency:build-classpath", "-Dmdep.outputFile=" + path).redirectErrorStream(true)
                        .redirectOutput(keys.resolve("mvn.log").toFile()).start();
        if (fetching.waitFor() != 0) {
            System.out.println(MINA + " is missing: mvn reaches no repository that has it");
            return Optional.empty();
        }
        return Optional.of(Contender.java(MINA, "--source", "25", "-cp", Files.readString(path).strip(),
                SOURCES.resolve("MinaServer.source").toString(), "ADDRESS", "PORT", keys + "/host", keys + "/authorized"));
    }

    ServerProcess start(Contender server) throws IOException {
        return ServerProcess.start(server, Map.of("ADDRESS", "127.0.0.1"), ServerProcess.LISTENS);
    }

    /// OpenSSH's client, logging in with the key of the user.
    List<String> sshLine(InetSocketAddress server, List<String> more, String... command) {
        var line = new ArrayList<>(List.of("ssh", "-F", "none", "-i", keys + "/user", "-o", "IdentitiesOnly=yes", "-o",
                "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o",
                "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "KexAlgorithms=curve25519-sha256", "-p",
                Integer.toString(server.getPort())));
        line.addAll(more);
        line.add(System.getProperty("user.name") + "@" + server.getHostString());
        line.addAll(List.of(command));
        return line;
    }

    @Override
    public void close() throws IOException {
        Folders.delete(keys);
    }
}
