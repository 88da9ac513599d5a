package wirelab.login;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.Failure;
import wirelab.kit.Ini;
import wirelab.kit.Secrets;
import wirelab.kit.UsageException;

/// The users of a login server: a file with a [Verifier] for each and no password, made by `scripts/AddUser.java`.
///
/// ```
/// [server]
/// secret = 0s9v…
///
/// [user alice]
/// salt = W22ZaJ0SNY7soEsUEjb6gQ==
/// iterations = 100000
/// stored-key = WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=
/// server-key = wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=
/// ```
///
/// The file is read again when it has changed. If it cannot be read then, the users read last go on to be those who may log
/// in, and the log says so. At most a million bytes are read, which is some 5,000 users.
///
/// From the secret an account is invented for each name that has none: the same for the same name, also after a restart, so
/// that asking twice does not tell that the user does not exist.
public final class UserFile {
    private static final Logger LOG = System.getLogger(UserFile.class.getName());
    static final String SERVER = "server";
    static final String USER = "user ";
    static final String SECRET = "secret";
    static final int SECRET_LENGTH = 32;

    /// What a server goes by when somebody wants to log in.
    ///
    /// @param verifier what to check against
    /// @param exists whether there is such a user; no proof satisfies the verifier of one who does not exist
    public record Account(Verifier verifier, boolean exists) {}

    /// What stands in the file; `counts` are the iteration counts that occur, each once.
    record Content(byte[] secret, Map<String, Verifier> users, List<Integer> counts) {
        Content(byte[] secret, Map<String, Verifier> users) {
            var counts = users.values().stream().map(Verifier::iterations).distinct().toList();
            this(secret, users, counts.isEmpty() ? List.of(Verifier.DEFAULT_ITERATIONS) : counts);
        }

        @Override
        public String toString() {
            return "Content[secret=hidden, users=" + users + ", counts=" + counts + "]";
        }
    }

    /// What tells one version of the file from another: it is replaced as a whole, so a new one has a new key.
    private record Version(FileTime time, long size, Object key) {
        static Version of(Path file) throws IOException {
            var now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(now.lastModifiedTime(), now.size(), now.fileKey());
        }
    }

    private final Path file;
    private Version seen;
    private Content content;

    private UserFile(Path file) throws IOException {
        this.file = file;
        seen = Version.of(file);
        content = read(file);
    }

    /// Reads a file of users.
    ///
    /// @throws UsageException when it makes no sense, with the line
    /// @throws IOException when it cannot be read
    public static UserFile open(Path file) throws IOException {
        warnIfOthersCanRead(file);
        return new UserFile(file);
    }

    /// {@return the users in it now: their names, in the order of the file}
    public List<String> names() {
        return List.copyOf(current().users.keySet());
    }

    /// The account of a user, or an invented one if there is no such user. Both take the same time.
    ///
    /// @param user the user's name; SASLprep is applied
    /// @throws UsageException when SASLprep refuses the name
    public Account account(String user) {
        String name = SaslPrep.query(user);
        var now = current();
        var invented = invent(now, name);
        var real = now.users.get(name);
        return new Account(real == null ? invented : real, real != null);
    }

    /// Whether a password is that of a user, for protocols that show the server the password itself. It takes a tenth of a
    /// second on purpose, and as long for a user who does not exist.
    ///
    /// @param password SASLprep is applied, as to the name; what it refuses is nobody's
    public boolean accepts(String user, String password) {
        try {
            var account = account(user);
            var salt = Base64.getDecoder().decode(account.verifier().salt());
            var shown = Verifier.of(SaslPrep.query(password), salt, account.verifier().iterations());
            boolean same = Secrets.same(shown.storedKeyBytes(), account.verifier().storedKeyBytes());
            return same && account.exists();
        } catch (UsageException _) {
            return false;
        }
    }

    /// The server's secret, to be mixed into what must not be guessed.
    byte[] secret() {
        return current().secret.clone();
    }

    /// Salt and keys come from the name and the secret. The count is one of those in the file, since one that nobody has
    /// would tell: the one whose hash with the name is greatest, so that a new count in the file changes few answers.
    private static Verifier invent(Content content, String name) {
        var hash = ScramHash.SHA_256;
        var salt = Arrays.copyOf(hash.hmac(content.secret, "salt " + name), Verifier.SALT);
        int count = 0;
        var greatest = new byte[0];
        for (int candidate : content.counts) {
            byte[] score = hash.hmac(content.secret, candidate + " iterations " + name);
            if (Arrays.compareUnsigned(score, greatest) > 0) {
                greatest = score;
                count = candidate;
            }
        }
        return new Verifier(ScramHash.base64(salt), count, ScramHash.base64(hash.hmac(content.secret, "stored key " + name)),
                ScramHash.base64(hash.hmac(content.secret, "server key " + name)));
    }

    private synchronized Content current() {
        Version now = null;
        try {
            now = Version.of(file);
            if (now.equals(seen)) return content;
            seen = now;
            content = read(file);
            LOG.log(Level.DEBUG, "{0}: read again, {1} users", file, content.users.size());
        } catch (IOException | UsageException e) {
            // Said once for each version that cannot be read, and once when there is no file any more.
            if (now != null || seen != null) LOG.log(Level.WARNING, "users stay as they were: " + Failure.line(e));
            seen = now;
        }
        return content;
    }

    static Content read(Path file) throws IOException {
        var ini = Ini.read(file);
        var server = ini.find(SERVER);
        if (server == null) {
            throw new UsageException(file + ": there is no [" + SERVER + "] section; scripts/AddUser.java writes one");
        }
        String secret = server.required(SECRET);
        String problem = Attributes.base64Problem(secret, SECRET_LENGTH, SECRET_LENGTH);
        if (problem != null) throw server.error(SECRET, problem);
        var users = new LinkedHashMap<String, Verifier>();
        for (var section : ini.sections()) {
            if (section == server) continue;
            if (!section.name().startsWith(USER)) {
                throw new UsageException(file + ": [" + section.name() + "] is neither [server] nor [user NAME]");
            }
            users.put(section.name().substring(USER.length()), verifier(section));
        }
        return new Content(Base64.getDecoder().decode(secret), users);
    }

    private static Verifier verifier(Ini.Section section) {
        int iterations = section.number("iterations", Verifier.MIN_ITERATIONS, Verifier.MAX_ITERATIONS);
        try {
            return new Verifier(section.required("salt"), iterations, section.required("stored-key"),
                    section.required("server-key"));
        } catch (UsageException e) {
            throw section.error("[" + section.name() + "]", e.getMessage());
        }
    }

    private static void warnIfOthersCanRead(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) return;
        var others = EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
        others.retainAll(view.readAttributes().permissions());
        if (!others.isEmpty()) LOG.log(Level.WARNING, file + " can be read by others than its owner: chmod 600 " + file);
    }

    @Override
    public String toString() {
        return "users in " + file;
    }
}
