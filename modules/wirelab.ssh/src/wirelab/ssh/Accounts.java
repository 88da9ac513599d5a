package wirelab.ssh;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.keys.AuthorizedKeys;
import wirelab.keys.SshPublicKey;
import wirelab.kit.UsageException;
import wirelab.login.Slowdown;
import wirelab.login.UserFile;

/// The users of a server: passwords as verifiers in the file of the login server, keys in `authorized_keys`; either may be
/// missing, not both.
///
/// A password costs the same work whether its user exists or not: the file invents a verifier for each name that has none.
/// Whoever fails is slowed down, and one source has one password checked at a time, so that a thousand connections guess no
/// faster than one and cost no more than one core.
public final class Accounts {
    private static final int MOST_PASSWORD = 1_024;

    private final UserFile users;
    private final AuthorizedKeys keys;
    private final Slowdown slowdown;
    private final Map<InetAddress, Turn> turns = new ConcurrentHashMap<>();

    /// Those of one source who have a password checked, or wait for it.
    private static final class Turn {
        final ReentrantLock lock = new ReentrantLock();
        int count;
    }

    /// @param users `null` where nobody logs in with a password
    /// @param keys `null` where nobody logs in with a key
    public Accounts(UserFile users, AuthorizedKeys keys, Slowdown.Limits limits) {
        if (users == null && keys == null) throw new UsageException("nobody could log in: there are neither users nor keys");
        this.users = users;
        this.keys = keys;
        slowdown = new Slowdown(limits);
    }

    /// {@return who may log in from an address}
    Authority from(InetAddress address) {
        var methods = new ArrayList<String>();
        if (keys != null) methods.add("publickey");
        if (users != null) methods.addAll(List.of("password", "keyboard-interactive"));
        return new Authority() {
            @Override
            public List<String> methods() {
                return List.copyOf(methods);
            }

            @Override
            public boolean password(String user, String password) {
                return users != null && password.length() <= MOST_PASSWORD && inTurn(address, user, password);
            }

            @Override
            public boolean key(String user, SshPublicKey key) {
                return keys != null && keys.allows(user, key);
            }
        };
    }

    private boolean inTurn(InetAddress address, String user, String password) {
        long delay = slowdown.attempt(System.nanoTime(), address);
        if (delay == Slowdown.TURNED_AWAY) return false;
        for (long until = System.nanoTime() + delay, left; (left = until - System.nanoTime()) > 0; )
                LockSupport.parkNanos(left);
        var turn = turns.compute(address, (_, old) -> {
            var now = old == null ? new Turn() : old;
            now.count++;
            return now;
        });
        turn.lock.lock();
        try {
            boolean right = isRight(user, password);
            if (!right) slowdown.failed(System.nanoTime(), address);
            return right;
        } finally {
            turn.lock.unlock();
            turns.compute(address, (_, now) -> --now.count == 0 ? null : now);
        }
    }

    private boolean isRight(String user, String password) {
        try {
            var account = users.account(user);
            // Both are looked at, in this order, so that the work is the same.
            return account.verifier().isOf(password) & account.exists();
        } catch (UsageException _) {
            // Characters that no name may have.
            return false;
        }
    }

    @Override
    public String toString() {
        return "accounts of " + (users == null ? "nobody" : users) + " and " + (keys == null ? "no keys" : keys);
    }
}
