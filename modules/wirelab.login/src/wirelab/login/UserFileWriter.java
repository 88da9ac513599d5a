package wirelab.login;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import wirelab.kit.SafeFile;
import wirelab.kit.Secrets;
import wirelab.kit.UsageException;

/// Changes the users of a [UserFile], one at a time.
///
/// The new file is written beside the old one, readable by its owner alone, and put into its place in one step: whoever
/// reads sees the old users or the new ones, and a crash loses nothing. Two writers wait for each other, by means of a file
/// with `.lock` behind its name that stays. Comments in the file are not kept.
public final class UserFileWriter {
    private static final String HEAD = """
            # Users of wirelab's login: verifiers, never passwords. Written by scripts/AddUser.java, which keeps no comments.
            # Keep it to yourself: whoever reads it can try passwords without asking the server.

            """;

    private final Path file;
    private final RandomGenerator random;

    /// Writes to a file, which need not be there yet.
    ///
    /// @param random where the server's secret comes from when the file is new; a `SecureRandom` but in tests
    /// @throws IOException when its folder cannot be found
    public UserFileWriter(Path file, RandomGenerator random) throws IOException {
        // A symbolic link is to stay one.
        this.file = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (!Files.isDirectory(this.file.getParent())) throw new NoSuchFileException(this.file.getParent().toString());
        this.random = random;
    }

    /// Adds a user, or gives a user another password.
    ///
    /// @param user the user's name; SASLprep is applied
    /// @return whether there was such a user before
    /// @throws UsageException when the name cannot be one, or the file makes no sense
    /// @throws IOException when the file cannot be read or written
    public boolean put(String user, Verifier verifier) throws IOException {
        String name = name(user);
        return locked(() -> {
            var content = Files.exists(file) ? UserFile.read(file)
                    : new UserFile.Content(Secrets.bytes(random, UserFile.SECRET_LENGTH), Map.of());
            var users = new LinkedHashMap<>(content.users());
            boolean known = users.put(name, verifier) != null;
            replace(content.secret(), users);
            return known;
        });
    }

    /// Removes a user.
    ///
    /// @param user the user's name; SASLprep is applied
    /// @throws UsageException when the name cannot be one, or the file makes no sense
    /// @throws IOException when the file cannot be read or written
    public boolean remove(String user) throws IOException {
        String name = name(user);
        if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
        return locked(() -> {
            var content = UserFile.read(file);
            var users = new LinkedHashMap<>(content.users());
            if (users.remove(name) == null) return false;
            replace(content.secret(), users);
            return true;
        });
    }

    /// The form in which a name is stored: it must come back the same from the file.
    private static String name(String user) {
        String name = ScramClient.userName(user);
        SaslPrep.stored(name);
        if (name.equals(name.strip())) return name;
        throw new UsageException("user name: it must not begin or end with a space");
    }

    private interface Change {
        boolean make() throws IOException;
    }

    private boolean locked(Change change) throws IOException {
        // The file lock keeps other processes out, and the monitor the other threads of this one.
        synchronized (UserFileWriter.class) {
            var lock = Path.of(file + ".lock");
            try (var channel = FileChannel.open(lock, Set.of(CREATE, WRITE), SafeFile.ownerAlone(lock));
                    var _ = channel.lock()) {
                return change.make();
            }
        }
    }

    private void replace(byte[] secret, Map<String, Verifier> users) throws IOException {
        var text = new StringBuilder(HEAD);
        text.append("[%s]\n%s = %s\n".formatted(UserFile.SERVER, UserFile.SECRET, ScramHash.base64(secret)));
        users.forEach((name, user) -> text.append("""

                [%s%s]
                salt = %s
                iterations = %d
                stored-key = %s
                server-key = %s
                """.formatted(UserFile.USER, name, user.salt(), user.iterations(), user.storedKey(), user.serverKey())));
        SafeFile.replacePrivately(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "writer of " + file;
    }
}
