package wirelab.nat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Numbers that only who receives datagrams at an address can know: the server keeps nothing for an address until one
/// has come back from it, so that a forged source costs nobody anything.
final class Cookies {
    private static final long LIFE = 60_000_000_000L;

    private final Mac mac;

    Cookies(byte[] secret) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// The cookie of an address; never 0, which stands for none.
    long of(InetSocketAddress address, long now) {
        return at(address, Math.floorDiv(now, LIFE));
    }

    /// Whether a cookie is that of an address, now or a minute ago.
    boolean valid(long cookie, InetSocketAddress address, long now) {
        long minute = Math.floorDiv(now, LIFE);
        return cookie != 0 && (cookie == at(address, minute) || cookie == at(address, minute - 1));
    }

    private long at(InetSocketAddress address, long minute) {
        mac.update(address.getAddress().getAddress());
        mac.update(ByteBuffer.allocate(12).putInt(address.getPort()).putLong(minute).flip());
        return ByteBuffer.wrap(mac.doFinal()).getLong() | 1;
    }
}
