package wirelab.nat;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/// What was sent to addresses from which nothing came but classroom registrations, and so perhaps nothing at all: whoever
/// forges a source has the list of all clients sent there. An address gets [#BYTES] in [#WHILE], however many ids are
/// registered in its name, until a keep-alive comes from it: that shows that somebody there reads what the server sends.
///
/// Only so many addresses are remembered; beyond that the one that was sent something least recently is forgotten.
final class Unheard {
    /// One list of some 180 clients.
    static final int BYTES = 8192;
    /// After so long an address may be sent as much again.
    static final long WHILE = 30_000_000_000L;
    /// An address that was heard is trusted for so long: three keep-alives.
    static final long TRUST = 30_000_000_000L;
    static final int ADDRESSES = 4096;

    private static final class Account {
        long since;
        int bytes;
        boolean trusted;
        long trustedUntil;
    }

    private final Map<InetAddress, Account> accounts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Account> eldest) {
            return size() > ADDRESSES;
        }
    };

    /// How many bytes an address may still be sent.
    int room(long now, InetAddress address) {
        var account = accounts.get(address);
        if (account == null || now - account.since > WHILE) return BYTES;
        if (account.trusted && now - account.trustedUntil < 0) return BYTES;
        return Math.max(0, BYTES - account.bytes);
    }

    /// Something was sent there.
    void told(long now, InetAddress address, int bytes) {
        var account = account(now, address);
        if (now - account.since > WHILE) {
            account.since = now;
            account.bytes = 0;
        }
        account.bytes += bytes;
    }

    /// A keep-alive has come from there.
    void heard(long now, InetAddress address) {
        var account = account(now, address);
        account.trusted = true;
        account.trustedUntil = now + TRUST;
    }

    private Account account(long now, InetAddress address) {
        return accounts.computeIfAbsent(address, _ -> {
            var account = new Account();
            account.since = now;
            return account;
        });
    }
}
